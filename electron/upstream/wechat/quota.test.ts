import { describe, expect, it } from 'vitest'
import { answering, APP, call, faultOf, noAnswer, RID, SECRET, TOKEN } from './server.fixture'

const done = { errcode: 0, errmsg: 'ok' }

describe('the quota of an interface', () => {
  it('is asked for by its path', async () => {
    const { wechat, seen } = await answering({
      ...done,
      quota: { daily_limit: 10_000_000, used: 12, remain: 9_999_988 },
      rate_limit: { call_count: 5000, refresh_second: 60 },
      component_rate_limit: { call_count: 0, refresh_second: 0 },
    })
    expect(await wechat.quota(APP, '/wxa/generatescheme', call)).toEqual({
      dailyLimit: 10_000_000,
      used: 12,
      remain: 9_999_988,
      rate: { callCount: 5000, refreshSeconds: 60 },
    })
    expect(seen.slice(1)).toEqual([
      {
        method: 'POST',
        path: '/cgi-bin/openapi/quota/get',
        query: new URLSearchParams({ access_token: `${TOKEN}1` }),
        body: { cgi_path: '/wxa/generatescheme' },
      },
    ])
  })

  it.each([{}, { rate_limit: {} }, { rate_limit: null }])('may come without a rate: %j', async (more) => {
    const { wechat } = await answering({ ...done, quota: { daily_limit: 1, used: 1, remain: 0 }, ...more })
    expect(await wechat.quota(APP, '/x', call)).toEqual({ dailyLimit: 1, used: 1, remain: 0 })
  })

  it('is asked for again when no answer came', async () => {
    const quota = { daily_limit: 1, used: 0, remain: 1 }
    const { wechat } = await answering((response) => response.writeHead(502).end(), { ...done, quota })
    expect((await wechat.quota(APP, '/x', call)).remain).toBe(1)
  })

  it.each([[76_021, 'wechat.interfaceUnknown'], [76_022, 'wechat.interfaceOfAnother'], [76_003, 'wechat.requestOfAnother']])(
    'refused with %i',
    async (errcode, code) => {
      const { wechat } = await answering({ errcode, errmsg: 'no' })
      expect(await faultOf(wechat.quota(APP, '/x', call))).toMatchObject({ code })
    },
  )
})

describe('setting the calls back to zero', () => {
  it('names the account', async () => {
    const { wechat, seen } = await answering(done)
    expect(await wechat.clearQuota(APP, call)).toBeUndefined()
    expect(seen[1]).toMatchObject({ method: 'POST', path: '/cgi-bin/clear_quota', body: { appid: APP } })
  })

  it.each(noAnswer)('without a readable answer (%s) is not repeated, for it is rare', async (reason, reply) => {
    const { wechat, paths } = await answering(reply, done)
    expect(await faultOf(wechat.clearQuota(APP, call))).toMatchObject({
      code: 'wechat.clearOutcomeUnknown',
      retry: 'afterCheck',
      params: { appId: APP, reason },
    })
    expect(paths()).toHaveLength(2)
  })

  it('too often', async () => {
    const { wechat } = await answering({ errcode: 48_006, errmsg: 'forbid to clear quota because of reaching the limit' })
    expect(await faultOf(wechat.clearQuota(APP, call))).toMatchObject({ code: 'wechat.quotaClearsUsedUp', retry: 'no' })
  })
})

describe('a past request', () => {
  const request = {
    invoke_time: 1_795_000_000,
    cost_in_ms: 30,
    request_url: `access_token=${TOKEN}1`,
    request_body: '',
    response_body: '',
    client_ip: '203.0.113.7',
  }

  it('is shown as WeChat saw it', async () => {
    const body = '{"jump_wxa":{"path":"pages/a"}}'
    const answer = `{"errcode":40165,"errmsg":"invalid weapp pagepath rid: ${RID}"}`
    const url = `https://api.weixin.qq.com/wxa/generatescheme?access_token=${TOKEN}1`
    const { wechat, seen } = await answering({
      ...done,
      request: { ...request, request_url: url, request_body: body, response_body: answer },
    })
    expect(await wechat.explainRequest(APP, RID, call)).toEqual({
      invokeTime: 1_795_000_000,
      costMs: 30,
      requestUrl: 'https://api.weixin.qq.com/wxa/generatescheme',
      requestBody: body,
      responseBody: answer,
      clientIp: '203.0.113.7',
    })
    expect(seen[1]).toMatchObject({ method: 'POST', path: '/cgi-bin/openapi/rid/get', body: { rid: RID } })
  })

  it.each([
    [`/wxa/a?access_token=${TOKEN}9`, '/wxa/a'],
    [`/wxa/a?access_token=${TOKEN}9&type=jsapi`, '/wxa/a?type=jsapi'],
    [`/wxa/a?type=jsapi&access_token=${TOKEN}9`, '/wxa/a?type=jsapi'],
    [`/wxa/a?x=1&Access_Token=${TOKEN}9&y=2#z`, '/wxa/a?x=1&y=2#z'],
    ['/wxa/a?x=1', '/wxa/a?x=1'],
  ])('has no token in its address: %s', async (url, shown) => {
    const { wechat } = await answering({ ...done, request: { ...request, request_url: url } })
    expect((await wechat.explainRequest(APP, RID, call)).requestUrl).toBe(shown)
  })

  it('shows no secret, neither one of ours nor one that only its form gives away', async () => {
    const old = '77_token-of-another-program'
    const { wechat, redactor } = await answering({
      ...done,
      request: {
        ...request,
        request_url: `/cgi-bin/token?appid=${APP}&secret=ffff0000ffff0000&x=${TOKEN}1`,
        request_body: `{"appid":"${APP}","secret":"${SECRET}","note":"${SECRET} ${TOKEN}1"}`,
        response_body: `{"access_token":"${old}","expires_in":7200}`,
      },
    })
    const shown = JSON.stringify(await wechat.explainRequest(APP, RID, call))
    for (const secret of [SECRET, `${TOKEN}1`, old, 'ffff0000ffff0000']) expect(shown).not.toContain(secret)
    expect(shown).toContain(APP)
    expect(redactor.text(shown)).toBe(shown)
  })

  it.each([
    [76_001, 'wechat.requestNotFound'],
    [76_002, 'wechat.requestIdMalformed'],
    [76_003, 'wechat.requestOfAnother'],
    [76_004, 'wechat.requestTooOld'],
  ])('refused with %i', async (errcode, code) => {
    const { wechat } = await answering({ errcode, errmsg: 'no' })
    expect(await faultOf(wechat.explainRequest(APP, RID, call))).toMatchObject({ code })
  })
})
