import type { CanonicalText, SigningStep } from './types'

/**
 * The texts that WeChat Pay APIv3 signs with RSA PKCS#1 v1.5 and SHA-256: every part ends with a line feed, the last one
 * too. Source: payment-providers §8.2, §8.3, §8.4 (wechatpay-go `core/auth`, wechatpay-axios-plugin `lib/formatter.js`).
 */

export interface V3Request {
  method: string
  /** Path and query exactly as they go over the wire, percent-encoding included. */
  url: string
  /** Unix seconds. */
  timestamp: string
  nonce: string
  /** The bytes that are sent, as text; empty for GET. */
  body: string
}

/** The text behind `Authorization: WECHATPAY2-SHA256-RSA2048 …` (§8.2). */
export function wechatPayV3Request(request: V3Request): CanonicalText {
  const { method, url, timestamp, nonce, body } = request
  return lines([
    { rule: 'v3.method', field: 'method', value: method.toUpperCase() },
    { rule: 'v3.url', field: 'url', value: url },
    { rule: 'v3.timestamp', field: 'timestamp', value: timestamp },
    { rule: 'v3.nonce', field: 'nonce', value: nonce },
    bodyStep(body),
  ])
}

export interface V3Message {
  timestamp: string
  nonce: string
  /** The raw body, never parsed and written again; empty for 204. */
  body: string
}

/** The text behind `Wechatpay-Signature` of an answer or a callback (§8.3). */
export function wechatPayV3Message({ timestamp, nonce, body }: V3Message): CanonicalText {
  return lines([
    { rule: 'v3.messageTimestamp', field: 'timestamp', value: timestamp },
    { rule: 'v3.messageNonce', field: 'nonce', value: nonce },
    bodyStep(body),
  ])
}

export interface V3MiniProgramPayment {
  appId: string
  timestamp: string
  nonce: string
  prepayId: string
}

/** The text behind `paySign` of `wx.requestPayment` (§8.4). */
export function wechatPayV3MiniProgram({ appId, timestamp, nonce, prepayId }: V3MiniProgramPayment): CanonicalText {
  return lines([
    { rule: 'v3.appId', field: 'appId', value: appId },
    { rule: 'v3.timestamp', field: 'timestamp', value: timestamp },
    { rule: 'v3.nonce', field: 'nonce', value: nonce },
    { rule: 'v3.package', field: 'prepayId', value: `prepay_id=${prepayId}` },
  ])
}

function bodyStep(body: string): SigningStep & { value: string } {
  return { rule: body === '' ? 'v3.emptyBody' : 'v3.body', field: 'body', value: body }
}

function lines(parts: (SigningStep & { value: string })[]): CanonicalText {
  const text = parts.map(({ value }) => `${value}\n`).join('')
  return { text, steps: [...parts, { rule: 'v3.lineFeeds' }] }
}
