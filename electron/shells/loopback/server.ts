import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Application } from '../../application'
import type { Clock } from '../../platform/clock/clock'
import { RateLimit } from '../../platform/clock/rate-limit'
import { Fault } from '../../platform/errors/fault'
import { openEventStream, readJson, sinceOf } from '../../platform/owner'
import type { Door } from './door'
import { receiveUpload, sendTicketed } from './file-transfer'
import { refusal } from './guard'
import { everywhere } from '../../bridge/pages/headers'
import { StaticFiles } from './static-files'

const megabyte = 1024 * 1024
const callBytes = megabyte
const silenceMs = 500
/** A batch may come as pasted cells. */
const longCalls: Readonly<Record<string, number>> = { 'links.batches.create': 24 * megabyte }

export interface LoopbackOptions {
  /** Requests that come before it is there wait for it. */
  application: Promise<Application>
  rendererDir: string
  /** 0 = any free one. */
  port: number
  door: Door
  clock: Clock
  /** Told how many windows listen to events, each time that changes. */
  streamsChanged?: (open: number) => void
  /** Told the session of each call that came through the door. */
  sessionSeen?: (handle: string) => void
  /** Milliseconds; tests shorten them. */
  limits?: { headersMs?: number; requestMs?: number; heartbeatMs?: number; checkEveryMs?: number }
}

export interface LoopbackServer {
  /** `http://127.0.0.1:<port>`. */
  origin: string
  /** Takes no more requests, ends event streams, lets the rest finish within `graceMs`, then cuts them off. */
  close(graceMs?: number): Promise<void>
}

/**
 * Serves the program on 127.0.0.1 and nowhere else: the renderer's files to whoever asks from our own page, everything
 * else only with a token of the door or a one-time ticket.
 * @throws Fault `shell.portTaken`, `shell.portForbidden` (param `port`)
 */
