import { describe, expect, it } from 'vitest'
import { Identification } from './identify'
import { hotel, linksWorkspace, other } from './links.fixture'
import { Renewals } from './renewal'
import { shortAddressesRepository } from '../short-addresses'

async function open() {
  const at = await linksWorkspace()
  const who = new Identification(at.now.links)
  return { ...at, now: at.now, who, ask: (text: string, places: string[] = []) => who.identify({ text, places }) }
}
const codes = (found: { why: { code: string }[] }) => found.why.map(({ code }) => code)

describe('identifying a link of ours', () => {
  it('an encrypted scheme out of a sentence: app, page, query, end, who and when, campaign', async () => {
    const at = await open()
    const link = await at.now.links.create(at.request({ query: 'id=1&name=房间' }), at.doer())
    const found = await at.ask(`您的房券：${link.text}，点开领取`)
    expect(found).toMatchObject({
      text: link.text,
      changed: ['around'],
      kind: 'encrypted_scheme',
      ours: 'yes',
      app: { name: hotel.name },
      path: 'pages/room/detail',
      expiresAt: '2026-12-22T06:05:00.000Z',
      endless: false,
      record: { linkId: link.id, createdBy: '王芳', campaign: '春节预热', state: 'valid', by: 'text' },
      canAsk: true,
    })
    expect(found.onLoad).toContainEqual({ key: 'name', value: '%E6%88%BF%E9%97%B4', decoded: '房间', decodeFails: false, repeated: false })
    expect(found.why).toEqual([])
  })

  it('a plain scheme by its parts: other order, other encoding, a leading slash', async () => {
    const at = await open()
    const link = await at.now.links.create(at.request({ kind: 'plain_scheme', path: 'pages/index/index', query: 'id=1&name=房', expiry: undefined }), at.doer())
    const otherwise = `weixin://dl/business?env_version=release&query=${encodeURIComponent('id=1&name=%E6%88%BF&from=sms').toLowerCase()}&path=%2Fpages%2Findex%2Findex&appid=${hotel.appId}`
    expect(otherwise).not.toBe(link.text)
    const found = await at.ask(otherwise)
    expect(found).toMatchObject({ kind: 'plain_scheme', ours: 'yes', endless: true, record: { linkId: link.id, by: 'parts' } })
    expect(codes(found)).toEqual(['pathLeadingSlash'])
    const different = await at.ask(otherwise.replace('id%3d1', 'id%3d2'))
    expect(different).toMatchObject({ ours: 'appOnly', query: expect.stringContaining('id=2') as string })
    expect(different).not.toHaveProperty('record')
  })

  it('with an appended query: the base is found, both queries arrive, how they merge is said to be unknown', async () => {
    const at = await open()
    const link = await at.now.links.create(at.request({ query: 'id=1' }), at.doer())
    const found = await at.ask(`${link.text}&cq=${encodeURIComponent('ch=a&n=%E6%88%BF')}`)
    expect(found).toMatchObject({ record: { linkId: link.id, by: 'base' }, cq: 'ch=a&n=%E6%88%BF', query: 'id=1&from=sms' })
    expect(found.onLoad.map(({ key }) => key)).toEqual(['id', 'from', 'ch', 'n'])
    expect(codes(found)).toEqual(['cqMerge'])
  })

  it('expired at the second, archived, and of an archived app', async () => {
    const at = await open()
    const link = await at.now.links.create(at.request(), at.doer())
    at.clock.advance(30 * 86_400_000 - 1)
    expect(codes(await at.ask(link.text))).toEqual([])
    at.clock.advance(1)
    expect((await at.ask(link.text)).why).toEqual([{ code: 'expired', params: { at: '2026-12-22T06:05:00.000Z' }, severity: 'error' }])
    await at.now.links.archive([link.id], true, '王芳')
    expect(codes(await at.ask(link.text))).toEqual(['archived'])
  })

  it('an older text of a renewed link says which version it is and what counts now', async () => {
    const at = await open()
    const link = await at.now.links.create(at.request(), at.doer())
    at.clock.advance(86_400_000)
    await new Renewals(at.now.links).renew(link.id, { type: 'days', days: 30 }, at.doer())
    const now = await at.now.links.get(link.id)
    expect(now.link.text).not.toBe(link.text)
    const found = await at.ask(link.text)
    expect(found).toMatchObject({ ours: 'yes', record: { linkId: link.id, replaced: { version: 1, current: 2, text: now.link.text } } })
    expect(codes(found)).toEqual(['replaced'])
    expect(await at.ask(now.link.text)).not.toHaveProperty('record.replaced')
  })

  it('our own short address, and what it leads to', async () => {
    const at = await open()
    const link = await at.now.links.create(at.request({ kind: 'plain_scheme', path: 'pages/index/index', expiry: undefined }), at.doer())
    const rows = at.now.store.client(shortAddressesRepository)
    await rows.add({ id: link.id, linkId: link.id, address: 'https://s.example.com/AbC', target: link.text, by: '王芳' })
    at.now.links.parts.shortAddresses = { targetsOf: () => Promise.resolve([]), repoint: () => Promise.resolve([]), linkOf: (address) => rows.linkOf([address]) }
    expect(await at.ask('【云栖】https://s.example.com/AbC 拒收请回复R')).toMatchObject({
      kind: 'short_address',
      ours: 'yes',
      path: 'pages/index/index',
      record: { linkId: link.id, by: 'shortAddress' },
      why: [],
    })
    expect(await at.ask('https://s.example.com/other')).toMatchObject({ kind: 'http', ours: 'unknown' })
  })

  it('a URL Link, a Short Link, and the jump address around a scheme', async () => {
    const at = await open()
    const url = await at.now.links.create(at.request({ kind: 'url_link' }), at.doer())
    expect(await at.ask(url.text.replace('https', 'http'))).toMatchObject({ kind: 'url_link', record: { linkId: url.id, by: 'parts' }, why: [{ code: 'notHttps', severity: 'notice' }] })
    const short = await at.now.links.create(at.request({ kind: 'short_link', expiry: undefined, options: { title: '房间' } }), at.doer())
    expect(await at.ask(`复制 ${short.text} 到微信`)).toMatchObject({ kind: 'short_link', record: { linkId: short.id }, canAsk: false })
    const scheme = await at.now.links.create(at.request(), at.doer())
    const jump = await at.ask(`https://servicewechat.com/wxascheme/jump_wxa?url=${encodeURIComponent(scheme.text)}`)
    expect(jump).toMatchObject({ kind: 'jump', ours: 'yes', record: { linkId: scheme.id, by: 'parts' }, canAsk: true })
    expect(codes(jump)).toEqual(['jump'])
  })
})

