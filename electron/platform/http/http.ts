import { Fault } from '../errors/fault'
import { createConnections } from './connections'
import type { Agents } from './connections'
import { retryOf } from './failures'
import type { AttemptState } from './failures'
import { proxyFor } from './proxy'
import type { ProxyTarget } from './proxy'
import { createRateLimiter } from './rate-limiter'
import { backOff, passesByItself, retryAfter } from './retry'
import { send } from './send'
import { systemSleep } from './sleep'
import type {
  CallDescription,
  CallOutcome,
  CallRecord,
  HttpClient,
  HttpParts,
  HttpRequest,
  HttpResponse,
} from './types'

const CONNECT_TIMEOUT_MS = 10_000
/**
 * An idle connection is closed after this time: one that the far side has closed meanwhile would fail a call of which
 * then nobody knows whether it took effect.
 */
const IDLE_TIMEOUT_MS = 4_000
const ATTEMPTS = 3
const QUOTED_FROM_ERROR_PAGE = 300

/** Everything known about an attempt when it is over. */
interface Result {
  response?: HttpResponse
  description: CallDescription
  fault?: Fault
}

function addressOf(request: HttpRequest): URL {
  const url = URL.canParse(request.url) ? new URL(request.url) : undefined
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new Fault('http.badAddress', { params: { system: request.system } })
  }
  const added = Object.entries(request.query ?? {})
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value).toWellFormed())}`)
    .join('&')
  if (added !== '') url.search = url.search === '' ? added : `${url.search}&${added}`
  url.hash = ''
  return url
}

function bodyOf(request: HttpRequest): Buffer | undefined {
  if (request.json !== undefined) return Buffer.from(JSON.stringify(request.json), 'utf8')
  return request.body === undefined ? undefined : Buffer.from(request.body)
}

function headersOf(request: HttpRequest): Record<string, string> {
  const given = Object.fromEntries(
    Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const type = request.json === undefined ? {} : { 'content-type': 'application/json' }
  return { accept: '*/*', 'user-agent': 'MiniDesk', ...type, ...given }
}

function pathOf(url: URL, request: HttpRequest): string {
  const secret = new Set(request.secretQuery)
  const query = [...url.searchParams].map(
    ([name, value]) => `${encodeURIComponent(name)}=${secret.has(name) ? '***' : encodeURIComponent(value)}`,
  )
  return url.pathname + (query.length > 0 ? `?${query.join('&')}` : '')
}

function outcomeOf({ fault, description }: Result, state: AttemptState): CallOutcome {
  if (description.refused === true) return 'refused'
  if (!fault) return 'done'
  return state.safe || fault.retry !== 'afterCheck' ? 'failed' : 'unknown'
}

/**
 * The outbound client: time-outs, retries with jitter for safe calls only, rate limits, proxies, and a redacted record
 * of every attempt (architecture, *The rooms*; *Money and outbound effects*).
 */
export function createHttp(parts: HttpParts): HttpClient {
  const { clock, redactor } = parts
  const sleep = parts.sleep ?? systemSleep
  const limiter = createRateLimiter({ clock, sleep, limitOf: (key) => parts.rateLimit?.(key) })
  const connections = createConnections({
    connectTimeoutMs: parts.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    idleTimeoutMs: parts.idleTimeoutMs ?? IDLE_TIMEOUT_MS,
    ...(parts.lookup ? { lookup: parts.lookup } : {}),
    ...(parts.certificates ? { certificates: parts.certificates } : {}),
  })

  async function wayTo(url: URL, client: HttpRequest['clientCertificate']): Promise<{ proxy: ProxyTarget | undefined; agents: Agents }> {
    const setting = typeof parts.proxy === 'function' ? parts.proxy() : (parts.proxy ?? 'none')
    const proxy = await proxyFor(url, setting)
    if (proxy?.credentials) redactor.learn(proxy.credentials.password)
    // A plain-text address is sent to the proxy itself, which is reached directly.
    return { proxy, agents: connections.to(url.protocol === 'https:' ? proxy : undefined, client) }
  }

  function record(call: CallRecord): void {
    new Promise((resolve) => resolve(parts.record(call))).catch(() => {
      // The call log must not decide about the call.
    })
  }

  function statusFault(response: HttpResponse, state: AttemptState, request: HttpRequest): Fault {
    const status = response.status
    if (status === 407 && state.proxy !== undefined) {
      return new Fault('http.proxyCredentials', { params: { proxy: state.proxy, status }, retry: 'safe' })
    }
    const legible = request.unquoted !== true && /json|xml|text\/plain/iu.test(response.headers['content-type'] ?? '')
    const message = legible ? redactor.text(response.text()).slice(0, QUOTED_FROM_ERROR_PAGE) : ''
    return new Fault('http.status', {
      params: { host: state.host, status },
      upstream: { system: request.system, code: String(status), message },
      retry: retryOf(state),
    })
  }

  function judge(response: HttpResponse, request: HttpRequest, state: AttemptState): Result {
    const accepted = request.acceptStatus?.(response.status) ?? (response.status >= 200 && response.status < 300)
    if (!accepted) return { response, description: {}, fault: statusFault(response, state, request) }
    try {
      return { response, description: request.describe?.(response) ?? {} }
    } catch (error) {
      if (error instanceof Fault) return { response, description: {}, fault: error }
      throw error
    }
  }

  async function attempt(url: URL, request: HttpRequest, number: number): Promise<Result> {
    const at = clock.instant()
    const started = clock.monotonic()
    const { safe, timeoutMs, maxBytes } = request
    const state: AttemptState = {
      host: url.host,
      proxy: undefined,
      forwarded: false,
      safe,
      timeoutMs,
      maxBytes,
      connected: false,
      ended: undefined,
    }
    let result: Result
    try {
      const { proxy, agents } = await wayTo(url, request.clientCertificate)
      state.proxy = proxy && `${proxy.hostname}:${proxy.port}`
      state.forwarded = proxy !== undefined && url.protocol === 'http:'
      const headers = headersOf(request)
      result = judge(await send({ request, url, body: bodyOf(request), headers, proxy, agents, state }), request, state)
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      result = { description: {}, fault: error }
    }
    const { code, requestId } = result.description
    record({
      at,
      system: request.system,
      method: request.method,
      path: redactor.text(pathOf(url, request)),
      ...(result.response ? { status: result.response.status } : {}),
      durationMs: Math.max(0, Math.round(clock.monotonic() - started)),
      ...(code === undefined ? {} : { upstreamCode: redactor.text(code) }),
      ...(requestId === undefined ? {} : { requestId: redactor.text(requestId) }),
      outcome: outcomeOf(result, state),
      ...(result.fault ? { fault: result.fault.code } : {}),
      correlationId: request.correlationId,
      attempt: number,
    })
    return result
  }

  /** Milliseconds until the next attempt; `undefined` when there is none. */
  function waitBefore(next: number, request: HttpRequest, { fault, response }: Result): number | undefined {
    if (!fault || !request.safe || next > (request.attempts ?? ATTEMPTS)) return undefined
    if (!passesByItself(fault.code, response?.status)) return undefined
    const asked = response ? retryAfter(response.headers, clock.now()) : undefined
    if (asked === 'tooLong') return undefined
    return asked === undefined ? backOff(next - 1, parts.random) : asked + backOff(1, parts.random)
  }

  async function stillWanted(wait: Promise<void>, request: HttpRequest, url: URL): Promise<void> {
    try {
      await wait
    } catch (error) {
      if (request.signal?.aborted) throw new Fault('http.cancelled', { params: { host: url.host }, retry: 'safe' })
      throw error
    }
  }

  return {
    async request(request) {
      const url = addressOf(request)
      for (let number = 1; ; number += 1) {
        if (request.rateKey !== undefined) {
          await stillWanted(limiter.take(request.rateKey, request.signal), request, url)
        }
        request.onSent?.()
        const result = await attempt(url, request, number)
        if (!result.fault && result.response) return result.response
        const wait = waitBefore(number + 1, request, result)
        if (wait === undefined) throw result.fault ?? new Fault('http.unreadable', { params: { host: url.host } })
        await stillWanted(sleep(wait, request.signal), request, url)
      }
    },
    pause: (rateKey, milliseconds) => limiter.pause(rateKey, milliseconds),
    close: () => connections.close(),
    redactor,
    sleep,
    random: parts.random,
  }
}
