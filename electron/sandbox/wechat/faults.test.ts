import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hotelApp, noonSeconds, otherApp, startKit, type Kit } from './test-kit'

let kit: Kit
let token: string
beforeEach(async () => {
  kit = await startKit()
  token = await kit.token()
})
afterEach(() => kit.sandbox.close())

const made = () => kit.sandbox.schemesOf(hotelApp.appId).length
const generateRaw = (signal?: AbortSignal) =>
  fetch(`${kit.sandbox.baseUrl}/wxa/generatescheme?access_token=${token}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"expire_type":1,"expire_interval":1}',
    ...(signal ? { signal } : {}),
  })

describe('injected faults', () => {
  it('is busy once', async () => {
    kit.sandbox.setFault({ kind: 'systemBusyOnce' })
    const busy = await kit.generate({}, token)
    expect(busy).toMatchObject({ errcode: -1 })
    expect(busy.errmsg).toMatch(/^system error rid: /)
    expect(made()).toBe(0)
    expect(await kit.generate({}, token)).toMatchObject({ errcode: 0 })
  })

  it('calls the token invalid once, on calls with a token only', async () => {
    kit.sandbox.setFault({ kind: 'tokenInvalidOnce' })
    expect(await kit.token()).toBe(token)
    expect(await kit.generate({}, token)).toMatchObject({ errcode: 40001 })
    expect(await kit.generate({}, token)).toMatchObject({ errcode: 0 })
  })

  it.each([45009, 45011, 44990, 44993, 48001, 85400])('answers any error code: %i', async (errcode) => {
    kit.sandbox.setFault({ kind: 'errcode', errcode, times: 2 })
    expect(await kit.generate({}, token)).toMatchObject({ errcode })
    expect(await kit.generate({}, token)).toMatchObject({ errcode })
    expect(await kit.generate({}, token)).toMatchObject({ errcode: 0 })
  })

  it('names the address that it was given', async () => {
    kit.sandbox.setFault({ kind: '40164', ip: '198.51.100.9', path: '/cgi-bin/stable_token' })
    const answer = await kit.stableToken()
    expect(answer.errcode).toBe(40164)
    expect(answer.errmsg).toMatch(/^invalid ip 198\.51\.100\.9 ipv6 ::ffff:198\.51\.100\.9, not in whitelist rid: /)
  })

  it('means one path or one mini program only', async () => {
    kit.sandbox.setFault({ kind: 'errcode', errcode: 48001, path: '/wxa/queryscheme', appId: otherApp.appId })
    const theirs = await kit.token(otherApp)
    expect(await kit.generate({}, theirs)).toMatchObject({ errcode: 0 })
    expect(await kit.query({ query_type: 1 }, token)).toMatchObject({ errcode: 0 })
    expect(await kit.query({ query_type: 1 }, theirs)).toMatchObject({ errcode: 48001 })
    kit.sandbox.clearFaults()
    expect(await kit.query({ query_type: 1 }, theirs)).toMatchObject({ errcode: 0 })
    kit.sandbox.setFault({ kind: 'errcode', errcode: 50004, appId: otherApp.appId })
    expect(await kit.stableToken()).toHaveProperty('access_token')
    expect(await kit.stableToken(otherApp)).toMatchObject({ errcode: 50004 })
    expect(await kit.plainToken(otherApp)).toMatchObject({ errcode: 50004 })
  })

  it('drops the connection after the link was made, or before', async () => {
    kit.sandbox.setFault({ kind: 'dropAfterActing', path: '/wxa/generatescheme', times: 1 })
    await expect(generateRaw()).rejects.toThrow()
    expect(made()).toBe(1)
    kit.sandbox.setFault({ kind: 'dropBeforeActing', path: '/wxa/generatescheme', times: 1 })
    await expect(generateRaw()).rejects.toThrow()
    expect(made()).toBe(1)
  })

  it('answers slowly, with the link already made when the caller gives up', async () => {
    kit.sandbox.setFault({ kind: 'delay', ms: 60_000 })
    const gaveUp = new AbortController()
    const call = generateRaw(gaveUp.signal).catch(() => 'gave up')
    while (made() === 0) await new Promise((resolve) => setImmediate(resolve))
    gaveUp.abort()
    expect(await call).toBe('gave up')
    kit.sandbox.clearFaults()
    kit.sandbox.setFault({ kind: 'delay', ms: 40, times: 1 })
    const started = performance.now()
    expect((await generateRaw()).status).toBe(200)
    expect(performance.now() - started).toBeGreaterThanOrEqual(35)
  })

  it('fails at the gateway, without and with acting', async () => {
    kit.sandbox.setFault({ kind: 'http5xx', status: 503, times: 1 })
    const refused = await generateRaw()
    expect([refused.status, made()]).toEqual([503, 0])
    kit.sandbox.setFault({ kind: 'http5xx', acts: true, times: 1 })
    const lost = await generateRaw()
    expect([lost.status, made()]).toEqual([502, 1])
  })

  it('answers a web page with status 200', async () => {
    kit.sandbox.setFault({ kind: 'html', times: 1 })
    const response = await generateRaw()
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(await response.text()).toContain('<html>')
    expect(made()).toBe(0)
  })

  it('cuts the answer off after acting', async () => {
    kit.sandbox.setFault({ kind: 'truncated', times: 1 })
    const text = await (await generateRaw()).text()
    expect(text.startsWith('{"errcode":0')).toBe(true)
    expect(() => JSON.parse(text) as unknown).toThrow()
    expect(made()).toBe(1)
  })

  it('has a clock of its own', async () => {
    kit.sandbox.setFault({ kind: 'clockSkew', ms: 120_000 })
    const expire_time = noonSeconds + 150
    expect(await kit.generate({ expire_type: 0, expire_time }, token)).toMatchObject({ errcode: 85401 })
    kit.sandbox.clearFaults()
    expect(await kit.generate({ expire_type: 0, expire_time }, token)).toMatchObject({ errcode: 0 })
  })

  it('has used up the generations or the openings of the day', async () => {
    kit.sandbox.setFault({ kind: 'quotaExhausted', times: 1 })
    expect(await kit.token()).toBe(token)
    expect(await kit.generate({ jump_wxa: { path: 'none' } }, token)).toMatchObject({ errcode: 40165 })
    kit.sandbox.setFault({ kind: 'quotaExhausted' })
    expect(await kit.generate({}, token)).toMatchObject({ errcode: 44993 })
    kit.sandbox.clearFaults()
    kit.sandbox.setFault({ kind: 'quotaExhausted', quota: 'openings' })
    expect(await kit.generate({}, token)).toMatchObject({ errcode: 85406 })
    expect(await kit.query({ query_type: 1 }, token)).toMatchObject({ quota_info: { remain_visit_quota: 0 } })
  })

  it('can do several things at once', async () => {
    kit.sandbox.setFault({ kind: 'delay', ms: 5 })
    kit.sandbox.setFault({ kind: 'systemBusyOnce' })
    kit.sandbox.setFault({ kind: 'errcode', errcode: 45011, times: 1 })
    expect(await kit.generate({}, token)).toMatchObject({ errcode: -1 })
    expect(await kit.generate({}, token)).toMatchObject({ errcode: 45011 })
    expect(await kit.generate({}, token)).toMatchObject({ errcode: 0 })
  })
})

describe('the control API', () => {
  const control = (method: string, path: string, body?: unknown, key = kit.sandbox.controlKey) =>
    fetch(`${kit.sandbox.baseUrl}/_sandbox/${path}`, {
      method,
      headers: { 'x-sandbox-control': key },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })

  it('sets, shows and clears faults', async () => {
    const set = await control('POST', 'faults', { kind: 'errcode', errcode: 45009 })
    expect(set.status).toBe(201)
    expect(await kit.generate({}, token)).toMatchObject({ errcode: 45009 })
    const state = (await (await control('GET', 'state')).json()) as Record<string, unknown>
    expect(state).toMatchObject({
      faults: [{ kind: 'errcode', errcode: 45009 }],
      calls: { '/cgi-bin/stable_token': 1, '/wxa/generatescheme': 1 },
    })
    expect((await control('DELETE', 'faults')).status).toBe(200)
    expect(await kit.generate({}, token)).toMatchObject({ errcode: 0 })
  })

  it('tells neither secrets nor tokens', async () => {
    const text = await (await control('GET', 'state')).text()
    expect(text).toContain(hotelApp.appId)
    expect(text).not.toContain(hotelApp.secret)
    expect(text).not.toContain(token)
    expect(text).not.toContain(kit.sandbox.controlKey)
  })

  it('is closed without the right key', async () => {
    for (const key of ['', 'x', `${kit.sandbox.controlKey}x`]) {
      expect((await control('POST', 'faults', { kind: 'systemBusyOnce' }, key)).status).toBe(403)
      expect((await control('GET', 'state', undefined, key)).status).toBe(403)
    }
    expect((await fetch(`${kit.sandbox.baseUrl}/_sandbox/state`)).status).toBe(403)
    expect(kit.sandbox.state().faults).toEqual([])
  })

  it('refuses faults that it does not know', async () => {
    for (const fault of [{ kind: 'nonsense' }, { kind: 'delay' }, { kind: 'html', extra: 1 }, null, [], 'text']) {
      expect((await control('POST', 'faults', fault)).status).toBe(400)
    }
    expect((await control('PUT', 'faults', {})).status).toBe(404)
    expect(kit.sandbox.state().faults).toEqual([])
  })
})

describe('faults of pictures and quotas', () => {
  const code = () => kit.picture('/wxa/getwxacode', { path: 'pages/shop/item' })
  const used = () => kit.sandbox.state().apps[0]?.life.limitedCodes

  it('an image interface answers JSON with status 200, under either content type', async () => {
    kit.sandbox.setFault({ kind: 'errcode', errcode: 45009, path: '/wxa/getwxacode', times: 1 })
    const type = 'application/json; encoding=utf-8'
    expect(await code()).toMatchObject({ status: 200, type, json: { errcode: 45009 } })
    kit.sandbox.setFault({ kind: 'jsonAsImage', errcode: 45009, times: 1 })
    expect(await kit.query({ query_type: 1 })).toMatchObject({ errcode: 0 })
    expect(await code()).toMatchObject({ status: 200, type: 'image/jpeg', json: { errcode: 45009 } })
    expect(used()).toBe(0)
    expect((await code()).json).toBeUndefined()
  })

  it('a picture comes only in part, or without a byte, although it is counted', async () => {
    const whole = (await code()).bytes
    kit.sandbox.setFault({ kind: 'truncated', path: '/wxa/getwxacode', times: 1 })
    expect((await code()).bytes).toEqual(whole.subarray(0, Math.floor(whole.length / 2)))
    kit.sandbox.setFault({ kind: 'emptyImage', times: 1 })
    expect(await code()).toMatchObject({ status: 200, type: 'image/jpeg', bytes: Buffer.alloc(0) })
    expect(used()).toBe(3)
  })

  const short = { page_url: 'pages/shop/item' }
  it.each([
    ['generation', '/wxa/generate_urllink', { expire_type: 1, expire_interval: 1 }, 44993],
    ['openings', '/wxa/generate_urllink', { expire_type: 1, expire_interval: 1 }, 85406],
    ['generation', '/wxa/generatenfcscheme', { model_id: 'card' }, 44993],
    ['nfcSchemes', '/wxa/generatenfcscheme', { model_id: 'card' }, 85400],
    ['shortLinks', '/wxa/genwxashortlink', short, 45009],
    ['permanentShortLinks', '/wxa/genwxashortlink', { ...short, is_permanent: true }, 85400],
    ['codes', '/wxa/getwxacode', { path: 'pages/shop/item' }, 45029],
    ['codes', '/cgi-bin/wxaapp/createwxaqrcode', { path: 'pages/shop/item' }, 45029],
    ['clears', '/cgi-bin/clear_quota', { appid: hotelApp.appId }, 48006],
  ] as const)('%s is used up at %s', async (quota, path, body, errcode) => {
    kit.sandbox.setFault({ kind: 'quotaExhausted', quota, times: 1 })
    expect(await kit.api(path, body)).toMatchObject({ errcode })
    expect((await kit.picture(path, body)).json ?? { errcode: 0 }).toMatchObject({ errcode: 0 })
  })

  it('publications are used up, and the list says so', async () => {
    kit.sandbox.setFault({ kind: 'quotaExhausted', quota: 'publications' })
    const rule = { prefix: 'https://m.example.com/a', permit_sub_rule: 1, path: 'pages/shop/item', open_version: 3 }
    await kit.api('/cgi-bin/wxopen/qrcodejumpadd', rule)
    expect(await kit.api('/cgi-bin/wxopen/qrcodejumppublish', rule)).toMatchObject({ errcode: 886000 })
    expect(await kit.api('/cgi-bin/wxopen/qrcodejumpget', {})).toMatchObject({ qrcodejump_pub_quota: 0 })
  })
})
