import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import zh from '@shared/texts/zh-CN/phone.json'
import { readImageComment } from './image-comment'
import { hotelApp, noonSeconds, startKit, thirtyDays, type Json, type Kit } from './test-kit'
import type { PhoneUrlOptions } from './types'

let kit: Kit
beforeEach(async () => {
  kit = await startKit({ limits: { ruleCallsPerSecond: 1000 } })
})
afterEach(() => kit.sandbox.close())

const see = async (link: string, options?: PhoneUrlOptions) => (await fetch(kit.sandbox.phoneUrl(link, options))).text()
const press = async (link: string, { platform = 'ios', place = 'browser' }: PhoneUrlOptions = {}) => {
  const response = await fetch(`${kit.sandbox.baseUrl}/phone`, {
    method: 'POST',
    headers: { origin: kit.sandbox.baseUrl },
    body: new URLSearchParams({ link, [platform]: '', from: place }),
  })
  return response.text()
}
const openedToday = () => kit.sandbox.state().apps[0]?.usage.opened
const button = /<button type="submit">/
const scene = (value: number) => `<dt>场景值</dt><dd>${value}</dd>`
const title = (reason: keyof typeof zh.phone.blocked) => zh.phone.blocked[reason].title.split('{')[0] ?? ''

describe('a URL Link', () => {
  const make = async (body: Json = {}) =>
    String((await kit.api('/wxa/generate_urllink', { ...thirtyDays, path: 'pages/shop/item', ...body })).url_link)

  it('on iOS is asked for at once, on Android after the official page', async () => {
    const link = await make({ query: 'id=42' })
    const ios = await see(link, { platform: 'ios', place: 'sms' })
    expect(ios).toMatch(button)
    expect(ios).toContain(scene(1194))
    const android = await see(link, { platform: 'android', place: 'sms' })
    expect(android).not.toMatch(button)
    expect(android).toContain('微信官方中间页')
    const next = /class="button" href="([^"]+)"/.exec(android)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const page = await (await fetch(kit.sandbox.baseUrl + next)).text()
    expect(page).toMatch(button)
    expect(page).toContain(scene(1194))
  })

  it.each(['wechat', 'scan', 'press'] as const)('inside WeChat (%s) becomes an open tag', async (place) => {
    const page = await see(await make(), { place })
    expect(page).toContain('微信官方中间页')
    expect(page).toContain('页面上的按钮会打开小程序')
    expect(page).toContain(scene(1167))
    expect(page).toMatch(button)
  })

  it('shows a landing page of one’s own where there is one', async () => {
    const link = await make({ cloud_base: { env: 'prod-1', domain: 'go.example.com', path: '/a' } })
    expect(await see(link, { platform: 'ios' })).toContain('自定义落地页 go.example.com/a')
  })

  it('counts against the openings that schemes use too, and for itself', async () => {
    const link = await make()
    expect(await press(link)).toContain('已打开，计入今日第 1 次')
    expect(await press(`${link}?cq=from%3Dsms`, { place: 'wechat' })).toContain('来自 cq')
    expect(openedToday()).toBe(2)
    expect(kit.sandbox.urlLinksOf(hotelApp.appId)[0]?.openings).toBe(2)
    kit.sandbox.setFault({ kind: 'quotaExhausted', quota: 'openings' })
    expect(await see(link)).toContain(title('openingsUsed'))
  })

  it('ends at the very second', async () => {
    const link = await make()
    kit.clock.advance(30 * 86_400_000 - 1)
    expect(await see(link)).toMatch(button)
    kit.clock.advance(1)
    expect(await see(link)).toContain('它在 2026-12-22 12:00:00（北京时间）失效')
  })

  it('opens nothing on a desktop, and nothing when unknown or with a bad cq', async () => {
    const link = await make()
    expect(await see(link, { place: 'desktop' })).toContain(title('linkDesktop'))
    expect(await see('https://wxaurl.cn/AAAAAAAAAAA')).toContain(title('unknownLink'))
    expect(await see(`${link}?cq=abc`)).toContain(title('badAppended'))
    await press(link, { place: 'desktop' })
    expect(openedToday()).toBe(0)
  })
})

