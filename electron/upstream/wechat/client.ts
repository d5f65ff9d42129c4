/** The client of WeChat's server API. Source: wechat-links-qr §0, §1.4, §2.2, §2.3. */
import type { z } from 'zod'
import { Fault } from '../../platform/errors/fault'
import { refusalFault } from './errors'
import { exchangeWith } from './exchange'
import type { Outcome } from './exchange'
import { createTokenStore } from './tokens'
import type { Token, TokenParts, WechatCall } from './tokens'
import { GenerateSchemeAnswer, QuerySchemeAnswer } from './types'
import type { GenerateSchemeBody, SchemeDetails, TokenMode } from './types'

const TIMEOUT_MS = 15_000
const TOKEN_REFUSED = [40001, 40014, 42001]

export type WechatParts = TokenParts

export interface ConnectionReport {
  /** How long the token that was just fetched still lives. */
  expiresInSeconds: number
  tokenMode: TokenMode
}

/** Every method throws Fault `wechat.*` for a refusal and `http.*` when WeChat could not be reached or understood. */
export interface WechatClient {
  /**
   * Makes an encrypted scheme. There is no idempotency key and no way to find a scheme again, so that a call without a
   * readable answer is never repeated: Fault `wechat.outcomeUnknown`, `retry: 'afterCheck'`. With any other fault it is
   * certain that nothing was made.
   */
  generateScheme(
    appId: string,
    body: GenerateSchemeBody,
    call: WechatCall,
  ): Promise<{ openlink: string; requestId: string | undefined }>
  /** What WeChat knows of a scheme, encrypted or plain (`queryType` 0), or how many openings are left today (1). */
  queryScheme(
    appId: string,
    question: { scheme?: string; queryType?: 0 | 1 },
    call: WechatCall,
  ): Promise<{ details: SchemeDetails | undefined; remainingOpenings: number | undefined }>
  /** Openings left today for all schemes and URL Links of a mini program; `undefined` when WeChat does not say. */
  remainingOpenings(appId: string, call: WechatCall): Promise<number | undefined>
  /** Fetches a token with the present secret, whether or not there is one already. */
  testConnection(appId: string, call: WechatCall): Promise<ConnectionReport>
  /** Makes the present token useless at once; only at an operator's word (20 a day, 30 s apart). */
  forceRefresh(appId: string, call: WechatCall): Promise<{ expiresInSeconds: number; replaced: boolean }>
  /** The secret of an app was changed, or the app removed: its token is dropped. */
  forget(appId: string): void
}

/** Creates the client of one workspace. */
export function createWechatClient(parts: WechatParts): WechatClient {
  const { http, clock } = parts
  const tokens = createTokenStore(parts)

  interface Operation<T> {
    path: string
    json: unknown
    payload: z.ZodType<T>
    safe: boolean
    rate: 'generate' | 'query'
  }

  async function post<T>(appId: string, operation: Operation<T>, token: Token, call: WechatCall): Promise<Outcome<T>> {
    const base = (await parts.baseUrl()).replace(/\/+$/u, '')
    return exchangeWith(http, clock, {
      method: 'POST',
      url: `${base}${operation.path}`,
      query: { access_token: token.value },
      secretQuery: ['access_token'],
      json: operation.json,
      payload: operation.payload,
      safe: operation.safe,
      timeoutMs: TIMEOUT_MS,
      rateKey: `wechat.${operation.rate}:${appId}`,
      patient: true,
      ...call,
    })
  }

  /** A token that WeChat refused is replaced once, and the call repeated once: WeChat did not act on it (§1.4). */
  async function run<T>(appId: string, operation: Operation<T>, call: WechatCall) {
    const token = await tokens.get(appId, call)
    let outcome = await post(appId, operation, token, call)
    if (!outcome.ok && TOKEN_REFUSED.includes(outcome.refusal.errcode)) {
      tokens.refused(appId, token)
      const fresh = await tokens.get(appId, call)
      outcome = await post(appId, operation, fresh, call)
      if (!outcome.ok && TOKEN_REFUSED.includes(outcome.refusal.errcode)) tokens.refused(appId, fresh)
    }
    if (!outcome.ok) throw refusalFault(outcome.refusal, 'link', { appId, redact: http.redactor.text })
    return outcome
  }

  const secondsLeft = (token: Token) => Math.max(0, Math.round((token.endsAt - clock.now().getTime()) / 1000))

  async function query(appId: string, json: unknown, call: WechatCall): Promise<QuerySchemeAnswer> {
    const operation = { path: '/wxa/queryscheme', json, payload: QuerySchemeAnswer, safe: true, rate: 'query' } as const
    return (await run(appId, operation, call)).value
  }

  const client: WechatClient = {
    async generateScheme(appId, body, call) {
      const operation = { path: '/wxa/generatescheme', json: body, payload: GenerateSchemeAnswer, safe: false } as const
      try {
        const { value, requestId } = await run(appId, { ...operation, rate: 'generate' }, call)
        return { openlink: value.openlink, requestId }
      } catch (error) {
        if (!(error instanceof Fault) || error.retry !== 'afterCheck') throw error
        throw new Fault('wechat.outcomeUnknown', {
          params: { appId, reason: error.code },
          retry: 'afterCheck',
          cause: error,
          ...(error.upstream ? { upstream: error.upstream } : {}),
        })
      }
    },
    async queryScheme(appId, { scheme, queryType = 0 }, call) {
      const json = { ...(scheme === undefined ? {} : { scheme }), query_type: queryType }
      const { scheme_info: info, quota_info: quota } = await query(appId, json, call)
      const details = info && {
        appId: info.appid,
        path: info.path,
        query: info.query,
        createTime: info.create_time,
        expireTime: info.expire_time,
        envVersion: info.env_version,
      }
      return { details, remainingOpenings: quota?.remain_visit_quota }
    },
    async remainingOpenings(appId, call) {
      return (await client.queryScheme(appId, { queryType: 1 }, call)).remainingOpenings
    },
    async testConnection(appId, call) {
      const token = await tokens.renew(appId, call)
      return { expiresInSeconds: secondsLeft(token), tokenMode: await parts.tokenMode(appId) }
    },
    async forceRefresh(appId, call) {
      const { token, replaced } = await tokens.force(appId, call)
      return { expiresInSeconds: secondsLeft(token), replaced }
    },
    forget: (appId) => tokens.forget(appId),
  }
  return client
}