describe('identifying what is not ours, or wrong', () => {
  it.each([
    ['', 'none'],
    ['你好，世界', 'none'],
    ['https://example.com/a', 'http'],
    ['wxp://f2f0AbC', 'other'],
    ['weixin://dl/business/?appid=x', 'broken'],
    ['https://wxaurl.cn/', 'broken'],
  ])('%j is %s', async (text, kind) => {
    const at = await open()
    expect(await at.ask(text)).toMatchObject({ kind, canAsk: false })
  })

  it('an AppID that is not ours, and tickets that nobody here made', async () => {
    const at = await open()
    const foreign = await at.ask('weixin://dl/business/?appid=wxaaaaaaaaaaaaaaaa&path=pages/a')
    expect(foreign).toMatchObject({ ours: 'no', appId: 'wxaaaaaaaaaaaaaaaa', why: [{ code: 'notOurs' }] })
    expect(await at.ask('https://wxaurl.cn/AbCdEfGhIjK')).toMatchObject({ ours: 'unknown', why: [{ code: 'endUnknown' }, { code: 'notRecorded' }] })
  })

  it('says why a plain scheme may not open', async () => {
    const at = await open()
    const found = await at.ask(`weixin://dl/business/?appid=${hotel.appId}&path=pages/secret/index.html&query=name=%25E6%2588%25BF&x=1&env_version=trial`)
    expect(codes(found).sort()).toEqual(['pageNotDeclared', 'pageNotKnown', 'parameterUnknown', 'pathHtml', 'queryNotEncoded', 'trial'].sort())
    expect(codes(await at.ask(`weixin://dl/business/?appid=${hotel.appId}`))).toEqual(['pathMissing'])
    const twice = `weixin://dl/business/?appid=${hotel.appId}&path=pages/index/index&query=${encodeURIComponent(encodeURIComponent('id=1&b=2'))}`
    expect(codes(await at.ask(twice))).toEqual(['wholeEncodedTwice'])
  })

  it('an individual’s app cannot have it, unless an administrator allowed it', async () => {
    const at = await open()
    const app = (await at.now.apps.all()).find(({ appId }) => appId === other.appId)
    if (!app) throw new Error('no app')
    const { name, appId, originalId, tokenMode, pages, declaredPages, defaultTag } = app
    await at.now.apps.update(app.id, app.rev, { name, appId, originalId, tokenMode, pages, declaredPages, defaultTag, subjectType: 'individual_domestic' })
    const text = `weixin://dl/business/?appid=${other.appId}&path=pages/index/index`
    expect((await at.ask(text)).why).toMatchObject([{ code: 'subjectIndividual', severity: 'error' }])
  })

  it('says what the adviser says of the place it is used at', async () => {
    const at = await open()
    const { spots } = await at.ask(`weixin://dl/business/?appid=${hotel.appId}&path=pages/index/index`, ['sms', 'pageInside'])
    expect(spots.map(({ place, platform, rule }) => [place, platform, rule.verdict])).toEqual([
      ['sms', 'ios', 'works'],
      ['sms', 'android', 'fails'],
      ['pageInside', 'all', 'fails'],
    ])
    await expect(at.ask('x', ['moon'])).rejects.toMatchObject({ code: 'bridge.invalidInput' })
  })

  it('takes the first of several and lists the rest', async () => {
    const at = await open()
    expect(await at.ask('https://wxaurl.cn/AAAAAAAAAAA 或 https://wxaurl.cn/BBBBBBBBBBB')).toMatchObject({ text: 'https://wxaurl.cn/AAAAAAAAAAA', others: ['https://wxaurl.cn/BBBBBBBBBBB'] })
  })

  it('is calm with 10,000 characters and with hostile text', async () => {
    const at = await open()
    for (const text of ['x'.repeat(10_000), `weixin://dl/business/?t=${'A'.repeat(9000)}`, "https://wxaurl.cn/a' OR 1=1--", '\u0000\uD800', `https://a.cn/${'%'.repeat(9000)}`])
      expect(await at.ask(text)).toHaveProperty('kind')
  })
})