export async function startLoopback(options: LoopbackOptions): Promise<LoopbackServer> {
  const { application, door, clock, limits = {} } = options
  const files = new StaticFiles(options.rendererDir)
  const all = new RateLimit(clock, 300, 600)
  const trades = new RateLimit(clock, 2, 20)
  const streams = new Set<() => void>()
  let origin = ''

  /** The session that a caller through the door names. @throws Fault `door.tokenRefused`, `door.coolingDown` */
  function admit(request: IncomingMessage): string | undefined {
    const verdict = door.check(request.headers.authorization)
    if (verdict !== 'ok') throw doorFault(verdict, 'door.tokenRefused')
    const session = oneHeader(request, 'x-minidesk-session')
    if (session !== undefined) options.sessionSeen?.(session)
    return session
  }

  async function trade(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!trades.take()) throw new Fault('door.tooFast', { retry: 'safe' })
    requireJson(request)
    const body = await readJson(request, 10_000)
    const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined
    if (typeof code !== 'string' || code.length > 200) throw new Fault('door.badJson')
    const traded = door.trade(code)
    if (typeof traded === 'string') throw doorFault(traded, 'door.codeRefused')
    sendJson(response, 200, traded)
  }

  async function call(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const session = admit(request)
    requireJson(request)
    const input = await readJson(request, Object.hasOwn(longCalls, name) ? (longCalls[name] ?? callBytes) : callBytes)
    const leaving = new AbortController()
    response.once('close', () => leaving.abort())
    const { allCommands } = await import('@shared/contract')
    // A window that closes gives up what it asked for; what it ordered is carried out.
    const signal = allCommands().get(name)?.kind === 'query' ? leaving.signal : undefined
    const locale = oneHeader(request, 'x-minidesk-locale')
    sendJson(response, 200, await (await application).execute({ name, input, session, locale, signal }))
  }

  async function events(query: URLSearchParams, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const session = admit(request)
    const host = await application
    if (response.destroyed) return
    const subscribe = (deliver: Parameters<Application['subscribe']>[2]) =>
      host.subscribe(session, sinceOf(query), deliver)
    const { heartbeatMs } = limits
    const end = openEventStream(response, subscribe, {
      headers: everywhere,
      ...(heartbeatMs === undefined ? {} : { heartbeatMs }),
    })
    streams.add(end)
    options.streamsChanged?.(streams.size)
    response.once('close', () => {
      streams.delete(end)
      options.streamsChanged?.(streams.size)
    })
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!all.take()) throw new Fault('door.tooFast', { retry: 'safe' })
    const [path = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/su)
    if (request.method === 'GET') {
      if (path === '/events') return events(new URLSearchParams(query), request, response)
      const ticket = /^\/files\/([\w-]{1,100})$/u.exec(path)?.[1]
      if (ticket !== undefined) return sendTicketed((await application).files.redeem(ticket), response)
      return files.send(path, response)
    }
    if (path === '/door') return trade(request, response)
    if (path === '/files') {
      const session = admit(request)
      const name = new URLSearchParams(query).get('name') ?? ''
      return sendJson(response, 200, await receiveUpload(request, name, session, (await application).files))
    }
    const name = /^\/rpc\/([A-Za-z][\w.]{0,99})$/u.exec(path)?.[1]
    if (name !== undefined) return call(name, request, response)
    return sendEmpty(response, 404)
  }

  const server = createServer(
    {
      headersTimeout: limits.headersMs ?? 10_000,
      requestTimeout: limits.requestMs ?? 300_000,
      connectionsCheckingInterval: limits.checkEveryMs ?? 1_000,
      keepAliveTimeout: 30_000,
      maxHeaderSize: 16 * 1024,
      // The guard answers it, with the status that says why.
      requireHostHeader: false,
    },
    (request, response) => {
      request.on('error', () => response.destroy())
      response.on('error', () => response.destroy())
      const status = refusal(request, origin)
      if (status !== undefined) {
        sendEmpty(response, status, status === 405 ? { allow: 'GET, POST' } : {})
        return
      }
      route(request, response).catch((cause: unknown) => {
        const fault = cause instanceof Fault ? cause : new Fault('internal')
        const wait: Record<string, string> =
          fault.code === 'door.coolingDown' ? { 'retry-after': String(Math.ceil(door.coolingDownMs() / 1000)) } : {}
        sendRefusal(request, response, statusOf(fault), { ok: false, error: fault.toEnvelope(randomUUID()) }, wait)
      })
    },
  )
  // An upgrade, CONNECT or what is no HTTP at all.
  const hangUp = (_: IncomingMessage, socket: { destroy(): void }) => socket.destroy()
  server.on('upgrade', hangUp)
  server.on('connect', hangUp)
  server.on('clientError', (cause: NodeJS.ErrnoException, socket: Socket) => {
    const status = cause.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request'
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    else socket.destroy()
  })
  server.maxConnections = 64

  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const code = cause.code === 'EACCES' ? 'shell.portForbidden' : 'shell.portTaken'
      const portProblem = cause.code === 'EADDRINUSE' || cause.code === 'EACCES'
      reject(portProblem ? new Fault(code, { params: { port: options.port } }) : cause)
    })
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const address = server.address()
  origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : options.port}`

  return {
    origin,
    close: async (graceMs = 2_000) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const end of streams) end()
      server.closeIdleConnections()
      const cut = setTimeout(() => server.closeAllConnections(), graceMs)
      await closed
      clearTimeout(cut)
    },
  }
}

function doorFault(verdict: 'refused' | 'coolingDown', refused: string): Fault {
  return verdict === 'coolingDown' ? new Fault('door.coolingDown', { retry: 'safe' }) : new Fault(refused)
}

/** A form of another page can send text or a form, but not this type without asking first, which is refused. */
function requireJson(request: IncomingMessage): void {
  const type = request.headers['content-type'] ?? ''
  if (!/^application\/json\s*(;|$)/iu.test(type)) throw new Fault('door.notJson')
}

const statuses: Readonly<Record<string, number>> = {
  'door.tokenRefused': 401,
  'door.codeRefused': 403,
  'door.coolingDown': 429,
  'door.tooFast': 429,
  'door.bodyTooLarge': 413,
  'door.badJson': 400,
  'door.notJson': 415,
  'door.bodyBroken': 400,
  'files.tooLarge': 413,
}

/** What the application says is an answer like any other; only what the door says has a status of its own. */
function statusOf(fault: Fault): number {
  return statuses[fault.code] ?? (fault.code === 'internal' ? 500 : 503)
}

function oneHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' && value.length <= 200 ? value : undefined
}

function sendEmpty(response: ServerResponse, status: number, more: Record<string, string> = {}): void {
  response.writeHead(status, { ...everywhere, ...more, 'content-length': '0' }).end()
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (!response.destroyed) writeJson(response, status, body, {}).end()
}

function writeJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  more: Readonly<Record<string, string>>,
): ServerResponse {
  const text = JSON.stringify(body)
  const length = String(Buffer.byteLength(text))
  const type = 'application/json; charset=utf-8'
  response.writeHead(status, { ...everywhere, ...more, 'content-type': type, 'content-length': length })
  response.write(text)
  return response
}

/**
 * Answers at once, and ends when the rest of the body has been read and thrown away: to a connection that is cut while
 * the other side still sends, the answer is lost. A sender that falls silent is not waited for.
 */
function sendRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: unknown,
  more: Readonly<Record<string, string>>,
): void {
  if (response.headersSent) response.destroy()
  if (response.destroyed) return
  writeJson(response, status, body, more)
  if (request.complete) return void response.end()
  const silence = setTimeout(() => response.end(), silenceMs)
  request.on('data', () => silence.refresh())
  request.once('close', () => {
    clearTimeout(silence)
    response.end()
  })
  request.resume()
}
