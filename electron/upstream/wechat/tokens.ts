/**
 * Access tokens: fetched once for all callers, kept in memory only. Source: wechat-links-qr §1.1, §1.2, §1.4; the rule
 * "compare the token used with the cached one" is WxJava's.
 */
import { Fault } from '../../platform/errors/fault'
import type { HttpClient } from '../../platform/http'
import { jsonAnswer } from './answers'
import { refusalFault } from './errors'
import { exchangeWith } from './exchange'
import { createFlights } from './flights'
import type { WechatCall } from './flights'
import { TokenAnswer } from './types'
import type { TokenMode } from './types'

const TIMEOUT_MS = 10_000
/** Reserve before the end of a token's life (§1.2). */
const MARGIN_MS = 300_000
/** A stable token may come with just the margin left; without this it would be fetched anew for every call. */
const SHORTEST_USE_MS = 30_000
/** Forced refreshes closer together refresh nothing (§1.2). */
const BETWEEN_FORCED_MS = 30_000

export interface TokenParts {
  http: HttpClient
  clock: { now(): Date }
  baseUrl: () => string | Promise<string>
  credentials: (appId: string) => Promise<{ secret: string }>
  tokenMode: (appId: string) => TokenMode | Promise<TokenMode>
}

export interface Token {
  value: string
  /** Milliseconds since 1970. */
  fetchedAt: number
  /** Until when it is used. */
  staleAt: number
  /** Until when WeChat takes it. */
  endsAt: number
}

export interface TokenStore {
  /** A token that is good for a while; all callers at the same time share one fetch. */
  get(appId: string, call: WechatCall): Promise<Token>
  /** The token that would be used now, without a fetch. */
  present(appId: string): string | undefined
  /** WeChat refused this token: it is dropped, unless a newer one has taken its place already. */
  refused(appId: string, token: Token): void
  /** Fetches a token even though there may be a good one. */
  renew(appId: string, call: WechatCall): Promise<Token>
  /**
   * Makes WeChat drop the present token at once. `replaced` is false when WeChat gave the same token again, because the
   * day's 20 are used up. Throws Fault `wechat.forceRefreshTooSoon` within 30 s of the last one.
   */
  force(appId: string, call: WechatCall): Promise<{ token: Token; replaced: boolean }>
  /** Drops everything about an app, because its secret was changed or it was removed. */
  forget(appId: string): void
}

/** Creates the store of one workspace; two workspaces never share tokens, because their base addresses differ. */
export function createTokenStore(parts: TokenParts): TokenStore {
  const { http, clock } = parts
  const { redactor } = http
  const kept = new Map<string, Token>()
  const flights = createFlights<Token>((appId, token) => kept.set(appId, token))
  const forcedAt = new Map<string, number>()
  const now = () => clock.now().getTime()

  async function fetchToken(appId: string, force: boolean, call: WechatCall): Promise<Token> {
    const mode = await parts.tokenMode(appId)
    const { secret } = await parts.credentials(appId)
    redactor.learn(secret)
    const base = (await parts.baseUrl()).replace(/\/+$/u, '')
    const common = { grant_type: 'client_credential', appid: appId, secret }
    const fetchedAt = now()
    const outcome = await exchangeWith(http, clock, {
      ...(mode === 'stable'
        ? {
            method: 'POST',
            url: `${base}/cgi-bin/stable_token`,
            query: {},
            json: { ...common, ...(force ? { force_refresh: true } : {}) },
          }
        : { method: 'GET', url: `${base}/cgi-bin/token`, query: common }),
      secretQuery: ['secret'],
      read: jsonAnswer(TokenAnswer),
      // Fetching twice does no harm; forcing twice uses up two of the day's twenty.
      safe: !(force && mode === 'stable'),
      timeoutMs: TIMEOUT_MS,
      rateKey: `wechat.token:${appId}`,
      patient: false,
      ...call,
    })
    if (!outcome.ok) throw refusalFault(outcome.refusal, 'token', { appId, redact: redactor.text })
    const { access_token: value, expires_in: seconds } = outcome.value
    redactor.learn(value, { passing: true })
    const life = seconds * 1000
    const use = Math.max(life - MARGIN_MS, Math.min(SHORTEST_USE_MS, life / 2))
    return { value, fetchedAt, staleAt: fetchedAt + use, endsAt: fetchedAt + life }
  }

  const fetching = (appId: string, force: boolean) => (call: WechatCall) => fetchToken(appId, force, call)

  function present(appId: string): Token | undefined {
    const token = kept.get(appId)
    const at = now()
    // A clock that was set back makes the times meaningless.
    return token && token.fetchedAt <= at && at < token.staleAt ? token : undefined
  }

  return {
    async get(appId, call) {
      return present(appId) ?? flights.join(appId, call, fetching(appId, false))
    },
    present: (appId) => present(appId)?.value,
    refused(appId, token) {
      if (kept.get(appId)?.value === token.value) kept.delete(appId)
    },
    renew(appId, call) {
      return flights.join(appId, call, fetching(appId, false))
    },
    async force(appId, call) {
      const wait = (forcedAt.get(appId) ?? -Infinity) + BETWEEN_FORCED_MS - now()
      if (wait > 0) {
        throw new Fault('wechat.forceRefreshTooSoon', { params: { appId, seconds: Math.ceil(wait / 1000) } })
      }
      forcedAt.set(appId, now())
      // Its result is not wanted, only that it does not come after the forced one.
      await flights.over(appId)
      const before = kept.get(appId)
      const token = await flights.start(appId, call, fetching(appId, true))
      return { token, replaced: token.value !== before?.value }
    },
    forget(appId) {
      kept.delete(appId)
      flights.forget(appId)
    },
  }
}
