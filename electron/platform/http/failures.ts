import type { MessageParams } from '@shared/contract/error'
import { Fault } from '../errors/fault'
import { ConnectTimeout, ProxyRefusal, ProxyUnreachable } from './connections'

/** Why an attempt was ended from this side. */
export type Ended = 'timeout' | 'cancelled' | 'tooLarge'

export interface AttemptState {
  /** Host (and port) of the address. */
  host: string
  /** Host and port of the proxy, if one is used. */
  proxy: string | undefined
  /** The request goes to the proxy itself (a plain-text address), not through a tunnel. */
  forwarded: boolean
  safe: boolean
  timeoutMs: number
  maxBytes: number
  /** A connected socket was handed to the request: from here on something may have reached the upstream. */
  connected: boolean
  ended: Ended | undefined
}

const names: readonly (readonly [RegExp, string])[] = [
  [/^(?:ENOTFOUND|EAI_|ENODATA|ENOENT$)/u, 'http.dns'],
  [/^ECONNREFUSED$/u, 'http.refused'],
  [/^(?:ENETUNREACH|EHOSTUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL)$/u, 'http.unreachable'],
  [/^(?:ETIMEDOUT|ESOCKETTIMEDOUT)$/u, 'http.timeout'],
  [/^(?:CERT_|ERR_TLS_|ERR_SSL_|ERR_OSSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_CA|HOSTNAME_|EPROTO$)/u, 'http.tls'],
  [/^(?:HPE_|Z_|ERR_BROTLI|ERR_HTTP_INVALID)/u, 'http.unreadable'],
]

/** The error of the operating system or of Node inside what a library wrapped around it. */
function innermost(error: unknown): Error {
  let inner = error
  for (let depth = 0; depth < 5 && inner instanceof Error; depth += 1) {
    if (inner instanceof ConnectTimeout || inner instanceof ProxyRefusal || inner instanceof ProxyUnreachable) break
    if (!(inner.cause instanceof Error)) break
    inner = inner.cause
  }
  if (!(inner instanceof Error)) return new Error('unknown failure')
  return 'config' in inner ? new Error(inner.message) : inner
}

/** Whether and how the caller may send the same call again. */
export function retryOf(state: Pick<AttemptState, 'connected' | 'safe'>): 'safe' | 'afterCheck' {
  return state.safe || !state.connected ? 'safe' : 'afterCheck'
}

function described(error: unknown, state: AttemptState): { code: string; params: MessageParams; cause?: Error } {
  const { host } = state
  const seconds = Math.max(1, Math.round(state.timeoutMs / 1000))
  if (state.ended === 'cancelled') return { code: 'http.cancelled', params: { host } }
  if (state.ended === 'timeout') return { code: 'http.timeout', params: { host, seconds } }
  if (state.ended === 'tooLarge') return { code: 'http.tooLarge', params: { host, bytes: state.maxBytes } }
  const cause = innermost(error)
  const system = (cause as NodeJS.ErrnoException).code ?? ''
  if (cause instanceof ProxyRefusal) {
    const params = { proxy: state.proxy ?? '', status: cause.status }
    return { code: cause.status === 407 ? 'http.proxyCredentials' : 'http.proxy', params, cause }
  }
  if (cause instanceof ProxyUnreachable || (state.forwarded && !state.connected)) {
    return { code: 'http.proxyUnreachable', params: { proxy: state.proxy ?? '' }, cause }
  }
  if (cause instanceof ConnectTimeout) return { code: 'http.timeout', params: { host, seconds }, cause }
  const code = names.find(([pattern]) => pattern.test(system))?.[1] ?? 'http.connectionReset'
  return { code, params: code === 'http.tls' ? { host, reason: system } : { host, seconds }, cause }
}

/**
 * Turns whatever ended an attempt into a Fault. The library's own error object is not kept: it holds the address and
 * the headers with their secrets.
 */
export function faultOf(error: unknown, state: AttemptState): Fault {
  if (error instanceof Fault) return error
  const { code, params, cause } = described(error, state)
  return new Fault(code, { params, retry: retryOf(state), ...(cause ? { cause } : {}) })
}
