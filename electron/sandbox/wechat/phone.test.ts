import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import en from '@shared/texts/en/phone.json'
import zh from '@shared/texts/zh-CN/phone.json'
import { hotelApp, startKit, type Kit } from './test-kit'
import type { PhoneUrlOptions } from './types'

let kit: Kit
beforeEach(async () => {
  kit = await startKit()
})
afterEach(() => kit.sandbox.close())

const made = async (jump_wxa = { path: 'pages/shop/item', query: 'id=42&name=%E4%BD%A0%E5%A5%BD' }) =>
  String((await kit.generate({ jump_wxa })).openlink)
const see = async (scheme: string, options?: PhoneUrlOptions) =>
  (await fetch(kit.sandbox.phoneUrl(scheme, options))).text()
const press = (scheme: string, { platform = 'ios', place = 'browser', lang = 'zh-CN' }: PhoneUrlOptions = {}) =>
  fetch(`${kit.sandbox.baseUrl}/phone`, {
    method: 'POST',
    headers: { origin: kit.sandbox.baseUrl },
    body: new URLSearchParams({ link: scheme, [platform]: '', from: place, lang }),
  })
const openedToday = () => kit.sandbox.state().apps[0]?.usage.opened
const plain = (rest: string) => `weixin://dl/business/?appid=${hotelApp.appId}${rest}`
const button = /<button type="submit">/

describe('the phone page', () => {
  it('shows what would open, in Chinese first, marked as sandbox', async () => {
    const page = await see(await made())
    expect(page).toContain('<html lang="zh-CN">')
    for (const text of ['沙箱', '海棠酒店', hotelApp.appId, 'pages/shop/item', '正式版', '你好', '1065']) {
      expect(page).toContain(text)
    }
    expect(page).toContain('<code>%E4%BD%A0%E5%A5%BD</code>')
    expect(page).toContain('2026-12-22 12:00:00')
    expect(page).toMatch(button)
  })

  it('reading does not count, the button does, and reloading the result does not count again', async () => {
    const scheme = await made()
    await see(scheme)
    await see(scheme)
    expect(openedToday()).toBe(0)
    const result = await press(scheme)
    expect(result.redirected).toBe(true)
    expect(await result.text()).toContain('已打开，计入今日第 1 次')
    await fetch(result.url)
    expect(openedToday()).toBe(1)
    expect(kit.sandbox.schemesOf(hotelApp.appId)[0]?.openings).toBe(1)
    expect(await kit.query({ query_type: 1 })).toMatchObject({ quota_info: { remain_visit_quota: 5_999_999 } })
  })

  it('does not show the result of one scheme for another', async () => {
    const result = await press(await made())
    const other = await made()
    const address = new URL(result.url)
    address.searchParams.set('link', other)
    expect(await (await fetch(address)).text()).toMatch(button)
  })

  it('a pressed button that leads nowhere counts nothing', async () => {
    const result = await press('weixin://dl/business/?t=AAAAAAAAAAA')
    expect(await result.text()).toContain('链接不存在')
    expect(openedToday()).toBe(0)
  })

  it('speaks English when asked', async () => {
    const scheme = await made()
    const page = await see(scheme, { lang: 'en' })
    expect(page).toContain('<html lang="en">')
    expect(page).toContain('Practice phone')
    expect(await (await press(scheme, { lang: 'en' })).text()).toContain('Opened; number 1 today')
  })

  it('escapes whatever the link carries and allows no script', async () => {
    const evil = '"><script>alert(1)</script>'
    for (const scheme of [evil, plain(`&path=${encodeURIComponent(evil)}&query=${encodeURIComponent(`a=${evil}`)}`)]) {
      const response = await fetch(kit.sandbox.phoneUrl(scheme))
      const page = await response.text()
      expect(page).toContain('&lt;script&gt;')
      expect(page).not.toMatch(/<script/i)
      expect(page).not.toMatch(/ style=| on\w+=/i)
      const policy = response.headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
    }
    kit.sandbox.updateApp(hotelApp.appId, { name: '<img src=x>' })
    expect(await see(await made())).not.toContain('<img')
  })

  it('serves its stylesheet', async () => {
    const response = await fetch(`${kit.sandbox.baseUrl}/phone.css`)
    expect(response.headers.get('content-type')).toContain('text/css')
  })

  it('cannot be pressed by another site', async () => {
    const scheme = await made()
    const foreign = await fetch(`${kit.sandbox.baseUrl}/phone`, {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
      body: new URLSearchParams({ scheme, ios: '' }),
    })
    expect(foreign.status).toBe(403)
    expect(openedToday()).toBe(0)
  })

  it('shows what came with cq and that merging is not documented', async () => {
    const page = await see(`${await made()}&cq=from%3Dsms`)
    expect(page).toContain('<code>from</code>')
    expect(page).toContain('来自 cq')
    expect(page).toContain(zh.phone.load.mergeNote)
  })

  it('opens a declared plain scheme, which never expires', async () => {
    const page = await see(plain('&path=pages/shop/item&query=id%3D42'))
    expect(page).toMatch(button)
    expect(page).toContain('长期有效')
    expect(page).toContain('1286')
    await press(plain('&path=pages/shop/item&query=id%3D42'))
    expect(openedToday()).toBe(1)
  })

  it('shows the home page of an empty path, and trial pages as such', async () => {
    expect(await see(await made({ path: '', query: '' }))).toContain('首页（pages/home/index）')
    const body = { jump_wxa: { path: 'pages/trial/new', env_version: 'trial' } }
    expect(await see(String((await kit.generate(body)).openlink))).toContain('体验版')
  })
})

