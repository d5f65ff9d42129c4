import { afterEach, describe, expect, it } from 'vitest'
import { Fault } from '../../platform/errors/fault'
import { hotelApp, noonSeconds, otherApp, startKit, thirtyDays, type Kit } from './test-kit'

const open: Kit[] = []
const start = async (...args: Parameters<typeof startKit>) => {
  const kit = await startKit(...args)
  open.push(kit)
  return kit
}
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ sandbox }) => sandbox.close()))
})

const faultOf = (act: () => void): unknown => {
  try {
    act()
  } catch (error) {
    return error instanceof Fault ? error.code : error
  }
  return undefined
}

/** Version 2 with too little in it, and a version that is still to come. */
const ofOtherVersions = [2, 3].map((version) =>
  JSON.stringify({ format: 'minidesk.sandbox.wechat', version, schemes: [], usage: [] }),
)

describe('snapshot and restore', () => {
  it('carry schemes and the counters of the day over a restart', async () => {
    const before = await start({ limits: { generatePerDay: 2 } })
    const { openlink } = await before.generate({ jump_wxa: { path: 'pages/shop/item', query: 'a=1' } })
    await before.stableToken(hotelApp, { force_refresh: true })
    const restore = before.sandbox.snapshot()
    await before.sandbox.close()

    const after = await start({ limits: { generatePerDay: 2 }, restore })
    expect(await after.query({ scheme: openlink })).toMatchObject({ scheme_info: { query: 'a=1' } })
    expect(after.sandbox.state().apps[0]?.usage).toMatchObject({ generated: 1, forcedRefreshes: 1 })
    expect(await after.generate()).toMatchObject({ errcode: 0 })
    expect(await after.generate()).toMatchObject({ errcode: 44993 })
  })

  it('holds no secret and no token; an old token meets 40001', async () => {
    const before = await start()
    const token = await before.token()
    await before.generate({}, token)
    const restore = before.sandbox.snapshot()
    expect(restore).not.toContain(hotelApp.secret)
    expect(restore).not.toContain(token)
    const after = await start({ restore })
    expect(await after.generate({}, token)).toMatchObject({ errcode: 40001 })
  })

  it('keeps schemes of mini programs that are added only later', async () => {
    const before = await start()
    const { openlink } = await before.generate({}, await before.token(otherApp))
    const after = await start({ seed: [hotelApp], restore: before.sandbox.snapshot() })
    expect(await after.stableToken(otherApp)).toMatchObject({ errcode: 40013 })
    after.sandbox.addApp(otherApp)
    expect(await after.query({ scheme: openlink }, await after.token(otherApp))).toMatchObject({ errcode: 0 })
  })

  it.each(['', 'not json', '{}', '[]', ...ofOtherVersions])(
    'refuse %j and keep what was there',
    async (text) => {
      const kit = await start()
      await kit.generate()
      expect(faultOf(() => kit.sandbox.restore(text))).toBe('sandbox.snapshotUnreadable')
      expect(kit.sandbox.schemesOf(hotelApp.appId)).toHaveLength(1)
    },
  )

  it('carry every kind of link, rules, the counters for life and of the month, and refusals', async () => {
    const limits = { limitedCodes: 1, permanentShortLinks: 1, nfcSchemes: 1, publicationsPerMonth: 1 }
    const before = await start({ limits })
    const rule = { prefix: 'https://m.example.com/a/', permit_sub_rule: 1, path: 'pages/shop/item', open_version: 3 }
    const make = async (kit: Kit) => ({
      urlLink: await kit.api('/wxa/generate_urllink', { ...thirtyDays, query: 'a=1', cloud_base: { env: 'prod-1' } }),
      shortLink: await kit.api('/wxa/genwxashortlink', { page_url: 'pages/shop/item', is_permanent: true }),
      nfc: await kit.api('/wxa/generatenfcscheme', { model_id: 'lock', sn: '1' }),
      rule: await kit.api('/cgi-bin/wxopen/qrcodejumpadd', rule),
      published: await kit.api('/cgi-bin/wxopen/qrcodejumppublish', rule),
      code: (await kit.picture('/wxa/getwxacode', { path: 'pages/shop/item' })).json,
      page: (await kit.picture('/wxa/getwxacodeunlimit', { scene: 'a', page: 'pages/x', check_path: false })).json,
    })
    const made = await make(before)
    const refused = await before.api('/wxa/generatenfcscheme', { model_id: 'lock', sn: '2' })
    expect(refused).toMatchObject({ errcode: 85400 })
    const restore = before.sandbox.snapshot()

    const after = await start({ limits, restore })
    expect(JSON.parse(after.sandbox.snapshot())).toEqual(JSON.parse(restore))
    expect(await after.api('/wxa/query_urllink', { url_link: made.urlLink.url_link })).toMatchObject({
      url_link_info: { query: 'a=1', cloud_base: { env: 'prod-1' } },
    })
    expect(after.sandbox.shortLinksOf(hotelApp.appId)).toHaveLength(1)
    expect(await make(after)).toMatchObject({
      urlLink: { errcode: 0 },
      shortLink: { errcode: 85400 },
      nfc: { errcode: 9800010 },
      rule: { errcode: 85071 },
      published: { errcode: 85095 },
      code: { errcode: 45029 },
    })
    const rid = String(refused.errmsg).slice(-26)
    expect(await after.api('/cgi-bin/openapi/rid/get', { rid })).toMatchObject({ errcode: 0 })
  })

  it('still read what was written before there were URL Links', async () => {
    const kit = await start({
      restore: JSON.stringify({
        format: 'minidesk.sandbox.wechat',
        version: 1,
        schemes: [
          {
            ticket: 'AbCdEfGhIjK',
            appId: hotelApp.appId,
            path: 'pages/shop/item',
            query: 'a=1',
            envVersion: 'release',
            createTime: noonSeconds,
            expireTime: noonSeconds + 86_400,
            openings: 3,
          },
        ],
        usage: [
          {
            appId: hotelApp.appId,
            day: '2026-11-22',
            generated: 5,
            opened: 4,
            forcedRefreshes: 1,
            lastForcedAt: null,
          },
        ],
      }),
    })
    const scheme = 'weixin://dl/business/?t=AbCdEfGhIjK'
    expect(await kit.query({ scheme })).toMatchObject({ scheme_info: { query: 'a=1' } })
    expect(kit.sandbox.state().apps[0]?.usage).toMatchObject({ generated: 5, opened: 4, shortLinks: 0 })
  })

  it('leave out links 30 days after their end, but never permanent ones', async () => {
    const kit = await start()
    await kit.generate({ expire_interval: 1 })
    await kit.api('/wxa/generatenfcscheme', { model_id: 'card' })
    const schemes = () => (JSON.parse(kit.sandbox.snapshot()) as { schemes: unknown[] }).schemes.length
    kit.clock.advance(31 * 86_400_000 - 1)
    expect(schemes()).toBe(2)
    kit.clock.advance(1)
    expect(schemes()).toBe(1)
  })

  it('keep only the newest refusals', async () => {
    const kit = await start()
    const token = await kit.token()
    for (let time = 0; time < 60; time++) await kit.query({}, token)
    expect((JSON.parse(kit.sandbox.snapshot()) as { refusals: unknown[] }).refusals).toHaveLength(50)
  })

  it('tells of changes, many at once, and of the last ones on close', async () => {
    const seen: string[] = []
    const kit = await start({ changeDelayMs: 60_000, onChange: (snapshot) => seen.push(snapshot()) })
    const token = await kit.token()
    await kit.query({ query_type: 1 }, token)
    await Promise.all(Array.from({ length: 20 }, () => kit.generate({}, token)))
    expect(seen).toEqual([])
    const now = kit.sandbox.snapshot()
    await kit.sandbox.close()
    expect(seen).toEqual([now])
    await kit.sandbox.close()
    expect(seen).toHaveLength(1)
  })

  it('tells of changes by itself after the delay', async () => {
    const told = new Promise<string>((resolve) => {
      void start({ changeDelayMs: 5, onChange: (snapshot) => resolve(snapshot()) }).then((kit) => kit.generate())
    })
    expect(JSON.parse(await told)).toMatchObject({ schemes: [{ appId: hotelApp.appId }] })
  })
})

describe('updateApp', () => {
  it('says which mini program it does not know', async () => {
    const kit = await start()
    expect(faultOf(() => kit.sandbox.updateApp('wx0', { released: false }))).toBe('sandbox.unknownApp')
  })
})
