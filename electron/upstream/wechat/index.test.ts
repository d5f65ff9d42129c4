import { describe, expect, it } from 'vitest'
import { defaultLinkLimitValues } from '@shared/domain/links/limits'
import { answering, APP, call } from './server.fixture'
import { wechat as upstream, wechatRateLimit } from './index'

const limits = { callsPerSecond: 100, sceneCodesPerMinute: 5000, linkRuleCallsPerSecond: 5 }

describe('the limit of a bucket', () => {
  it.each([
    ['wechat.generate:wx1', 90],
    ['wechat.query:wx1', 90],
    ['wechat.token:wx1', 90],
    ['wechat.sceneCode:wx1', 75],
    ['wechat.linkRule:wx1', 4.5],
  ])('%s stays a tenth below what WeChat allows', (key, perSecond) => {
    expect(wechatRateLimit(key, limits)).toEqual({ perSecond })
    expect(wechatRateLimit(key, defaultLinkLimitValues)).toEqual({ perSecond })
  })

  it('follows the settings, down to one call', () => {
    const low = { callsPerSecond: 1, sceneCodesPerMinute: 60, linkRuleCallsPerSecond: 1 }
    for (const family of ['generate', 'sceneCode', 'linkRule']) {
      expect(wechatRateLimit(`wechat.${family}:wx1`, low)).toEqual({ perSecond: 0.9 })
    }
  })

  it('of another upstream is not known here', () => {
    expect(wechatRateLimit('sms.generate:wx1', limits)).toBeUndefined()
    expect(wechatRateLimit('wechat.generateMore:wx1', limits)).toBeUndefined()
  })
})

describe('each call', () => {
  it('goes through a bucket of its own kind, shared by the calls that WeChat counts together', async () => {
    const { wechat, http } = await answering({ errcode: 45011, errmsg: 'minute' })
    const paused: string[] = []
    http.pause = (key) => void paused.push(key)
    const rule = { prefix: 'https://a.cn/', permit_sub_rule: 1, path: 'p', open_version: 3, is_edit: 0 } as const
    const days = { expire_type: 1, expire_interval: 1 } as const
    const calls: [string, () => Promise<unknown>][] = [
      ['generate', () => wechat.generateScheme(APP, { is_expire: true, ...days }, call)],
      ['generate', () => wechat.generateUrlLink(APP, days, call)],
      ['generate', () => wechat.generateShortLink(APP, { page_url: 'p' }, call)],
      ['generate', () => wechat.generateNfcScheme(APP, { model_id: 'm' }, call)],
      ['generate', () => wechat.getCode(APP, 'path', { path: 'p' }, call)],
      ['generate', () => wechat.getCode(APP, 'square', { path: 'p' }, call)],
      ['sceneCode', () => wechat.getCode(APP, 'scene', { scene: 's' }, call)],
      ['query', () => wechat.queryUrlLink(APP, {}, call)],
      ['query', () => wechat.quota(APP, '/x', call)],
      ['query', () => wechat.jsapiTicket(APP, call)],
      ['linkRule', () => wechat.linkRules.list(APP, call)],
      ['linkRule', () => wechat.linkRules.add(APP, rule, call)],
    ]
    for (const [family, send] of calls) {
      paused.length = 0
      await expect(send()).rejects.toMatchObject({ code: 'wechat.tooManyThisMinute', retry: 'safe' })
      expect(new Set(paused)).toEqual(new Set([`wechat.${family}:${APP}`]))
    }
  })
})

describe('what this upstream is', () => {
  it('names each of its abilities once', () => {
    expect(new Set(upstream.capabilities).size).toBe(upstream.capabilities.length)
    expect(upstream.fields.filter(({ secret }) => secret).map(({ name }) => name)).toEqual(['secret'])
  })
})