describe('why nothing opens', () => {
  const expectBlocked = async (scheme: string, reason: keyof typeof zh.phone.blocked, options?: PhoneUrlOptions) => {
    const page = await see(scheme, options)
    const title = zh.phone.blocked[reason].title.split('{')[0] ?? ''
    expect(page).toContain(title)
    expect(page).not.toMatch(button)
    await press(scheme, options)
  }
  afterEach(() => expect(openedToday()).toBe(0))

  it('no link, or none that WeChat knows', async () => {
    await expectBlocked('', 'noScheme')
    await expectBlocked('https://example.com', 'webOutside', { place: 'browser' })
    await expectBlocked('pages/shop/item', 'notALink')
  })

  it('expired, with the time, at the very second', async () => {
    const scheme = await made()
    kit.clock.advance(30 * 86_400_000 - 1)
    expect(await see(scheme)).toMatch(button)
    kit.clock.advance(1)
    await expectBlocked(scheme, 'expired')
    expect(await see(scheme)).toContain('它在 2026-12-22 12:00:00（北京时间）失效')
  })

  it('unknown ticket, unknown mini program', async () => {
    await expectBlocked('weixin://dl/business/?t=AAAAAAAAAAA', 'unknownTicket')
    await expectBlocked('weixin://dl/business/?appid=wx0&path=pages/a', 'unknownApp')
  })

  it('plain page not declared, or none given', async () => {
    await expectBlocked(plain('&path=pages/home/index'), 'notDeclared')
    await expectBlocked(plain(''), 'pathMissing')
    kit.sandbox.updateApp(hotelApp.appId, { declaredPages: [] })
    await expectBlocked(plain(''), 'notDeclared')
  })

  it('not released, individual, banned', async () => {
    const scheme = await made()
    kit.sandbox.updateApp(hotelApp.appId, { banned: true })
    await expectBlocked(scheme, 'banned')
    kit.sandbox.updateApp(hotelApp.appId, { released: false, banned: false })
    await expectBlocked(scheme, 'notReleased')
    await expectBlocked(plain('&path=pages/shop/item'), 'notReleased')
    kit.sandbox.updateApp(hotelApp.appId, { subjectType: 'individual_domestic' })
    await expectBlocked(plain('&path=pages/shop/item'), 'individual')
  })

  it('page or version gone, version unknown', async () => {
    const scheme = await made()
    kit.sandbox.updateApp(hotelApp.appId, { releasedPages: ['pages/home/index'], trialPages: [] })
    await expectBlocked(scheme, 'pageMissing')
    await expectBlocked(plain('&path=pages/shop/item&env_version=trial'), 'noSuchVersion')
    await expectBlocked(plain('&path=pages/shop/item&env_version=beta'), 'badEnvVersion')
  })

  it('parameters against the rules', async () => {
    await expectBlocked(plain(`&path=pages/shop/item&query=${encodeURIComponent('a=你')}`), 'badQuery')
    await expectBlocked(`${await made()}&cq=abc`, 'badAppended')
  })

  it('tapped where schemes do not work', async () => {
    const scheme = await made()
    await expectBlocked(scheme, 'androidSms', { platform: 'android', place: 'sms' })
    await expectBlocked(scheme, 'insideWechat', { place: 'wechat' })
    expect(await see(scheme, { platform: 'ios', place: 'sms' })).toMatch(button)
    expect(await see(scheme, { platform: 'android', place: 'browser' })).toMatch(button)
  })

  it('openings used up by a fault', async () => {
    const scheme = await made()
    kit.sandbox.setFault({ kind: 'quotaExhausted', quota: 'openings', appId: 'wx0' })
    expect(await see(scheme)).toMatch(button)
    kit.sandbox.setFault({ kind: 'quotaExhausted', quota: 'openings', appId: hotelApp.appId })
    await expectBlocked(scheme, 'openingsUsed')
  })
})

describe('the opening quota', () => {
  it('ends openings and generation with 85406, until the next day in Beijing', async () => {
    await kit.sandbox.close()
    kit = await startKit({ limits: { openingsPerDay: 2 } })
    const scheme = await made()
    await press(scheme)
    await press(plain('&path=pages/shop/item'))
    expect(await (await press(scheme)).text()).toContain('今日打开次数已用完')
    expect(openedToday()).toBe(2)
    expect(await kit.generate()).toMatchObject({ errcode: 85406 })
    expect(await kit.query({ query_type: 1 })).toMatchObject({ quota_info: { remain_visit_quota: 0 } })
    kit.clock.advance(12 * 3_600_000)
    expect(await see(scheme)).toMatch(button)
    expect(await kit.generate()).toMatchObject({ errcode: 0 })
  })
})

describe('texts', () => {
  const keysOf = (node: object, prefix = ''): string[] =>
    Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null ? keysOf(value, `${prefix}${key}.`) : [`${prefix}${key}`],
    )

  it('exist in both languages', () => {
    expect(keysOf(en)).toEqual(keysOf(zh))
  })
})
