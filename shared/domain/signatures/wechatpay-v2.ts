/**
 * Signing of WeChat Pay APIv2: requests, answers, payment notifications, and the parameters of `wx.requestPayment`.
 * Source: payment-providers §7.2 (V2-sign; G-mini for the mini program).
 */
import hmacSha256 from 'crypto-js/hmac-sha256'
import md5 from 'crypto-js/md5'
import { type CanonicalText, secretMark, type SigningStep, withSecret } from './types'

export const wechatPayV2SignTypes = ['MD5', 'HMAC-SHA256'] as const
export type WechatPayV2SignType = (typeof wechatPayV2SignTypes)[number]

/** Fields as they are sent, before XML escaping. */
export type WechatPayV2Fields = Iterable<readonly [name: string, value: string]>

/**
 * `k=v` of all fields but `sign` and empty ones, by name in ASCII order, with `&key=` at the end. Whatever else a field
 * is called or worth, it counts: the text "0" too, and fields that we do not know.
 */
export function wechatPayV2Text(fields: WechatPayV2Fields): CanonicalText {
  const steps: SigningStep[] = []
  const kept: (readonly [string, string])[] = []
  for (const [name, value] of fields) {
    if (name === 'sign') steps.push({ rule: 'leaveOutSign', field: name })
    else if (value === '') steps.push({ rule: 'leaveOutEmpty', field: name })
    else kept.push([name, value])
  }
  // By name alone: sorted as `k=v`, a name that is another one plus a digit would come too early.
  kept.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  steps.push({ rule: 'sortByName', value: kept.map(([name]) => name).join(', ') })
  const joined = kept.map(([name, value]) => `${name}=${value}`).join('&')
  steps.push({ rule: 'joinPairs', value: joined })
  steps.push({ rule: 'appendKey' })
  return { text: `${joined}&key=${secretMark}`, steps }
}

/** Upper hex. With HMAC the key of the account stands in the text and is the key of the digest as well. */
export function wechatPayV2Signature(canonical: CanonicalText, key: string, type: WechatPayV2SignType): string {
  const text = withSecret(canonical, key).toWellFormed()
  const digest = type === 'MD5' ? md5(text) : hmacSha256(text, key)
  return digest.toString().toUpperCase()
}

/** Which digest a signature was made with: 32 hex digits are MD5, 64 HMAC-SHA256; `undefined` where it is neither. */
export function wechatPayV2SignTypeOf(signature: string): WechatPayV2SignType | undefined {
  if (/^[0-9A-F]{32}$/u.test(signature)) return 'MD5'
  return /^[0-9A-F]{64}$/u.test(signature) ? 'HMAC-SHA256' : undefined
}

export interface WechatPayV2MiniProgram {
  appId: string
  /** Unix seconds. */
  timeStamp: string
  nonceStr: string
  prepayId: string
  signType: WechatPayV2SignType
}

/** The fields that `wx.requestPayment` signs; their camel case is WeChat's. */
export function wechatPayV2MiniProgramFields(pay: WechatPayV2MiniProgram): [string, string][] {
  return [
    ['appId', pay.appId],
    ['timeStamp', pay.timeStamp],
    ['nonceStr', pay.nonceStr],
    ['package', `prepay_id=${pay.prepayId}`],
    ['signType', pay.signType],
  ]
}
