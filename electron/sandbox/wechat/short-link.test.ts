import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SandboxLimits } from './limits'
import { hotelApp, noonSeconds, startKit, type Json, type Kit } from './test-kit'

let kit: Kit
beforeEach(async () => {
  kit = await startKit()
})
afterEach(() => kit.sandbox.close())

const again = async (limits: Partial<SandboxLimits>) => {
  await kit.sandbox.close()
  kit = await startKit({ limits })
}
const page_url = 'pages/shop/item?id=42'
const make = (body: Json = {}) => kit.api('/wxa/genwxashortlink', { page_url, ...body })

describe('POST /wxa/genwxashortlink', () => {
  it('hands out a link with the names in it, for 30 days', async () => {
    expect(await make({ page_title: '豪华房' })).toEqual({
      errcode: 0,
      errmsg: 'ok',
      link: expect.stringMatching(/^#小程序:\/\/海棠酒店\/豪华房\/[A-Za-z0-9]{15}$/),
    })
    expect(kit.sandbox.shortLinksOf(hotelApp.appId)).toEqual([
      expect.objectContaining({ pageUrl: page_url, title: '豪华房', expireTime: noonSeconds + 30 * 86_400 }),
    ])
  })

  it('a permanent one has no end', async () => {
    await make({ is_permanent: true })
    expect(kit.sandbox.shortLinksOf(hotelApp.appId)[0]?.expireTime).toBe(0)
  })

  it.each([
    ['一'.repeat(20), '一'.repeat(20)],
    ['一'.repeat(21), `${'一'.repeat(20)}…`],
    ['😀'.repeat(21), `${'😀'.repeat(20)}…`],
  ])('a title %s stands as %s', async (page_title, title) => {
    expect(String((await make({ page_title })).link)).toContain(`/${title}/`)
  })

  it('takes 1,024 characters of page and query, and no more', async () => {
    const long = (length: number) => `${page_url}&x=${'y'.repeat(length - page_url.length - 3)}`
    expect(await make({ page_url: long(1024) })).toMatchObject({ errcode: 0 })
    expect(await make({ page_url: long(1025) })).toMatchObject({ errcode: 40066 })
  })

  it.each<[string, Json, number]>([
    ['no page', { page_url: undefined }, 40066],
    ['a leading slash', { page_url: `/${page_url}` }, 40066],
    ['a page outside the release', { page_url: 'pages/trial/new' }, 40066],
    ['Chinese in the query', { page_url: 'pages/shop/item?a=你' }, 40066],
    ['a line break in the title', { page_title: 'a\nb' }, 40225],
    ['a refused word in the title', { page_title: '违规标题' }, 40225],
    ['a title that is a number', { page_title: 1 }, 47001],
    ['permanent as text', { is_permanent: 'true' }, 47001],
  ])('refuses %s', async (_what, body, errcode) => {
    expect(await make(body)).toMatchObject({ errcode })
    expect(kit.sandbox.shortLinksOf(hotelApp.appId)).toEqual([])
  })

  it.each<[string, Parameters<Kit['sandbox']['updateApp']>[1], number]>([
    ['an individual', { subjectType: 'individual_domestic' }, 43104],
    ['a category that is not admitted', { shortLinkRight: false }, 43104],
    ['one never released', { released: false }, 40066],
  ])('is refused to %s', async (_who, change, errcode) => {
    kit.sandbox.updateApp(hotelApp.appId, change)
    expect(await make()).toMatchObject({ errcode })
  })

  it('stops at the day’s number until midnight in Beijing', async () => {
    await again({ shortLinksPerDay: 2 })
    await make()
    await make({ page_title: '违规' })
    await make()
    expect(await make()).toMatchObject({ errcode: 45009 })
    expect(await kit.generate()).toMatchObject({ errcode: 0 })
    kit.clock.advance(12 * 3_600_000 - 1)
    expect(await make()).toMatchObject({ errcode: 45009 })
    kit.clock.advance(1)
    expect(await make()).toMatchObject({ errcode: 0 })
  })

  it('stops permanent ones for good at their total, and only those', async () => {
    await again({ permanentShortLinks: 2 })
    await make({ is_permanent: true })
    await make({ is_permanent: true })
    kit.clock.advance(400 * 86_400_000)
    expect(await make({ is_permanent: true })).toMatchObject({ errcode: 85400 })
    expect(await make()).toMatchObject({ errcode: 0 })
    expect(kit.sandbox.state().apps[0]?.life.permanentShortLinks).toBe(2)
  })
})
