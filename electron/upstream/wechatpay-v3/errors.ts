/** What WeChat Pay's error answers mean. Source: payment-providers §8.1, §8.4, §8.6, §7.5. */
import type { MessageParams } from '@shared/contract/error'
import { Fault } from '../../platform/errors/fault'
import type { Effect } from '../payments/types'

/** Name of this upstream in the call log and in errors. */
export const SYSTEM = 'wechatpay-v3'

/** Further off than this, WeChat refuses a signature for its time (§8.2). */
const CLOCK_TOLERANCE_SECONDS = 300
const MINUTE_MS = 60_000

export type CallName = 'create' | 'query' | 'close' | 'refund' | 'refundQuery' | 'certificates'

/** An error answer in WeChat Pay's own form, with a 4xx status: it did not do it. */
export interface Refusal {
  status: number
  code: string
  message: string
  requestId: string | undefined
  /** How far the clock of this computer is from the answer's `Date`; undefined without one. */
  clockOffSeconds: number | undefined
}

interface Meaning {
  /** Under `errors.wechatpayV3`, or a whole code. */
  name: string
  /** The same number may be sent again unchanged, after so long. */
  againAfterMs?: number
  /** In these calls the number is known there already: what became of it is looked up, not concluded. */
  lookUp?: readonly CallName[]
}

const once = (name: string): Meaning => ({ name })
const later = (name: string, againAfterMs: number): Meaning => ({ name, againAfterMs })
const known = (name: string): Meaning => ({ name, lookUp: ['create'] })

/** Several interfaces write the same code in two ways. */
const meanings: ReadonlyMap<string, Meaning> = new Map([
  ['SIGN_ERROR', once('signRefused')],
  ['PARAM_ERROR', once('paramRefused')],
  ['INVALID_REQUEST', once('invalidRequest')],
  ['NO_AUTH', once('noAuth')],
  ['APPID_MCHID_NOT_MATCH', once('appidNotBound')],
  ['MCH_NOT_EXISTS', once('merchantUnknown')],
  ['MCHID_NOT_EXIST', once('merchantUnknown')],
  ['OPENID_MISMATCH', once('openidOfOther')],
  ['ORDER_NOT_EXIST', once('payments.orderNotFound')],
  ['ORDERNOTEXIST', once('payments.orderNotFound')],
  ['ORDERPAID', known('orderPaid')],
  ['ORDER_PAID', known('orderPaid')],
  ['OUT_TRADE_NO_USED', known('numberUsed')],
  ['ORDER_CLOSED', once('orderClosed')],
  ['ORDERCLOSED', once('orderClosed')],
  ['TRADE_STATE_ERROR', once('orderStateRefused')],
  ['RESOURCE_NOT_EXISTS', once('resourceMissing')],
  ['USER_ACCOUNT_ABNORMAL', once('payerAccountUnusable')],
  // Topped up by a person, or filled by new income.
  ['NOT_ENOUGH', later('notEnough', 10 * MINUTE_MS)],
  ['FREQUENCY_LIMITED', later('frequencyLimited', MINUTE_MS)],
  ['FREQUENCY_LIMIT_EXCEED', later('frequencyLimited', MINUTE_MS)],
  ['RATELIMIT_EXCEED', later('frequencyLimited', MINUTE_MS)],
  ['RATELIMIT_EXCEEDED', later('frequencyLimited', MINUTE_MS)],
])

/** `201` begins the text for a merchant number that was used with other parameters (§7.5; uncertain in v3). */
const usedNumber = /^\s*201\b/u

function meaningOf({ code, message }: Refusal, call: CallName): Meaning {
  if (call === 'create' && code === 'INVALID_REQUEST' && usedNumber.test(message)) return known('numberUsed')
  if (call === 'refundQuery' && code === 'RESOURCE_NOT_EXISTS') return once('payments.refundNotFound')
  return meanings.get(code) ?? once('other')
}

/** All codes that a Fault of {@link refusalFault} can have; each has a text under `errors`. */
export function refusalCodes(): string[] {
  const names = [...meanings.values()].map(({ name }) => name)
  return [...new Set([...names, 'payments.refundNotFound', 'other', 'clockWrong'])].map(codeOf)
}

const codeOf = (name: string) => (name.includes('.') ? name : `wechatpayV3.${name}`)

/** The fault for a certain refusal. `redact` cleans WeChat's own words, should they repeat what was sent. */
export function refusalFault(refusal: Refusal, call: CallName, redact: (text: string) => string): Fault {
  const { code, requestId, clockOffSeconds = 0 } = refusal
  const message = redact(refusal.message)
  const clockWrong = code === 'SIGN_ERROR' && Math.abs(clockOffSeconds) > CLOCK_TOLERANCE_SECONDS
  const params: MessageParams = { code, message }
  if (clockWrong) params['minutes'] = Math.round(Math.abs(clockOffSeconds) / 60)
  return new Fault(codeOf(clockWrong ? 'clockWrong' : meaningOf(refusal, call).name), {
    params,
    upstream: { system: SYSTEM, code, message, ...(requestId ? { requestId } : {}) },
  })
}

/** What a refusal means for a call that changes something. */
export function refusedEffect(refusal: Refusal, call: CallName, redact: (text: string) => string): Effect<never> {
  const fault = refusalFault(refusal, call, redact)
  const { lookUp, againAfterMs } = meaningOf(refusal, call)
  if (lookUp?.includes(call)) return { outcome: 'unknown', fault }
  if (againAfterMs === undefined) return { outcome: 'refused', fault, again: 'never' }
  return { outcome: 'refused', fault, again: 'sameNumber', waitMs: againAfterMs }
}
