import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hotelApp, noonSeconds, otherApp, startKit, type Json, type Kit } from './test-kit'

let kit: Kit
beforeEach(async () => {
  kit = await startKit()
})
afterEach(() => kit.sandbox.close())

const ridIn = ({ errmsg }: Json) => String(errmsg).slice(-26)
const explain = (rid: unknown, app = hotelApp) => kit.api('/cgi-bin/openapi/rid/get', { rid }, app)
const refused = async (app = hotelApp) =>
  ridIn(await kit.generate({ jump_wxa: { query: 'bad' } }, await kit.token(app)))

describe('POST /cgi-bin/openapi/rid/get', () => {
  it('tells the refused call, without its token', async () => {
    const token = await kit.token()
    const rid = await refused()
    const { request } = (await explain(rid)) as { request: Json }
    expect(request).toEqual({
      invoke_time: noonSeconds,
      cost_in_ms: 1,
      request_url: expect.stringMatching(/^\/wxa\/generatescheme\?access_token=92_/),
      request_body: expect.stringContaining('"query":"bad"'),
      response_body: expect.stringContaining(`"errcode":40212,"errmsg":"invalid query rid: ${rid}"`),
      client_ip: '203.0.113.7',
    })
    expect(JSON.stringify(request)).not.toContain(token)
  })

  it('masks the secret of a refused token call', async () => {
    kit.sandbox.updateApp(hotelApp.appId, { ipWhitelist: [] })
    const rids = [ridIn(await kit.stableToken()), ridIn(await kit.plainToken())]
    kit.sandbox.updateApp(hotelApp.appId, { ipWhitelist: null })
    for (const rid of rids) {
      const told = JSON.stringify(await explain(rid))
      expect(told).toContain('40164')
      expect(told).not.toContain(hotelApp.secret)
    }
  })

  it('knows the refusals of injected faults and of pictures too', async () => {
    kit.sandbox.setFault({ kind: 'errcode', errcode: 45009, path: '/wxa/getwxacode', times: 1 })
    const { json } = await kit.picture('/wxa/getwxacode', { path: 'pages/shop/item' })
    expect(await explain(ridIn(json ?? {}))).toMatchObject({ errcode: 0 })
  })

  it.each<[string, unknown, number]>([
    ['an unknown id', '0a1b2c3d-0a1b2c3d-0a1b2c3d', 76001],
    ['a word', 'rid', 76002],
    ['two groups', '0a1b2c3d-0a1b2c3d', 76002],
    ['capitals', '0A1B2C3D-0A1B2C3D-0A1B2C3D', 76002],
    ['nothing', undefined, 76002],
    ['a number', 1, 47001],
  ])('refuses %s', async (_what, rid, errcode) => {
    expect(await explain(rid)).toMatchObject({ errcode })
  })

  it('does not tell of another account’s call', async () => {
    expect(await explain(await refused(otherApp))).toMatchObject({ errcode: 76003 })
  })

  it('forgets after 7 days, at the very millisecond', async () => {
    const rid = await refused()
    kit.clock.advance(7 * 86_400_000)
    expect(await explain(rid)).toMatchObject({ errcode: 0 })
    kit.clock.advance(1)
    expect(await explain(rid)).toMatchObject({ errcode: 76004 })
  })
})
