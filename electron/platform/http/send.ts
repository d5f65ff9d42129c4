import http from 'node:http'
import https from 'node:https'
import type { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Fault } from '../errors/fault'
import type { Agents } from './connections'
import { faultOf, retryOf } from './failures'
import type { AttemptState, Ended } from './failures'
import type { ProxyTarget } from './proxy'
import type { HttpRequest, HttpResponse } from './types'

const MOST_REDIRECTS = 3

/** What is needed for one attempt. The state is filled in as the attempt goes on. */
export interface Attempt {
  request: HttpRequest
  url: URL
  body: Buffer | undefined
  headers: Record<string, string>
  proxy: ProxyTarget | undefined
  agents: Agents
  state: AttemptState
}

function flat(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(headers).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(
    entries.map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : String(value)]),
  )
}

function charsetOf(headers: Readonly<Record<string, string>>): string {
  return /charset="?([\w-]+)/iu.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8'
}

function decode(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    // A charset that nobody knows.
    return new TextDecoder().decode(bytes)
  }
}

function responseOf(
  status: number,
  headers: Record<string, string>,
  bytes: Uint8Array,
  state: AttemptState,
): HttpResponse {
  const text = () => decode(bytes, charsetOf(headers))
  return {
    status,
    headers,
    bytes,
    text,
    json() {
      try {
        return JSON.parse(text()) as unknown
      } catch {
        // The parser's message quotes the body; it is not kept.
        throw new Fault('http.unreadable', { params: { host: state.host }, retry: retryOf(state) })
      }
    },
  }
}

/** Notices the moment from which on something may have reached the upstream. */
function transport(state: AttemptState) {
  return {
    request(options: https.RequestOptions, callback: (response: http.IncomingMessage) => void) {
      const request = (options.protocol === 'https:' ? https : http).request(options, callback)
      request.once('socket', () => {
        state.connected = true
      })
      return request
    },
  }
}

/** A plain-text address goes through a proxy as it is; an encrypted one through a tunnel, which the agents open. */
function forwarding({ url, proxy }: Attempt) {
  if (!proxy || url.protocol === 'https:') return false as const
  const { secure, hostname: host, port, credentials: auth } = proxy
  return { protocol: secure ? 'https' : 'http', host, port, ...(auth ? { auth } : {}) }
}

async function read(stream: Readable, state: AttemptState): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > state.maxBytes) {
      state.ended = 'tooLarge'
      throw new Error('too large')
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** How much of a streamed body is kept, so that what an upstream says instead of it can be read. */
const HEAD_BYTES = 16 * 1024

/** Hands the body on as it comes; answers its beginning. */
async function pass(stream: Readable, into: Writable, state: AttemptState): Promise<Buffer> {
  const head: Buffer[] = []
  let size = 0
  await pipeline(
    stream,
    async function* (source: AsyncIterable<Buffer>) {
      for await (const chunk of source) {
        if (size < HEAD_BYTES) head.push(chunk.subarray(0, HEAD_BYTES - size))
        size += chunk.length
        if (size > state.maxBytes) {
          state.ended = 'tooLarge'
          throw new Error('too large')
        }
        yield chunk
      }
    },
    into,
  )
  return Buffer.concat(head)
}

async function exchange(attempt: Attempt, url: URL, signal: AbortSignal): Promise<HttpResponse> {
  const { request, state } = attempt
  // Its loading is slow and not needed before the first call.
  const { default: axios } = await import('axios')
  const answer = await axios.request<Readable>({
    adapter: 'http',
    method: request.method,
    url: url.href,
    headers: attempt.headers,
    ...(attempt.body ? { data: attempt.body } : {}),
    transformRequest: [(data: unknown) => data],
    transformResponse: [(data: unknown) => data],
    responseType: 'stream',
    validateStatus: () => true,
    maxRedirects: 0,
    maxBodyLength: Infinity,
    timeout: 0,
    proxy: forwarding(attempt),
    httpAgent: attempt.agents.http,
    httpsAgent: attempt.agents.https,
    transport: transport(state),
    signal,
  })
  const headers = flat(answer.headers)
  const stream = answer.data
  // Aborting tells the stream of it even when nobody reads it any more.
  stream.on('error', () => {})
  if (request.method !== 'HEAD' && Number(headers['content-length'] ?? 0) > state.maxBytes) {
    state.ended = 'tooLarge'
    stream.destroy()
    throw new Error('too large')
  }
  const into = request.stream?.({ status: answer.status, headers })
  const body = into ? await pass(stream, into, state) : await read(stream, state)
  return responseOf(answer.status, headers, body, state)
}

function nextHop(response: HttpResponse, request: HttpRequest, url: URL): URL | undefined {
  const location = response.headers['location']
  if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) return undefined
  if (!request.safe || request.method !== 'GET' || !URL.canParse(location, url.href)) return undefined
  const next = new URL(location, url)
  return next.origin === url.origin ? next : undefined
}

/**
 * One attempt within its time-out. Follows redirects only of a safe GET and only within the same origin: an answer that
 * leads elsewhere would take the secrets along. Throws Fault `http.*`.
 */
export async function send(attempt: Attempt): Promise<HttpResponse> {
  const { request, state } = attempt
  const aborter = new AbortController()
  const end = (why: Ended) => {
    state.ended ??= why
    aborter.abort()
  }
  const cancel = () => end('cancelled')
  const timer = setTimeout(() => end('timeout'), request.timeoutMs)
  request.signal?.addEventListener('abort', cancel, { once: true })
  try {
    if (request.signal?.aborted) cancel()
    let url = attempt.url
    let response = await exchange(attempt, url, aborter.signal)
    for (let hop = 0; hop < MOST_REDIRECTS; hop += 1) {
      const next = nextHop(response, request, url)
      if (!next) break
      url = next
      response = await exchange(attempt, url, aborter.signal)
    }
    return response
  } catch (error) {
    throw faultOf(error, state)
  } finally {
    clearTimeout(timer)
    request.signal?.removeEventListener('abort', cancel)
  }
}