describe('asking WeChat', () => {
  it('tells what WeChat knows of a scheme and a URL Link with the token of a chosen mini program', async () => {
    const at = await open()
    const scheme = await at.now.links.create(at.request({ query: 'id=7' }), at.doer())
    expect(await at.who.askWechat({ appId: at.appId, text: `见 ${scheme.text}` }, at.doer())).toMatchObject({ appId: hotel.appId, path: 'pages/room/detail', expiresAt: scheme.expiresAt })
    const url = await at.now.links.create(at.request({ kind: 'url_link' }), at.doer())
    expect(await at.who.askWechat({ appId: at.appId, text: url.text }, at.doer())).toMatchObject({ appId: hotel.appId, path: 'pages/room/detail' })
  })

  it('85403 for a link that it does not know, 85405 for a page that is not declared, nothing for other kinds', async () => {
    const at = await open()
    const ask = (text: string, appId = at.appId) => at.who.askWechat({ appId, text }, at.doer())
    await expect(ask('weixin://dl/business/?t=AbCdEfGhIjK')).rejects.toMatchObject({ code: 'wechat.linkNotFound' })
    await expect(ask(`weixin://dl/business/?appid=${hotel.appId}&path=pages/room/detail`)).rejects.toMatchObject({ code: 'wechat.plainSchemeNotDeclared' })
    await expect(ask('#小程序://云栖/9pZvnVw3KMCQpVp')).rejects.toMatchObject({ code: 'links.noQuery' })
    await expect(ask('hello')).rejects.toMatchObject({ code: 'links.noQuery' })
    await expect(ask('weixin://dl/business/?t=AbC', '0190a1b2-0000-7000-8000-000000000001')).rejects.toMatchObject({ code: 'apps.notFound' })
  })
})
