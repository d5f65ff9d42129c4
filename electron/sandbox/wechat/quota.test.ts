import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SandboxLimits } from './limits'
import { hotelApp, officialAccount, otherApp, startKit, type Json, type Kit } from './test-kit'

let kit: Kit
beforeEach(async () => {
  kit = await startKit()
})
afterEach(() => kit.sandbox.close())

const again = async (limits: Partial<SandboxLimits>) => {
  await kit.sandbox.close()
  kit = await startKit({ limits })
}
const quota = (cgi_path: unknown, app = hotelApp) => kit.api('/cgi-bin/openapi/quota/get', { cgi_path }, app)
const clear = (appid: unknown = hotelApp.appId, app = hotelApp) => kit.api('/cgi-bin/clear_quota', { appid }, app)
const clearBySecret = (body: Json) => kit.post('/cgi-bin/clear_quota/v2', body)
const credentials = { appid: hotelApp.appId, appsecret: hotelApp.secret }

describe('POST /cgi-bin/openapi/quota/get', () => {
  it('tells the gateway’s quota and rate of a path', async () => {
    await kit.generate()
    await kit.generate({ jump_wxa: { query: 'bad' } })
    expect(await quota('/wxa/generatescheme')).toEqual({
      errcode: 0,
      errmsg: 'ok',
      quota: { daily_limit: 10_000_000, used: 2, remain: 9_999_998 },
      rate_limit: { call_count: 100, refresh_second: 1 },
      component_rate_limit: { call_count: 100, refresh_second: 1 },
    })
    expect(await quota('/cgi-bin/stable_token')).toMatchObject({ quota: { daily_limit: 500_000 } })
    expect(await quota('/wxa/getwxacodeunlimit')).toMatchObject({
      rate_limit: { call_count: 5000, refresh_second: 60 },
    })
  })

  it('counts from zero at midnight in Beijing', async () => {
    await kit.generate()
    kit.clock.advance(12 * 3_600_000 - 1)
    expect(await quota('/wxa/generatescheme')).toMatchObject({ quota: { used: 1 } })
    kit.clock.advance(1)
    expect(await quota('/wxa/generatescheme')).toMatchObject({ quota: { used: 0 } })
  })

  it('answers 45009 at 100 % and says so', async () => {
    await again({ callsPerDay: 2 })
    const token = await kit.token()
    await kit.query({ query_type: 1 }, token)
    await kit.query({ query_type: 1 }, token)
    expect(await kit.query({ query_type: 1 }, token)).toMatchObject({ errcode: 45009 })
    expect(await quota('/wxa/queryscheme')).toMatchObject({ quota: { daily_limit: 2, used: 2, remain: 0 } })
  })

  it.each<[string, unknown, number]>([
    ['a path that nobody has', '/wxa/none', 76021],
    ['a path without slash', 'wxa/generatescheme', 76021],
    ['a whole address', 'https://api.weixin.qq.com/wxa/generatescheme', 76021],
    ['an inherited name', 'constructor', 76021],
    ['nothing', undefined, 76021],
    ['a path of official accounts', '/cgi-bin/ticket/getticket', 76022],
    ['a number', 1, 47001],
  ])('refuses %s', async (_what, path, errcode) => {
    expect(await quota(path)).toMatchObject({ errcode })
  })

  it('serves official accounts with their own paths', async () => {
    expect(await quota('/cgi-bin/ticket/getticket', officialAccount)).toMatchObject({ errcode: 0 })
    expect(await quota('/wxa/generatescheme', officialAccount)).toMatchObject({ errcode: 76022 })
  })
})

describe('clearing', () => {
  it('opens a path again that was used up, but not the business limit behind it', async () => {
    await again({ callsPerDay: 2, generatePerDay: 2 })
    const token = await kit.token()
    await kit.generate({}, token)
    await kit.generate({}, token)
    expect(await kit.generate({}, token)).toMatchObject({ errcode: 45009 })
    expect(await clear()).toEqual({ errcode: 0, errmsg: 'ok' })
    expect(await kit.generate({}, token)).toMatchObject({ errcode: 44993 })
  })

  it('by the secret works when not even a token can be had', async () => {
    await again({ stableTokenCallsPerDay: 1 })
    await kit.token()
    expect(await kit.stableToken()).toMatchObject({ errcode: 45009 })
    expect(await clearBySecret(credentials)).toEqual({ errcode: 0, errmsg: 'ok' })
    expect(await kit.stableToken()).toHaveProperty('access_token')
  })

  it('reads the fields of the second form in the address too', async () => {
    const query = new URLSearchParams(credentials).toString()
    expect(await kit.post(`/cgi-bin/clear_quota/v2?${query}`, '')).toMatchObject({ errcode: 0 })
  })

  it('ten times a month, both forms together, until the month ends in Beijing', async () => {
    for (let time = 0; time < 5; time++) {
      expect(await clear()).toMatchObject({ errcode: 0 })
      expect(await clearBySecret(credentials)).toMatchObject({ errcode: 0 })
    }
    expect(await clear()).toMatchObject({ errcode: 48006 })
    expect(await clearBySecret(credentials)).toMatchObject({ errcode: 48006 })
    expect(await clear(otherApp.appId, otherApp)).toMatchObject({ errcode: 0 })
    kit.clock.advance(8.5 * 86_400_000 - 1)
    expect(await clear()).toMatchObject({ errcode: 48006 })
    kit.clock.advance(1)
    expect(await clear()).toMatchObject({ errcode: 0 })
  })

  it.each<[string, unknown, number]>([
    ['another account', otherApp.appId, 40013],
    ['an empty text', '', 40013],
    ['a number', 1, 47001],
  ])('%s as appid', async (_what, appid, errcode) => {
    expect(await clear(appid)).toMatchObject({ errcode })
  })

  it.each<[string, Json, number]>([
    ['no AppID', { appid: undefined }, 41002],
    ['no secret', { appsecret: undefined }, 41004],
    ['an unknown AppID', { appid: 'wx0' }, 40013],
    ['a wrong secret', { appsecret: otherApp.secret }, 40125],
  ])('the second form refuses %s', async (_what, change, errcode) => {
    expect(await clearBySecret({ ...credentials, ...change })).toMatchObject({ errcode })
  })
})
