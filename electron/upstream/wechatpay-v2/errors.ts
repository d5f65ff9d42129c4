/** What the refusals of APIv2 mean: the table of payment-providers §7.5, line by line. */
import { Fault } from '../../platform/errors/fault'
import type { Effect } from '../payments/types'
import { SYSTEM } from './account'

export type CallName = 'create' | 'query' | 'close' | 'refund' | 'refundQuery'

/** These change nothing, so that they may always be asked again. */
export const changesNothing: ReadonlySet<CallName> = new Set(['query', 'refundQuery'])

export interface Refusal {
  /**
   * `transport`: `return_code` FAIL, which carries no signature; `business`: `result_code` FAIL, signed (§7.4).
   */
  level: 'transport' | 'business'
  code: string
  message: string
}

/**
 * `lookUp`: whether it took effect is asked, not concluded. `never`: surely not done, a person decides. `again`: surely
 * not done, the same number may be sent once more.
 */
type Act = 'lookUp' | 'never' | 'again'
interface Meaning {
  code: string
  act: Act
  waitMs?: number
}

const minuteMs = 60_000
const never = (code: string): Meaning => ({ code, act: 'never' })
const lookUp = (code: string): Meaning => ({ code, act: 'lookUp' })

const anywhere: ReadonlyMap<string, Meaning> = new Map([
  ['SYSTEMERROR', lookUp('wechatpayV2.systemError')],
  ['SIGNERROR', never('wechatpayV2.signRefused')],
  ['XML_FORMAT_ERROR', never('wechatpayV2.requestRefused')],
  ['NOT_UTF8', never('wechatpayV2.requestRefused')],
  ['REQUIRE_POST_METHOD', never('wechatpayV2.requestRefused')],
  ['LACK_PARAMS', never('wechatpayV2.requestRefused')],
  ['POST_DATA_EMPTY', never('wechatpayV2.requestRefused')],
  ['PARAM_ERROR', never('wechatpayV2.requestRefused')],
  ['NOAUTH', never('wechatpayV2.noPermission')],
  ['APPID_NOT_EXIST', never('wechatpayV2.merchantWrong')],
  ['MCHID_NOT_EXIST', never('wechatpayV2.merchantWrong')],
  ['APPID_MCHID_NOT_MATCH', never('wechatpayV2.merchantWrong')],
  ['FREQUENCY_LIMITED', { code: 'wechatpayV2.tooOften', act: 'again', waitMs: minuteMs }],
])

const ofCall: Readonly<Record<CallName, ReadonlyMap<string, Meaning>>> = {
  create: new Map([
    ['ORDERPAID', lookUp('wechatpayV2.orderPaid')],
    ['OUT_TRADE_NO_USED', lookUp('wechatpayV2.numberUsed')],
    ['ORDERCLOSED', never('wechatpayV2.orderClosed')],
    ['INVALID_REQUEST', never('wechatpayV2.requestRefused')],
  ]),
  query: new Map([['ORDERNOTEXIST', never('payments.orderNotFound')]]),
  close: new Map([
    ['ORDERPAID', lookUp('wechatpayV2.orderPaid')],
    ['ORDERCLOSED', lookUp('wechatpayV2.orderClosed')],
    ['ORDERNOTEXIST', lookUp('payments.orderNotFound')],
    ['TRADE_STATE_ERROR', lookUp('wechatpayV2.orderStateRefused')],
  ]),
  refund: new Map([
    // Turned away because several came at once: WeChat asks for the same call again, never under another number.
    ['BIZERR_NEED_RETRY', { code: 'wechatpayV2.retryNeeded', act: 'again' }],
    ['NOTENOUGH', { code: 'wechatpayV2.notEnough', act: 'again' }],
    ['INVALID_REQ_TOO_MUCH', { code: 'wechatpayV2.tooOften', act: 'again', waitMs: minuteMs }],
    ['TRADE_OVERDUE', never('wechatpayV2.refundTooLate')],
    ['USER_ACCOUNT_ABNORMAL', never('wechatpayV2.payerAccountUnusable')],
    ['INVALID_TRANSACTIONID', never('wechatpayV2.refundRefused')],
    ['ERROR', never('wechatpayV2.refundRefused')],
    ['ORDERNOTEXIST', never('payments.orderNotFound')],
    ['REFUND_FEE_MISMATCH', never('wechatpayV2.refundNumberUsed')],
  ]),
  refundQuery: new Map([['REFUNDNOTEXIST', never('payments.refundNotFound')]]),
}

/** `201` begins the text for a number that was used with other parameters (§7.5). */
const usedNumber = /^\s*201\b/u

/**
 * Requests that WeChat did not take in at all tell it without a code and without a signature. Nothing is lost when such
 * a word about an order is believed; about money it is looked up.
 */
const notTakenIn: readonly (readonly [RegExp, Meaning])[] = [
  [/签名|sign/iu, never('wechatpayV2.signRefused')],
  [/appid|mch_?id|商户号/iu, never('wechatpayV2.merchantWrong')],
  [/xml|参数|post|utf|param/iu, never('wechatpayV2.requestRefused')],
]

function meaningOf(refusal: Refusal, call: CallName): Meaning {
  const { level, code, message } = refusal
  if (level === 'transport') {
    const found = notTakenIn.find(([pattern]) => pattern.test(message))?.[1] ?? lookUp('wechatpayV2.unclear')
    return call === 'refund' ? { ...found, act: 'lookUp' } : found
  }
  if (call === 'create' && code === 'INVALID_REQUEST' && usedNumber.test(message)) return lookUp('wechatpayV2.numberUsed')
  // A code that nobody has described is no clear "no".
  return ofCall[call].get(code) ?? anywhere.get(code) ?? lookUp('wechatpayV2.unclear')
}

/** All codes that a Fault of {@link refusalFault} can have; each has a text under `errors`. */
export function refusalCodes(): string[] {
  const meanings = [anywhere, ...Object.values(ofCall)].flatMap((table) => [...table.values()])
  return [...new Set([...meanings, ...notTakenIn.map(([, meaning]) => meaning)].map(({ code }) => code).concat('wechatpayV2.unclear'))]
}

/** The fault for a refusal. `redact` cleans WeChat's own words, should they repeat what was sent. */
export function refusalFault(refusal: Refusal, call: CallName, redact: (text: string) => string, system = SYSTEM): Fault {
  const code = refusal.code === '' ? 'FAIL' : refusal.code
  const message = redact(refusal.message).slice(0, 300)
  const meaning = meaningOf(refusal, call)
  return new Fault(meaning.code, {
    params: { code, message },
    upstream: { system, code, message },
    retry: retryOf(meaning.act, call),
  })
}

function retryOf(act: Act, call: CallName): 'no' | 'safe' | 'afterCheck' {
  if (act === 'never') return 'no'
  return act === 'again' || changesNothing.has(call) ? 'safe' : 'afterCheck'
}

/** What a refusal means for a call that changes something. */
export function refusedEffect(refusal: Refusal, call: CallName, redact: (text: string) => string, system = SYSTEM): Effect<never> {
  const fault = refusalFault(refusal, call, redact, system)
  const { act, waitMs } = meaningOf(refusal, call)
  if (act === 'lookUp') return { outcome: 'unknown', fault }
  if (act === 'never') return { outcome: 'refused', fault, again: 'never' }
  return { outcome: 'refused', fault, again: 'sameNumber', ...(waitMs === undefined ? {} : { waitMs }) }
}
