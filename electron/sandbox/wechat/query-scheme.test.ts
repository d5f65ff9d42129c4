import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hotelApp, noonSeconds, otherApp, startKit, type Kit } from './test-kit'

let kit: Kit
beforeEach(async () => {
  kit = await startKit()
})
afterEach(() => kit.sandbox.close())

const plain = (rest: string, appId = hotelApp.appId) => `weixin://dl/business/?appid=${appId}${rest}`

describe('POST /wxa/queryscheme, encrypted', () => {
  const made = async (query = 'id=42') =>
    String((await kit.generate({ jump_wxa: { path: '/pages/shop/item', query } })).openlink)
  const info = {
    appid: hotelApp.appId,
    path: '/pages/shop/item',
    query: 'id=42',
    create_time: noonSeconds,
    expire_time: noonSeconds + 30 * 86_400,
    env_version: 'release',
  }

  it('describes a scheme', async () => {
    const scheme = await made()
    kit.clock.advance(5000)
    expect(await kit.query({ scheme })).toEqual({ errcode: 0, errmsg: 'ok', scheme_info: info })
    expect(await kit.query({ scheme, query_type: 0 })).toMatchObject({ errcode: 0, scheme_info: info })
  })

  it('answers the decoded cq as the query', async () => {
    const scheme = await made()
    expect(await kit.query({ scheme: `${scheme}&cq=from%3Dsms%26row%3D7` })).toMatchObject({
      scheme_info: { ...info, query: 'from=sms&row=7' },
    })
    expect(await kit.query({ scheme: `${scheme}&cq=a=hello` })).toMatchObject({ scheme_info: { query: 'a=hello' } })
  })

  it.each([
    ['characters', encodeURIComponent('a=你')],
    ['shape', 'abc'],
    ['encoding', 'a%3D%zz'],
    ['length', encodeURIComponent(`a=${'x'.repeat(255)}`)],
  ])('refuses a cq of wrong %s', async (_what, cq) => {
    expect(await kit.query({ scheme: `${await made()}&cq=${cq}` })).toMatchObject({ errcode: 40212 })
  })

  it('takes a cq of 256 characters', async () => {
    const cq = encodeURIComponent(`a=${'x'.repeat(254)}`)
    expect(await kit.query({ scheme: `${await made()}&cq=${cq}` })).toMatchObject({ errcode: 0 })
  })

  it('still describes a scheme that has run out', async () => {
    const scheme = await made()
    kit.clock.advance(31 * 86_400_000)
    expect(await kit.query({ scheme })).toMatchObject({ errcode: 0, scheme_info: { expire_time: info.expire_time } })
  })

  it('answers 85403 for an unknown ticket, one of another mini program, and what is no scheme', async () => {
    const scheme = await made()
    const foreign = await kit.token(otherApp)
    expect(await kit.query({ scheme }, foreign)).toMatchObject({ errcode: 85403 })
    for (const unknown of ['weixin://dl/business/?t=AAAAAAAAAAA', 'weixin://dl/business/?x=1', 'https://wxaurl.cn/a']) {
      expect(await kit.query({ scheme: unknown })).toMatchObject({ errcode: 85403 })
    }
  })

  it('answers 85406 to a bare page path', async () => {
    expect(await kit.query({ scheme: 'pages/shop/item' })).toMatchObject({ errcode: 85406 })
  })
})

