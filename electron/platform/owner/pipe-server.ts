import { createHash, randomUUID, timingSafeEqual } from 'node:crypto'
import { chmod } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import { z } from 'zod'
import { Fault } from '../errors/fault'
import { folderFault } from './data-folder'
import { openEventStream, sinceOf } from './event-stream'
import { readJson } from './json-body'
import type { OwnerService } from './service'

/** The pipe is this user's own; the limit only keeps a mistake from filling the memory. */
const maxCallBytes = 24 * 1024 * 1024
const sessionHeader = 'x-minidesk-session'

const ForwardedCallBody = z.strictObject({
  name: z.string().max(200),
  input: z.unknown(),
  session: z.string().max(200).optional(),
  locale: z.string().max(20).optional(),
})

export interface PipeServer {
  /** Gives what answers; calls that came before wait for it. */
  serve(service: OwnerService | Promise<OwnerService>): void
  /** Refuses new calls and waits until those under way, also event streams, are over, at most `graceMs`. */
  drain(graceMs: number): Promise<void>
  close(): Promise<void>
}

/**
 * Answers other processes of this user over a pipe: `GET /hello`, `POST /execute`, `POST /activate`, `POST /files?name=`,
 * `GET /events?run=&seq=`; each with the bearer secret of the lock file.
 * @throws Fault where the pipe cannot be made
 */
export async function startPipeServer(path: string, secret: string, startedAt: string): Promise<PipeServer> {
  let closing = false
  let underWay = 0
  let idle: (() => void) | undefined
  let give: (service: OwnerService | Promise<OwnerService>) => void = () => undefined
  const service = new Promise<OwnerService>((resolve) => {
    give = resolve
  })
  // Told to each call that waits for it; nobody need be waiting.
  service.catch(() => undefined)

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://pipe')
    const session = headerOf(request, sessionHeader)
    const route = `${request.method ?? ''} ${url.pathname}`
    if (route === 'GET /hello') return reply(response, 200, { pid: process.pid, startedAt })
    if (closing) throw new Fault('owner.closing', { retry: 'safe' })
    switch (route) {
      case 'POST /execute': {
        const call = ForwardedCallBody.safeParse(await readJson(request, maxCallBytes))
        if (!call.success) throw new Fault('door.badJson')
        const { name, input, session: handle, locale } = call.data
        return reply(response, 200, await (await service).execute({ name, input, session: handle, locale }))
      }
      case 'POST /activate':
        return reply(response, 200, { ok: true, value: await (await service).activate() })
      case 'POST /files': {
        // A stream between: a receiver that gives up destroys it and not the connection that the answer needs.
        const body = request.pipe(new PassThrough())
        request.once('error', (cause) => body.destroy(cause))
        request.once('aborted', () => body.destroy(new Error('upload broken off')))
        const received = await (await service).receive(body, url.searchParams.get('name') ?? '', session)
        request.unpipe(body)
        request.resume()
        return reply(response, 200, received)
      }
      case 'GET /events': {
        const host = await service
        openEventStream(response, (deliver) => host.subscribe(session, sinceOf(url.searchParams), deliver))
        return
      }
      default:
        return reply(response, 404, {})
    }
  }

  const server = createServer((request, response) => {
    request.on('error', () => response.destroy())
    response.on('error', () => response.destroy())
    if (!isSecret(headerOf(request, 'authorization'), secret)) return reply(response, 401, {})
    underWay += 1
    response.once('close', () => {
      underWay -= 1
      if (underWay === 0) idle?.()
    })
    answer(request, response).catch((cause: unknown) => {
      const fault = cause instanceof Fault ? cause : new Fault('internal')
      request.resume()
      reply(response, fault.code === 'owner.closing' ? 503 : 200, { ok: false, error: fault.toEnvelope(randomUUID()) })
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(folderFault(cause)))
    server.listen(path, resolve)
  })
  // The folder already keeps others out.
  if (process.platform !== 'win32') await chmod(path, 0o600)

  return {
    serve: (given) => give(given),
    drain: async (graceMs) => {
      closing = true
      if (underWay === 0) return
      let timer: NodeJS.Timeout | undefined
      await new Promise<void>((resolve) => {
        idle = resolve
        timer = setTimeout(resolve, graceMs)
      })
      clearTimeout(timer)
    },
    close: () =>
      new Promise((resolve) => {
        closing = true
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

function isSecret(authorization: string | undefined, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${secret}`))
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}
