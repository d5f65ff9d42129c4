import { describe, expect, it } from 'vitest'
import { readImageComment } from '../../sandbox/wechat'
import { hotel, linksWorkspace, thirtyDays } from './links.fixture'
import { phonePage } from './phone'
import { pictureFile } from './pictures'

type At = Awaited<ReturnType<typeof linksWorkspace>>
const calls = (at: At, path: string) => at.sandbox.state().calls[path] ?? 0
const none = { expiry: undefined }
const unreleasedPage = { ...none, path: 'pages/not/released', query: 'R801', withDefaultTag: false }

describe('every kind, over real HTTP', () => {
  it('URL Link: with its cloud page, found at WeChat again', async () => {
    const at = await linksWorkspace()
    const options = { cloudBase: { env: 'prod-1', path: '/jump', query: 'a=1' } }
    const link = await at.now.links.create(at.request({ kind: 'url_link', options }), at.doer())
    expect(link).toMatchObject({ kind: 'url_link', expiresAt: '2026-12-22T06:05:00.000Z', version: 1, channel: '', options })
    expect(link.text).toMatch(/^https:\/\/wx(?:aurl|mpurl)\.cn\/\w{11}$/u)
    expect(at.sandbox.urlLinksOf(hotel.appId)).toHaveLength(1)
    expect(await at.now.links.query(link.id, at.doer())).toMatchObject({ path: link.path, query: link.query, expiresAt: link.expiresAt })
    const { timeline } = await at.now.links.get(link.id)
    expect(timeline.map(({ kind }) => kind)).toContain('queried')
  })

  it('Short Link: thirty days, or for ever', async () => {
    const at = await linksWorkspace()
    const short = await at.now.links.create(at.request({ ...none, kind: 'short_link', options: { title: '大床房' } }), at.doer())
    expect(short).toMatchObject({ expiresAt: '2026-12-22T06:05:00.000Z', options: { title: '大床房' } })
    expect(short.text).toMatch(/^#小程序:\/\//u)
    const permanent = await at.now.links.create(at.request({ ...none, kind: 'short_link', options: { permanent: true } }), at.doer())
    expect(permanent).not.toHaveProperty('expiresAt')
    await expect(at.now.links.query(short.id, at.doer())).rejects.toMatchObject({ code: 'links.noQuery' })
  })

  it('NFC scheme: with model and number', async () => {
    const at = await linksWorkspace()
    const link = await at.now.links.create(at.request({ ...none, kind: 'nfc_scheme', options: { modelId: 'M1', sn: 'SN-1' } }), at.doer())
    expect(link.text).toMatch(/^weixin:\/\/dl\/business\/\?t=/u)
    expect(link).not.toHaveProperty('expiresAt')
    await expect(at.now.links.create(at.request({ ...none, kind: 'nfc_scheme' }), at.doer())).rejects.toMatchObject({
      code: 'links.refused',
      fields: [{ path: 'modelId', code: 'modelIdMissing' }],
    })
    expect((await at.now.links.list({ filter: { text: 'SN-1' }, limit: 5 })).rows.map(({ id }) => id)).toEqual([link.id])
  })

  it.each([
    ['code_scene', { query: 'id=42', options: { width: 300 } }, '/wxa/getwxacodeunlimit'],
    ['code_path', { options: { width: 300, lineColor: '#1f6feb' } }, '/wxa/getwxacode'],
    ['code_square', { query: 'id=42', options: { width: 300 } }, '/cgi-bin/wxaapp/createwxaqrcode'],
  ])('%s: the picture that WeChat drew is kept and given, marked in practice', async (kind, changes, path) => {
    const at = await linksWorkspace({ practice: true })
    const link = await at.now.links.create(at.request({ ...none, kind, ...changes }), at.doer())
    expect(calls(at, path)).toBe(1)
    expect(link).toMatchObject({ text: '', image: { width: 300 } })
    expect(link.image?.bytes).toBeGreaterThan(500)
    const ticket = await pictureFile(at.now.links, link.id, { format: 'svg', minWidth: 800 }, 'zh-CN')
    expect(ticket.name).toMatch(link.image?.format === 'png' ? /^沙箱-.*\.png$/u : /^沙箱-.*\.jpg$/u)
    expect(ticket.bytes).toBe(link.image?.bytes)
    const { imageHash } = await at.now.links.require(link.id)
    const stored = await at.now.links.parts.repository.image(imageHash ?? '')
    expect(readImageComment(stored?.bytes ?? new Uint8Array())?.text).toContain(hotel.appId)
    const shown: unknown[] = []
    at.now.links.parts.phoneUrl = (given) => Promise.resolve(`http://127.0.0.1/${shown.push(given)}`)
    await phonePage(at.now.links, link.id, 'zh-CN')
    expect(Buffer.from(shown[0] as Uint8Array).equals(Buffer.from(stored?.bytes ?? []))).toBe(true)
  })

  it('a transparent code is a PNG, others are JPEG', async () => {
    const at = await linksWorkspace()
    const make = (hyaline: boolean) =>
      at.now.links.create(at.request({ ...none, kind: 'code_scene', query: 'id=1', options: { hyaline } }), at.doer())
    expect((await make(true)).image?.format).toBe('png')
    expect((await make(false)).image?.format).toBe('jpeg')
  })

  it('what WeChat refuses says why, and nothing stays open', async () => {
    const at = await linksWorkspace()
    await expect(at.now.links.create(at.request({ ...unreleasedPage, kind: 'code_scene' }), at.doer())).rejects.toMatchObject({
      upstream: { code: '41030' },
    })
    const free = at.request({ ...unreleasedPage, kind: 'code_scene', options: { checkPath: false } })
    expect(await at.now.links.create(free, at.doer())).toMatchObject({ options: { checkPath: false } })
    await expect(at.now.links.create(at.request({ ...unreleasedPage, query: '', kind: 'short_link' }), at.doer())).rejects.toMatchObject({ upstream: { code: '40066' } })
    expect(await at.now.links.unknowns()).toEqual([])
  })

  it.each([
    ['url_link', '/wxa/generate_urllink', thirtyDays, {}],
    ['short_link', '/wxa/genwxashortlink', undefined, {}],
    ['nfc_scheme', '/wxa/generatenfcscheme', undefined, { modelId: 'M1', sn: 'SN-2' }],
    ['code_path', '/wxa/getwxacode', undefined, {}],
    ['code_square', '/cgi-bin/wxaapp/createwxaqrcode', undefined, {}],
  ])('a lost answer to %s is unknown and never repeated', async (kind, path, expiry, options) => {
    const at = await linksWorkspace()
    at.sandbox.setFault({ kind: 'dropAfterActing', path })
    await expect(at.now.links.create(at.request({ kind, expiry, options }), at.doer())).rejects.toMatchObject({ retry: 'afterCheck' })
    expect(calls(at, path)).toBe(1)
    expect(await at.now.links.unknowns()).toMatchObject([{ kind }])
  })

  it('a lost answer to an unlimited code is never unknown: it can simply be asked for again', async () => {
    const at = await linksWorkspace()
    const wanted = at.request({ ...none, kind: 'code_scene', query: 'id=1' })
    at.sandbox.setFault({ kind: 'dropAfterActing', path: '/wxa/getwxacodeunlimit' })
    await expect(at.now.links.create(wanted, at.doer())).rejects.toMatchObject({ retry: 'safe' })
    expect(await at.now.links.unknowns()).toEqual([])
    at.sandbox.clearFaults()
    expect((await at.now.links.create(wanted, at.doer())).image).toBeDefined()
  })

  it('a killed program leaves no unlimited code unknown', async () => {
    const at = await linksWorkspace()
    at.sandbox.setFault({ kind: 'delay', ms: 60, path: '/wxa/getwxacodeunlimit' })
    const lost = at.now.links.create(at.request({ ...none, kind: 'code_scene', query: 'id=1' }), at.doer()).catch(() => undefined)
    await expect.poll(() => calls(at, '/wxa/getwxacodeunlimit'), { interval: 1, timeout: 10_000 }).toBe(1)
    const next = await at.killAndStart()
    await lost
    expect(await next.links.unknowns()).toEqual([])
  })
})

describe('what WeChat knows', () => {
  it('of one call, by its request id, without the token', async () => {
    const at = await linksWorkspace()
    const cause = (await at.now.links.create(at.request({ ...unreleasedPage, query: '', kind: 'short_link' }), at.doer()).catch((error: unknown) => error)) as {
      upstream: { requestId: string }
    }
    const told = await at.now.links.explainRequest(at.appId, cause.upstream.requestId, at.doer())
    expect(told.requestUrl).toContain('/wxa/genwxashortlink')
    expect(JSON.stringify(told)).not.toContain('access_token')
    expect(told.requestBody).toContain('pages/not/released')
    expect(told.invokedAt).toMatch(/^2026-11-22T06:05/u)
  })

  it('of openings and the gateway’s quota, kept for the day', async () => {
    const at = await linksWorkspace()
    const told = await at.now.links.allowances.ask(at.appId, '/wxa/generatescheme', at.doer())
    expect(told).toMatchObject({ remainingOpenings: 6_000_000, quota: { dailyLimit: 10_000_000 } })
    const { allowances } = await at.now.links.allowances.usage(at.appId)
    expect(allowances.find(({ counter }) => counter === 'openings')).toMatchObject({ used: 0, limit: 6_000_000, state: 'ok', periodOf: '2026-11-22' })
  })
})
