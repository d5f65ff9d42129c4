/**
 * WeChat's server API for mini programs (`https://api.weixin.qq.com`). Source: wechat-links-qr, the sections named on
 * top of each file.
 */
import type { RateLimit } from '../../platform/http'

export { createWechatClient } from './client'
export type { ConnectionReport, WechatClient, WechatParts } from './client'
export { isAppStop, isQuotaStop } from './errors'
export type { WechatCall } from './tokens'
export type { GenerateSchemeBody, SchemeDetails, TokenMode } from './types'

/** What this upstream is, what it can do, and what a person has to enter to use it. */
export const wechat = {
  kind: 'wechat',
  /** Others with the same paths: `api2.`, `sh.api.`, `sz.api.`, `hk.api.` + `weixin.qq.com` (§0). */
  baseUrl: 'https://api.weixin.qq.com',
  capabilities: ['token.stable', 'token.plain', 'scheme.generate', 'scheme.query', 'scheme.remainingOpenings'],
  fields: [
    { name: 'appId', secret: false },
    { name: 'secret', secret: true },
  ],
} as const

const atWeChat = /^wechat\.(generate|query|token):/u

/**
 * The limit for a bucket of this upstream. WeChat allows 100 generating calls a second per mini program (§2.1); the
 * rest is left for calls that arrive closer together than they were sent.
 */
export function wechatRateLimit(rateKey: string, perSecond = 90): RateLimit | undefined {
  return atWeChat.test(rateKey) ? { perSecond } : undefined
}