describe('a Short Link', () => {
  const make = async (is_permanent = false) => {
    const body = { page_url: 'pages/shop/item?id=42', page_title: '豪华房', is_permanent }
    return String((await kit.api('/wxa/genwxashortlink', body)).link)
  }

  it('opens inside WeChat only, and is not counted among the day’s openings', async () => {
    const link = await make()
    const page = await see(link, { place: 'wechat' })
    expect(page).toContain(scene(1179))
    expect(page).toContain('微信会直接打开小程序')
    expect(await press(link, { place: 'wechat' })).toContain('已打开，不占用今日打开次数')
    expect(openedToday()).toBe(0)
    expect(kit.sandbox.shortLinksOf(hotelApp.appId)[0]?.openings).toBe(1)
    for (const place of ['sms', 'browser', 'desktop', 'scan', 'press', 'camera'] as const) {
      expect(await see(link, { place })).toContain(title('shortOutside'))
    }
  })

  it('ends after 30 days unless it is permanent', async () => {
    const [temporary, permanent] = [await make(), await make(true)]
    kit.clock.advance(30 * 86_400_000)
    expect(await see(temporary, { place: 'wechat' })).toContain(title('expired'))
    const page = await see(permanent, { place: 'wechat' })
    expect(page).toMatch(button)
    expect(page).toContain('长期有效')
  })
})

describe('a scheme', () => {
  it('made for NFC opens for ever and says what it is', async () => {
    const { openlink } = await kit.api('/wxa/generatenfcscheme', { model_id: 'card' })
    kit.clock.advance(400 * 86_400_000)
    const page = await see(String(openlink))
    expect(page).toMatch(button)
    expect(page).toContain('NFC 标签 Scheme')
    expect(page).toContain('长期有效')
  })

  it('does nothing when it is scanned or opened on a desktop', async () => {
    const scheme = String((await kit.generate()).openlink)
    for (const place of ['scan', 'press', 'camera'] as const) {
      expect(await see(scheme, { place })).toContain(title('schemeScanned'))
    }
    expect(await see(scheme, { place: 'desktop' })).toContain(title('schemeDesktop'))
  })
})

describe('a code', () => {
  const textOf = async (path: string, body: Json) => {
    const { bytes } = await kit.picture(path, body)
    return readImageComment(bytes)?.text ?? ''
  }

  it.each([
    ['/wxa/getwxacode', 1047, 1048],
    ['/cgi-bin/wxaapp/createwxaqrcode', 1011, 1012],
  ])('of %s is scanned (%i) and pressed long (%i), and never ends', async (path, scanned, pressed) => {
    const text = await textOf(path, { path: 'pages/shop/item?id=42' })
    kit.clock.advance(400 * 86_400_000)
    const page = await see(text, { place: 'scan' })
    expect(page).toContain(scene(scanned))
    expect(page).toContain('<code>42</code>')
    expect(page).toContain('长期有效')
    expect(await see(text, { place: 'press' })).toContain(scene(pressed))
    expect(await see(text, { place: 'camera' })).toContain(title('codeOutside'))
    expect(await press(text, { place: 'scan' })).toContain('已打开，不占用今日打开次数')
  })

  it('of getwxacodeunlimit hands the scene over encoded, and opens the home page without page', async () => {
    const page = await see(await textOf('/wxa/getwxacodeunlimit', { scene: 'id=42&b' }), { place: 'scan' })
    expect(page).toContain('<code>id%3D42%26b</code>')
    expect(page).toContain('id=42&amp;b')
    expect(page).toContain('首页（pages/home/index）')
  })

  it('of a page outside the release opens nothing there', async () => {
    const body = { scene: 'a', page: 'pages/trial/new', check_path: false }
    expect(await see(await textOf('/wxa/getwxacodeunlimit', body), { place: 'scan' })).toContain(title('pageMissing'))
    const trial = await textOf('/wxa/getwxacodeunlimit', { ...body, env_version: 'trial' })
    expect(await see(trial, { place: 'scan' })).toMatch(button)
  })
})

