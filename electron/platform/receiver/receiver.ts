import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Clock } from '../clock/clock'
import { RateLimit } from '../clock/rate-limit'
import { Fault } from '../errors/fault'

/** A request that passed the door, exactly as it came. */
export interface Received {
  kind: string
  accountId: string
  method: string
  path: string
  /** Without the question mark. */
  query: string
  headers: [string, string][]
  body: Uint8Array
}

export interface ReceiverStats {
  received: number
  refused: number
  lastAt: string | undefined
}

/** The receiver as the rest of the program sees it. */
export interface ReceiverStand {
  /** `host:port`. */
  readonly address: string
  stats(): ReceiverStats
}

export interface ReceiverOptions {
  host: string
  /** 0 = any free one. */
  port: number
  clock: Clock
  /** Undefined: there is nothing at this address. */
  deliver: (received: Received) => Promise<{ status: number; headers: Readonly<Record<string, string>>; body: string } | undefined>
  reportError: (where: string, cause: unknown) => void
  limits?: { perSecond?: number; burst?: number; bodyBytes?: number; bodyMs?: number; connections?: number }
}

/** Largest body of a notification (payment-providers §7.9). */
const bodyBytes = 64 * 1024
const addressForm = /^\/notify\/([a-z0-9]{1,40})\/([0-9a-f-]{36})$/u

/**
 * Takes in notifications and nothing else: `GET` and `POST` on `/notify/<kind>/<account>`, small, at a limited rate.
 * Everything else gets an empty answer that says nothing about what runs here.
 * @throws Fault `receiver.portTaken`, `receiver.portForbidden`, `receiver.badHost`
 */
export async function startReceiver(options: ReceiverOptions): Promise<ReceiverStand & { close(): Promise<void> }> {
  const { clock, limits = {} } = options
  const stats: ReceiverStats = { received: 0, refused: 0, lastAt: undefined }
  const bucket = new RateLimit(clock, limits.perSecond ?? 500, limits.burst ?? 2_000)
  const most = limits.bodyBytes ?? bodyBytes

  const refuse = (response: ServerResponse, status: number) => {
    stats.refused += 1
    response.writeHead(status, { 'content-length': '0', connection: 'close' }).end()
  }

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!bucket.take()) return refuse(response, 429)
    const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/su)
    const match = addressForm.exec(path)
    if (!match) return refuse(response, 404)
    if (request.method !== 'GET' && request.method !== 'POST') return refuse(response, 405)
    if (query.length > 8_192) return refuse(response, 414)
    const body = await readBody(request, most)
    if (!body) return refuse(response, 413)
    const [kind = '', accountId = ''] = match.slice(1)
    const answer = await options.deliver({ kind, accountId, method: request.method, path, query, headers: headersOf(request), body })
    if (!answer) return refuse(response, 404)
    stats.received += 1
    stats.lastAt = clock.instant()
    response.writeHead(answer.status, { ...answer.headers, 'content-length': String(Buffer.byteLength(answer.body)) })
    response.end(answer.body)
  }

  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: limits.bodyMs ?? 15_000,
      keepAliveTimeout: 5_000,
      maxHeaderSize: 16 * 1024,
      insecureHTTPParser: false,
    },
    (request, response) => {
      request.on('error', () => response.destroy())
      response.on('error', () => response.destroy())
      route(request, response).catch((cause: unknown) => {
        options.reportError('receiver', cause)
        if (response.headersSent) response.destroy()
        else refuse(response, 500)
      })
    },
  )
  const hangUp = (_: IncomingMessage, socket: { destroy(): void }) => socket.destroy()
  server.on('upgrade', hangUp)
  server.on('connect', hangUp)
  server.on('clientError', (_: Error, socket: Socket) => {
    stats.refused += 1
    socket.destroy()
  })
  server.maxConnections = limits.connections ?? 256

  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(faultOf(cause, options)))
    server.listen(options.port, options.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    address: `${options.host}:${port}`,
    stats: () => ({ ...stats }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function faultOf(cause: NodeJS.ErrnoException, { host, port }: ReceiverOptions): Error {
  if (cause.code === 'EADDRINUSE') return new Fault('receiver.portTaken', { params: { port }, cause })
  if (cause.code === 'EACCES') return new Fault('receiver.portForbidden', { params: { port }, cause })
  if (cause.code === 'EADDRNOTAVAIL' || cause.code === 'ENOTFOUND') return new Fault('receiver.badHost', { params: { host }, cause })
  return cause
}

/** The bytes of the body; undefined where there are more than may be. */
async function readBody(request: IncomingMessage, most: number): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > most) return undefined
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > most) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Every header as it came, names in lower case, repeated ones apart. */
function headersOf({ rawHeaders }: IncomingMessage): [string, string][] {
  const headers: [string, string][] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.push([(rawHeaders[at] ?? '').toLowerCase(), rawHeaders[at + 1] ?? ''])
  return headers
}
