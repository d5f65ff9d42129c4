/**
 * WeChat's server API for mini programs and official accounts (`https://api.weixin.qq.com`). Source: wechat-links-qr,
 * the sections named on top of each file.
 */
import type { RateLimit } from '../../platform/http'

export { createWechatClient } from './client'
export type { ConnectionReport, WechatClient, WechatParts } from './client'
export type { CodeAnswer, CodeBody, CodeFamily } from './codes'
export type { FaceCalls, FaceReply, FaceStart } from './face'
export { isAppStop, isQuotaStop } from './errors'
export type { WechatCall } from './flights'
export type { LinkRule, LinkRuleBody, LinkRuleCalls, LinkRuleList, RuleVersion } from './link-rules'
export type { CloudBase, GenerateShortLinkBody, GenerateUrlLinkBody, UrlLinkDetails } from './links'
export type { PictureFormat } from './pictures'
export type { ApiQuota, RequestDetails } from './quota'
export type { GenerateNfcSchemeBody, GenerateSchemeBody, SchemeDetails } from './schemes'
export type { JsapiTicket } from './tickets'
export type { EnvVersion, LinkDetails, LinkTarget, TokenMode } from './types'

/** What this upstream is, what it can do, and what a person has to enter to use it. */
export const wechat = {
  kind: 'wechat',
  /** Others with the same paths: `api2.`, `sh.api.`, `sz.api.`, `hk.api.` + `weixin.qq.com` (§0). */
  baseUrl: 'https://api.weixin.qq.com',
  capabilities: [
    'token.stable',
    'token.plain',
    'scheme.generate',
    'scheme.query',
    'scheme.remainingOpenings',
    'scheme.nfc',
    'urlLink.generate',
    'urlLink.query',
    'shortLink.generate',
    'code.path',
    'code.scene',
    'code.square',
    'linkRules.list',
    'linkRules.change',
    'linkRules.publish',
    'linkRules.verificationFile',
    'quota.get',
    'quota.clear',
    'request.explain',
    'ticket.jsapi',
    'face.start',
    'face.result',
  ],
  fields: [
    { name: 'appId', secret: false },
    { name: 'secret', secret: true },
  ],
} as const

/** WeChat's limits per app, as the settings hold them. */
export interface WechatRateLimits {
  /** Calls of the generating interfaces (§2.1); queries, tokens and tickets are held to the same number. */
  callsPerSecond: number
  /** Calls of `getwxacodeunlimit` (§4.1). */
  sceneCodesPerMinute: number
  /** Calls of the rule interfaces (§4.2). */
  linkRuleCallsPerSecond: number
}

/** A tenth is left for calls that arrive closer together than they were sent: WeChat's seconds are not ours. */
const SHARE = 0.9

const bucket = /^wechat\.(generate|query|token|sceneCode|linkRule):/u

/** The limit for a bucket of this upstream; `undefined` for the buckets of others. */
export function wechatRateLimit(rateKey: string, limits: WechatRateLimits): RateLimit | undefined {
  const family = bucket.exec(rateKey)?.[1]
  if (family === undefined) return undefined
  if (family === 'sceneCode') return { perSecond: (limits.sceneCodesPerMinute / 60) * SHARE }
  return { perSecond: (family === 'linkRule' ? limits.linkRuleCallsPerSecond : limits.callsPerSecond) * SHARE }
}