describe('POST /wxa/queryscheme, plain', () => {
  it('describes a declared page without times, its query decoded once', async () => {
    const scheme = plain('&path=pages/shop/item&query=url%3Dhttps%253A%252F%252Fa.cn%26b%3D1&env_version=release')
    expect(await kit.query({ scheme })).toEqual({
      errcode: 0,
      errmsg: 'ok',
      scheme_info: {
        appid: hotelApp.appId,
        path: 'pages/shop/item',
        query: 'url=https%3A%2F%2Fa.cn&b=1',
        env_version: 'release',
      },
    })
  })

  it.each([
    ['an encoded path', '&path=pages%2Fshop%2Fitem'],
    ['a leading slash', '&path=/pages/shop/item'],
    ['an unencoded = in the query', '&path=pages/shop/item&query=a=1'],
    ['512 characters', `&path=pages/shop/item&query=${encodeURIComponent(`a=${'x'.repeat(510)}`)}`],
  ])('accepts %s', async (_what, rest) => {
    expect(await kit.query({ scheme: plain(rest) })).toMatchObject({ errcode: 0 })
  })

  it.each([
    ['a page that is not declared', '&path=pages/home/index', 85405],
    ['no page', '', 40165],
    ['a path with a query', '&path=pages/shop/item%3Fa%3D1', 40165],
    ['a declared page that is not released', '&path=pages/removed/old', 40165],
    ['a declared page that the trial lacks', '&path=pages/shop/item&env_version=trial', 40165],
    ['Chinese in the query', `&path=pages/shop/item&query=${encodeURIComponent('a=你')}`, 40212],
    ['513 characters', `&path=pages/shop/item&query=${encodeURIComponent(`a=${'x'.repeat(511)}`)}`, 40212],
    ['a broken encoding', '&path=pages/shop/item&query=a%3D%', 40212],
    ['an unknown version', '&path=pages/shop/item&env_version=beta', 85402],
  ])('refuses %s', async (_what, rest, errcode) => {
    expect(await kit.query({ scheme: plain(rest) })).toMatchObject({ errcode })
  })

  it('answers 85405 whatever the path when nothing is declared, and for a foreign AppID', async () => {
    kit.sandbox.updateApp(hotelApp.appId, { declaredPages: [] })
    for (const rest of ['&path=pages/shop/item', '&path=a?b', '']) {
      expect(await kit.query({ scheme: plain(rest) })).toMatchObject({ errcode: 85405 })
    }
    const foreign = plain('&path=pages/shop/item', otherApp.appId)
    expect(await kit.query({ scheme: foreign })).toMatchObject({ errcode: 85405 })
  })

  it('answers 85405 for a mini program without a released version', async () => {
    kit.sandbox.updateApp(hotelApp.appId, { released: false })
    expect(await kit.query({ scheme: plain('&path=pages/shop/item') })).toMatchObject({ errcode: 85405 })
  })

  it('is not open to individuals', async () => {
    const token = await kit.token()
    kit.sandbox.updateApp(hotelApp.appId, { subjectType: 'individual_domestic' })
    expect(await kit.query({ scheme: plain('&path=pages/shop/item') }, token)).toMatchObject({ errcode: 40002 })
  })
})

describe('POST /wxa/queryscheme, arguments and quota', () => {
  it('answers the openings left today, with or without a scheme', async () => {
    const left = { errcode: 0, errmsg: 'ok', quota_info: { remain_visit_quota: 6_000_000 } }
    expect(await kit.query({ query_type: 1 })).toEqual(left)
    expect(await kit.query({ query_type: 1, scheme: 'whatever' })).toEqual(left)
  })

  it.each([
    [{}, 40097],
    [{ scheme: '' }, 40097],
    [{ query_type: 0 }, 40097],
    [{ query_type: 2, scheme: 'weixin://dl/business/?t=AAAAAAAAAAA' }, 40097],
    [{ query_type: '1' }, 47001],
    [{ scheme: 5 }, 47001],
  ])('answers %j with %i', async (body, errcode) => {
    expect(await kit.query(body)).toMatchObject({ errcode })
  })

  it('asks for POST, a token and a body', async () => {
    const address = `/wxa/queryscheme?access_token=${await kit.token()}`
    const get = await fetch(kit.sandbox.baseUrl + address)
    expect(await get.json()).toMatchObject({ errcode: 43002 })
    expect(await kit.post(address, '')).toMatchObject({ errcode: 44002 })
  })
})
