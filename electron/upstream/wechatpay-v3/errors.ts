/** What WeChat Pay's error answers mean. Source: payment-providers §8.1, §8.4, §8.6, §7.5. */
import type { MessageParams } from '@shared/contract/error'
import { Fault } from '../../platform/errors/fault'
import type { Effect } from '../payments/types'

/** Name of this upstream in the call log and in errors. */
export const SYSTEM = 'wechatpay-v3'

/** Further off than this, WeChat refuses a signature for its time (§8.2). */
const CLOCK_TOLERANCE_SECONDS = 300
const MINUTE_MS = 60_000

export type CallName = 'create' | 'query' | 'close' | 'refund' | 'refundQuery' | 'certificates' | 'bill'

/** An error answer in WeChat Pay's own form, with a 4xx status: it did not do it. */
export interface Refusal {
  /** Whether WeChat signed it: its errors may come without (§8.3). */
  signed: boolean
  status: number
  code: string
  message: string
  requestId: string | undefined
  /** How far the clock of this computer is from the answer's `Date`; undefined without one. */
  clockOffSeconds: number | undefined
}

interface Meaning {
  /** Code of the fault. */
  fault: string
  /** The same number may be sent again unchanged, after so long. */
  againAfterMs?: number
  /** In these calls the number is known there already: what became of it is looked up, not concluded. */
  lookUp?: readonly CallName[]
}

const once = (fault: string): Meaning => ({ fault })
const later = (fault: string, againAfterMs: number): Meaning => ({ fault, againAfterMs })
const known = (fault: string): Meaning => ({ fault, lookUp: ['create'] })

/** Several interfaces write the same code in two ways. */
const meanings: ReadonlyMap<string, Meaning> = new Map([
  ['SIGN_ERROR', once('wechatpayV3.signRefused')],
  ['PARAM_ERROR', once('wechatpayV3.paramRefused')],
  ['INVALID_REQUEST', once('wechatpayV3.invalidRequest')],
  ['NO_AUTH', once('wechatpayV3.noAuth')],
  ['APPID_MCHID_NOT_MATCH', once('wechatpayV3.appidNotBound')],
  ['MCH_NOT_EXISTS', once('wechatpayV3.merchantUnknown')],
  ['MCHID_NOT_EXIST', once('wechatpayV3.merchantUnknown')],
  ['OPENID_MISMATCH', once('wechatpayV3.openidOfOther')],
  ['ORDER_NOT_EXIST', once('payments.orderNotFound')],
  ['ORDERNOTEXIST', once('payments.orderNotFound')],
  ['ORDERPAID', known('wechatpayV3.orderPaid')],
  ['ORDER_PAID', known('wechatpayV3.orderPaid')],
  ['OUT_TRADE_NO_USED', known('wechatpayV3.numberUsed')],
  ['ORDER_CLOSED', once('wechatpayV3.orderClosed')],
  ['ORDERCLOSED', once('wechatpayV3.orderClosed')],
  ['TRADE_STATE_ERROR', once('wechatpayV3.orderStateRefused')],
  // Nothing happened on that day: a normal result (§8.8).
  ['NO_STATEMENT_EXIST', once('bills.noTrade')],
  ['STATEMENT_CREATING', once('bills.notReady')],
  ['RESOURCE_NOT_EXISTS', once('wechatpayV3.resourceMissing')],
  ['USER_ACCOUNT_ABNORMAL', once('wechatpayV3.payerAccountUnusable')],
  // Topped up by a person, or filled by new income.
  ['NOT_ENOUGH', later('wechatpayV3.notEnough', 10 * MINUTE_MS)],
  ['FREQUENCY_LIMITED', later('wechatpayV3.frequencyLimited', MINUTE_MS)],
  ['FREQUENCY_LIMIT_EXCEED', later('wechatpayV3.frequencyLimited', MINUTE_MS)],
  ['RATELIMIT_EXCEED', later('wechatpayV3.frequencyLimited', MINUTE_MS)],
  ['RATELIMIT_EXCEEDED', later('wechatpayV3.frequencyLimited', MINUTE_MS)],
])

/** `201` begins the text for a merchant number that was used with other parameters (§7.5; uncertain in v3). */
const usedNumber = /^\s*201\b/u

function meaningOf({ code, message }: Refusal, call: CallName): Meaning {
  if (call === 'create' && code === 'INVALID_REQUEST' && usedNumber.test(message)) return known('wechatpayV3.numberUsed')
  if (call === 'refundQuery' && code === 'RESOURCE_NOT_EXISTS') return once('payments.refundNotFound')
  return meanings.get(code) ?? once('wechatpayV3.other')
}

/** All codes that a refusal can have; each has a text under `errors`. */
export function refusalCodes(): string[] {
  return [...new Set([...meanings.values()].map(({ fault }) => fault))]
}

/** The fault for a certain refusal. `redact` cleans WeChat's own words, should they repeat what was sent. */
export function refusalFault(refusal: Refusal, call: CallName, redact: (text: string) => string): Fault {
  const { code, requestId, clockOffSeconds = 0 } = refusal
  const message = redact(refusal.message)
  const clockWrong = code === 'SIGN_ERROR' && Math.abs(clockOffSeconds) > CLOCK_TOLERANCE_SECONDS
  const params: MessageParams = { code, message }
  if (clockWrong) params['minutes'] = Math.round(Math.abs(clockOffSeconds) / 60)
  return new Fault(clockWrong ? 'wechatpayV3.clockWrong' : meaningOf(refusal, call).fault, {
    params,
    upstream: { system: SYSTEM, code, message, ...(requestId ? { requestId } : {}) },
  })
}

/** What a refusal means for a call that changes something. */
export function refusedEffect(refusal: Refusal, call: CallName, redact: (text: string) => string): Effect<never> {
  const fault = refusalFault(refusal, call, redact)
  const { lookUp, againAfterMs } = meaningOf(refusal, call)
  if (lookUp?.includes(call)) return { outcome: 'unknown', fault }
  // Nobody proves that a refund was refused: it is looked up and, where WeChat has none, sent again under its number
  // (architecture, *Money and outbound effects* 2).
  if (call === 'refund' && !refusal.signed) return { outcome: 'unknown', fault }
  if (againAfterMs === undefined) return { outcome: 'refused', fault, again: 'never' }
  return { outcome: 'refused', fault, again: 'sameNumber', waitMs: againAfterMs }
}
