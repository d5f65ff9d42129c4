import type { Writable } from 'node:stream'
import type { Redactor } from '../log/redactor'
import type { RateLimit } from './rate-limiter'
import type { ProxySetting } from './proxy'
import type { Sleep } from './sleep'

export type { ProxySetting } from './proxy'
export type { RateLimit } from './rate-limiter'
export type { Sleep } from './sleep'

/**
 * What one attempt came to: the upstream did it; it refused it; it surely had no effect (nothing reached the upstream,
 * or the call changes nothing); or nobody knows (architecture, *Money and outbound effects* 2).
 */
export type CallOutcome = 'done' | 'refused' | 'failed' | 'unknown'

/** One attempt, as the call log shows it. Everything in it is redacted. */
export interface CallRecord {
  /** Instant at which the attempt began. */
  at: string
  system: string
  method: string
  /** Path and query; secrets in the query are replaced. */
  path: string
  /** HTTP status, if there was an answer. */
  status?: number
  durationMs: number
  /** The upstream's own code (`errcode`), as a text. */
  upstreamCode?: string
  /** The number under which the upstream's support finds the call. */
  requestId?: string
  outcome: CallOutcome
  /** Code of the fault that the attempt ended with. */
  fault?: string
  correlationId: string
  /** 1 for the first attempt. */
  attempt: number
}

export interface HttpResponse {
  status: number
  /** Names in lower case; repeated ones are joined with `, `. */
  headers: Readonly<Record<string, string>>
  bytes: Uint8Array
  /** The body as text, in the charset that the answer names, else UTF-8. */
  text(): string
  /** The body as JSON. Throws Fault `http.unreadable` for anything else (a proxy's HTML page, say). */
  json(): unknown
}

/** What the upstream's answer says about itself, for the call log. */
export interface CallDescription {
  code?: string
  requestId?: string
  /** True when the upstream says that it did not do it. */
  refused?: boolean
}

/** By which the caller proves itself in the TLS handshake. */
export interface ClientCertificatePem {
  certificatePem: string
  privateKeyPem: string
}

export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface HttpRequest {
  /** Which upstream, e.g. `wechat`; stands in the call log. */
  system: string
  method: HttpMethod
  url: string
  /** Added to the address, each name and value encoded once. */
  query?: Readonly<Record<string, string | number | boolean>>
  /** Sent as JSON. */
  json?: unknown
  /** Sent as it is; instead of `json`. */
  body?: Uint8Array | string
  headers?: Readonly<Record<string, string>>
  /** For one attempt in all, connecting and reading the body included. */
  timeoutMs: number
  /** The body, unpacked, must not be larger. */
  maxBytes: number
  /** Whether the same call may be sent again without harm. Only then is it repeated. */
  safe: boolean
  /** Attempts in all for a safe call; default 3. */
  attempts?: number
  /** Shown to an upstream that asks for one (mutual TLS); connections are kept apart by it. */
  clientCertificate?: ClientCertificatePem
  /** Bucket of the rate limiter. */
  rateKey?: string
  /** Told of each attempt as it leaves, once its turn has come. */
  onSent?: (() => void) | undefined
  /** Names of query parameters whose values are secret. */
  secretQuery?: readonly string[]
  /** Which status is an answer and not a failure; default 2xx. */
  acceptStatus?: (status: number) => boolean
  /**
   * Where the body of an answer goes that is too large for memory, asked for each answer; undefined: it is kept in
   * memory. `maxBytes` counts what comes over the wire. The answer's `bytes` are then its beginning only.
   */
  stream?: (head: Pick<HttpResponse, 'status' | 'headers'>) => Writable | undefined
  /** What is sent holds personal data, which a gateway may repeat: nothing of an answer that fails is quoted. */
  unquoted?: boolean
  /** Reads the answer for the call log before the call is recorded. A Fault thrown here fails the call. */
  describe?: (response: HttpResponse) => CallDescription
  signal?: AbortSignal | undefined
  correlationId: string
}

/** The one way out of the program. */
export interface HttpClient {
  /**
   * Sends a request. Throws Fault `http.*`: with `retry: 'safe'` when nothing reached the upstream or the call is
   * safe, else `afterCheck`, because then nobody knows whether it took effect.
   */
  request(request: HttpRequest): Promise<HttpResponse>
  /** Holds back all calls of a bucket for so long, because the upstream said that there were too many. */
  pause(rateKey: string, milliseconds: number): void
  /** Closes idle and open connections. */
  close(): void
  /** Where the client of an upstream registers its secrets and cleans what an upstream says. */
  readonly redactor: HttpRedactor
  /** For waits that only the client of an upstream knows of; with {@link random} between 0 and 1 for their jitter. */
  readonly sleep: Sleep
  readonly random: () => number
}

export type HttpRedactor = Pick<Redactor, 'text' | 'learn'>

export interface HttpParts {
  clock: { now(): Date; instant(): string; monotonic(): number }
  redactor: HttpRedactor
  /** Takes each attempt; whatever goes wrong in it never reaches the call. */
  record: (call: CallRecord) => unknown
  /** How to leave the building; a function is asked for each call. Default: directly. */
  proxy?: ProxySetting | (() => ProxySetting)
  /** Resolves host names; default: the operating system. */
  lookup?: typeof import('node:dns').lookup
  /** Between 0 and 1, for the jitter of waits. */
  random: () => number
  sleep?: Sleep
  /** Limit of a bucket; asked for each call, so that it can change at run time. */
  rateLimit?: (rateKey: string) => RateLimit | undefined
  /** For connecting, name look-up and TLS included. Default 10 s. */
  connectTimeoutMs?: number
  /** An idle connection is kept so long. Default 4 s. */
  idleTimeoutMs?: number
  /** Further authorities to trust, PEM: those of a company's inspecting proxy. */
  certificates?: readonly string[]
}