describe('an ordinary link', () => {
  const url = 'https://m.example.com/a/b?id=房间'
  const add = (change: Json = {}) =>
    kit.api('/cgi-bin/wxopen/qrcodejumpadd', {
      prefix: 'https://m.example.com/a/',
      permit_sub_rule: 1,
      path: 'pages/shop/item',
      open_version: 2,
      ...change,
    })
  const publish = (prefix = 'https://m.example.com/a/') => kit.api('/cgi-bin/wxopen/qrcodejumppublish', { prefix })

  it('leads to the web page without rule, before publication and outside WeChat’s scanner', async () => {
    expect(await see(url, { place: 'scan' })).toContain(title('webNoRule'))
    await add()
    expect(await see(url, { place: 'scan' })).toContain(title('webUnpublished'))
    await publish()
    expect(await see(url, { place: 'scan' })).toMatch(button)
    for (const place of ['sms', 'browser', 'wechat', 'desktop', 'camera'] as const) {
      const page = await see(url, { place })
      expect(page).toContain(title('webOutside'))
      expect(page).toContain('打开的是网页')
      expect(page).not.toMatch(button)
    }
  })

  it('hands the address over encoded, and the moment', async () => {
    await add()
    await publish()
    const page = await see(url, { place: 'scan' })
    expect(page).toContain(scene(1011))
    expect(page).toContain(`<code>${encodeURIComponent(url)}</code>`)
    expect(page).toContain(`<code>${noonSeconds}</code>`)
    expect(page).toContain('<code>https://m.example.com/a/</code>')
    expect(await see(url, { place: 'press' })).toContain(scene(1012))
    expect(await press(url, { place: 'scan' })).toContain('已打开，不占用今日打开次数')
  })

  it('the most specific rule decides, published or not', async () => {
    await add()
    await publish()
    await add({ prefix: 'https://m.example.com/a/b' })
    expect(await see(url, { place: 'scan' })).toContain('https://m.example.com/a/b 还没有发布')
    expect(await see('https://m.example.com/a/c', { place: 'scan' })).toMatch(button)
  })

  it('a test address opens the chosen version before publication', async () => {
    await add({ path: 'pages/trial/new', debug_url: ['https://m.example.com/a/test'] })
    const page = await see('https://m.example.com/a/test', { place: 'scan' })
    expect(page).toMatch(button)
    expect(page).toContain('体验版')
    expect(await see('https://m.example.com/a/test2', { place: 'scan' })).toContain(title('webUnpublished'))
  })
})

it('without a place a link is opened where it is meant to be', () => {
  const placeOf = (link: string) => new URL(kit.sandbox.phoneUrl(link)).searchParams.get('from')
  expect(placeOf('weixin://dl/business/?t=AAAAAAAAAAA')).toBe('browser')
  expect(placeOf('https://wxaurl.cn/AAAAAAAAAAA')).toBe('browser')
  expect(placeOf('#小程序://海棠酒店/AAAAAAAAAAAAAAA')).toBe('wechat')
  expect(placeOf('https://m.example.com/a')).toBe('scan')
  expect(placeOf('sandbox-code:?appid=wx0&env_version=release')).toBe('scan')
})

it('the address understands the name that the link had before', async () => {
  const scheme = String((await kit.generate()).openlink)
  const old = `${kit.sandbox.baseUrl}/phone?${new URLSearchParams({ scheme, ios: '', from: 'browser' }).toString()}`
  expect(await (await fetch(old)).text()).toMatch(button)
})
