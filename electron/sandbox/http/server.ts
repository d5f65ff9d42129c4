import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { TLSSocket } from 'node:tls'

/** A request that passed the door, its body already read. */
export interface StandInRequest {
  method: string
  path: string
  /** Path and query exactly as they came over the wire; some systems sign them. */
  target: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: Buffer
  /** Over TLS only: whether the caller showed a certificate of the authority, and its common name. */
  client?: { authorized: boolean; commonName: string }
}

/** PEM: own certificate and key, and the authority whose client certificates count. */
export interface StandInTls {
  certificatePem: string
  privateKeyPem: string
  authorityPem: string
}

export interface StandInReply {
  status: number
  headers: Record<string, string>
  /** Text, or the bytes of a picture. */
  body: string | Uint8Array
  /** Holds the finished answer back for so many milliseconds of real time. */
  delayMs?: number
}

/** `drop` destroys the connection without a byte of answer. */
export type StandInAnswer = StandInReply | 'drop'

export interface StandInServer {
  port: number
  /** `http://127.0.0.1:<port>`, or `https:` with TLS; without a slash at the end. */
  baseUrl: string
  /** Ends every connection, also those with a delayed answer. */
  close(): Promise<void>
}

const maxBodyBytes = 1024 * 1024

const plain = (status: number, body: string): StandInReply => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
})

/**
 * The door of every stand-in: a page of a foreign site must not be able to talk to it, neither under another name
 * (DNS rebinding) nor from its own origin. A plain navigation in a tab is let through, a subresource or script is not.
 */
function refusedAtDoor(request: IncomingMessage, baseUrl: string): StandInReply | undefined {
  const { host, origin } = request.headers
  if (`${baseUrl.slice(0, baseUrl.indexOf(':'))}://${host ?? ''}` !== baseUrl) return plain(421, 'host refused')
  if (origin !== undefined && origin !== baseUrl) return plain(403, 'origin refused')
  const site = request.headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-site') {
    const navigation =
      (request.method === 'GET' || request.method === 'HEAD') &&
      request.headers['sec-fetch-mode'] === 'navigate' &&
      request.headers['sec-fetch-dest'] === 'document'
    if (!navigation) return plain(403, 'foreign page refused')
  }
  return undefined
}

async function readBody(request: IncomingMessage): Promise<Buffer | 'tooLarge'> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBodyBytes) return 'tooLarge'
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function answerTo(
  request: IncomingMessage,
  baseUrl: string,
  handle: (request: StandInRequest) => StandInAnswer | Promise<StandInAnswer>,
): Promise<StandInAnswer> {
  const refused = refusedAtDoor(request, baseUrl)
  if (refused) return refused
  const target = request.url ?? ''
  // Two slashes would make the first segment of the path a host name.
  const url = /^\/(?!\/)/.test(target) ? URL.parse(target, baseUrl) : null
  if (!url) return plain(400, 'bad address')
  const body = await readBody(request)
  if (body === 'tooLarge') return plain(413, 'body too large')
  return handle({
    method: request.method ?? 'GET',
    path: url.pathname,
    target,
    query: url.searchParams,
    headers: request.headers,
    body,
    ...(request.socket instanceof TLSSocket ? { client: clientOf(request.socket) } : {}),
  })
}

function clientOf(socket: TLSSocket): { authorized: boolean; commonName: string } {
  // An empty object where none was shown.
  const { subject } = socket.getPeerCertificate() as { subject?: { CN?: string | string[] } }
  return { authorized: socket.authorized, commonName: [subject?.CN ?? ''].flat().join() }
}

async function send(response: ServerResponse, answer: StandInAnswer): Promise<void> {
  if (answer === 'drop') {
    response.destroy()
    return
  }
  if (answer.delayMs !== undefined && answer.delayMs > 0) {
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    // Aborted when the caller hangs up or the server closes; there is then nobody to answer.
    const waited = await wait(answer.delayMs, true, { signal: gone.signal }).catch(() => false)
    if (!waited) return
  }
  const always = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
  response.writeHead(answer.status, { ...always, ...answer.headers })
  response.end(answer.body)
}

/**
 * Starts a server on a free port of 127.0.0.1 for a stand-in of an outside system. Refuses a foreign `Host`, a foreign
 * `Origin` and bodies above 1 MiB before `handle` sees them; an error thrown by `handle` is answered as HTTP 500.
 */
export async function startStandInServer(
  handle: (request: StandInRequest) => StandInAnswer | Promise<StandInAnswer>,
  tls?: StandInTls,
): Promise<StandInServer> {
  let baseUrl = ''
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    // A caller that hangs up in the middle of a request or answer is nothing to report.
    response.on('error', () => response.destroy())
    answerTo(request, baseUrl, handle)
      .catch(() => plain(500, 'stand-in failed'))
      .then((answer) => send(response, answer))
      .catch(() => response.destroy())
  }
  const server = tls
    ? createSecureServer({ cert: tls.certificatePem, key: tls.privateKeyPem, ca: tls.authorityPem, requestCert: true, rejectUnauthorized: false }, listener)
    : createServer(listener)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  baseUrl = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`
  return {
    port,
    baseUrl,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
