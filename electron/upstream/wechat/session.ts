/** Calls with an access token. Source: wechat-links-qr §0, §1.4. */
import { Fault } from '../../platform/errors/fault'
import type { HttpMethod } from '../../platform/http'
import type { AnswerReader } from './answers'
import { refusalFault } from './errors'
import type { Endpoint } from './errors'
import { exchangeWith } from './exchange'
import type { WechatCall } from './flights'
import type { Token, TokenParts, TokenStore } from './tokens'

const TIMEOUT_MS = 15_000
const TOKEN_REFUSED = [40001, 40014, 42001]

/** What is limited together (§2.1, §4.1, §4.2). */
export type RateFamily = 'generate' | 'query' | 'sceneCode' | 'linkRule'

/** A call that must not be sent twice says by which fault a person hears that nobody knows what came of it. */
export type UnknownOutcome =
  | 'wechat.outcomeUnknown'
  | 'wechat.ruleOutcomeUnknown'
  | 'wechat.clearOutcomeUnknown'
  | 'wechat.credentialLost'

export interface Operation<T> {
  /** Default POST. */
  method?: HttpMethod
  path: string
  /** Beside the token. */
  query?: Readonly<Record<string, string>>
  json?: unknown
  read: AnswerReader<T>
  /** Absent: the call may be repeated without harm, and is when no answer came. */
  unknown?: UnknownOutcome
  rate: RateFamily
  /** By whose meaning a refusal is read. */
  endpoint: Endpoint
  timeoutMs?: number
  maxBytes?: number
  /** What is sent holds personal data: nothing of a failed answer is quoted. */
  unquoted?: boolean
}

export interface Answered<T> {
  value: T
  requestId: string | undefined
}

/** Does an operation for an app. Throws Fault `wechat.*` for a refusal and `http.*` without a readable answer. */
export type Run = <T>(appId: string, operation: Operation<T>, call: WechatCall) => Promise<Answered<T>>

function outcomeUnknown(appId: string, code: UnknownOutcome, cause: Fault): Fault {
  return new Fault(code, {
    params: { appId, reason: cause.code },
    retry: 'afterCheck',
    cause,
    ...(cause.upstream ? { upstream: cause.upstream } : {}),
  })
}

/** Creates what runs the operations of one workspace. */
export function createRun(parts: TokenParts, tokens: TokenStore): Run {
  const { http, clock } = parts

  async function exchange<T>(appId: string, operation: Operation<T>, token: Token, call: WechatCall) {
    const base = (await parts.baseUrl()).replace(/\/+$/u, '')
    return exchangeWith(http, clock, {
      method: operation.method ?? 'POST',
      url: `${base}${operation.path}`,
      query: { access_token: token.value, ...operation.query },
      secretQuery: ['access_token'],
      ...(operation.json === undefined ? {} : { json: operation.json }),
      read: operation.read,
      safe: operation.unknown === undefined,
      timeoutMs: operation.timeoutMs ?? TIMEOUT_MS,
      ...(operation.maxBytes === undefined ? {} : { maxBytes: operation.maxBytes }),
      ...(operation.unquoted ? { unquoted: true } : {}),
      rateKey: `wechat.${operation.rate}:${appId}`,
      patient: true,
      ...call,
    })
  }

  async function send<T>(appId: string, operation: Operation<T>, token: Token, call: WechatCall) {
    try {
      return await exchange(appId, operation, token, call)
    } catch (error) {
      if (operation.unknown === undefined || !(error instanceof Fault) || error.retry !== 'afterCheck') throw error
      throw outcomeUnknown(appId, operation.unknown, error)
    }
  }

  /** Without a token the call itself never left, whatever became of a forced refresh that it waited for. */
  async function tokenFor(appId: string, call: WechatCall): Promise<Token> {
    try {
      return await tokens.get(appId, call)
    } catch (error) {
      if (!(error instanceof Fault) || error.retry !== 'afterCheck') throw error
      const { code, params, upstream } = error
      throw new Fault(code, { params, retry: 'safe', cause: error, ...(upstream ? { upstream } : {}) })
    }
  }

  // A token that WeChat refused is replaced once, and the call repeated once: WeChat did not act on it (§1.4).
  return async (appId, operation, call) => {
    const token = await tokenFor(appId, call)
    let outcome = await send(appId, operation, token, call)
    if (!outcome.ok && TOKEN_REFUSED.includes(outcome.refusal.errcode)) {
      tokens.refused(appId, token)
      const fresh = await tokenFor(appId, call)
      outcome = await send(appId, operation, fresh, call)
      if (!outcome.ok && TOKEN_REFUSED.includes(outcome.refusal.errcode)) tokens.refused(appId, fresh)
    }
    if (!outcome.ok) throw refusalFault(outcome.refusal, operation.endpoint, { appId, redact: http.redactor.text })
    return outcome
  }
}
