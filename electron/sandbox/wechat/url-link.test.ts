import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hotelApp, noonSeconds, otherApp, startKit, thirtyDays, type Json, type Kit } from './test-kit'
import type { SandboxLimits } from './limits'

let kit: Kit
beforeEach(async () => {
  kit = await startKit()
})
afterEach(() => kit.sandbox.close())

const again = async (limits: Partial<SandboxLimits>) => {
  await kit.sandbox.close()
  kit = await startKit({ limits })
}
const path = '/wxa/generate_urllink'
const make = (body: Json = {}, app = hotelApp) => kit.api(path, { ...thirtyDays, ...body }, app)
const ask = (body: Json, app = hotelApp) => kit.api('/wxa/query_urllink', body, app)
const day = 86_400

describe('POST /wxa/generate_urllink', () => {
  it('hands out a link that is told back as it was made', async () => {
    const cloud_base = { env: 'prod-1', domain: 'go.example.com', path: '/a/b', query: 'x=1' }
    const body = { path: '/pages/shop/item', query: 'id=42&from=sms', env_version: 'release', cloud_base }
    const answer = await make(body)
    expect(answer).toEqual({
      errcode: 0,
      errmsg: 'ok',
      url_link: expect.stringMatching(/^https:\/\/wxaurl\.cn\/[A-Za-z0-9]{11}$/),
    })
    expect(await ask({ url_link: answer.url_link })).toEqual({
      errcode: 0,
      errmsg: 'ok',
      url_link_info: {
        appid: hotelApp.appId,
        path: '/pages/shop/item',
        query: 'id=42&from=sms',
        create_time: noonSeconds,
        expire_time: noonSeconds + 30 * day,
        env_version: 'release',
        cloud_base: { env: 'prod-1', doamin: 'go.example.com', path: '/a/b', query: 'x=1', resource_appid: '' },
      },
    })
    expect(kit.sandbox.urlLinksOf(hotelApp.appId)).toHaveLength(1)
  })

  it.each<[string, Json]>([
    ['the home page without landing page', {}],
    ['every permitted character', { query: "k!#$'()*+,/:;?@-._~%=aZ09=&b=%E4%BD%A0" }],
    ['1024 characters', { query: `a=${'x'.repeat(1022)}` }],
    ['a trial page', { path: 'pages/trial/new', env_version: 'trial' }],
    ['a landing page with nothing but its environment', { cloud_base: { env: 'prod-1' } }],
  ])('accepts %s', async (_what, body) => {
    const { url_link } = await make(body)
    expect(await ask({ url_link })).toMatchObject({ errcode: 0 })
  })

  it.each<[string, Json, number]>([
    ['a page that does not exist', { path: 'pages/none' }, 40165],
    ['a path with a query', { path: 'pages/shop/item?id=1' }, 40165],
    ['a backtick, which schemes may have', { query: 'a=`' }, 40212],
    ['Chinese in the query', { query: 'name=你好' }, 40212],
    ['1025 characters', { query: `a=${'x'.repeat(1023)}` }, 40212],
    ['an unknown version', { env_version: 'beta' }, 85402],
    ['31 days', { expire_interval: 31 }, 85401],
    ['0 days', { expire_interval: 0 }, 85401],
    ['days as text', { expire_interval: '30' }, 47001],
    ['a landing page that is null', { cloud_base: null }, 47001],
    ['a landing page without environment', { cloud_base: {} }, 85088],
    ['an environment of somebody else', { cloud_base: { env: 'prod-2' } }, 85088],
    ['a web path with a query', { cloud_base: { env: 'prod-1', path: '/a?b=1' } }, 40165],
    ['Chinese for the web page', { cloud_base: { env: 'prod-1', query: 'a=你' } }, 40212],
  ])('refuses %s', async (_what, body, errcode) => {
    expect(await make(body)).toMatchObject({ errcode })
    expect(kit.sandbox.urlLinksOf(hotelApp.appId)).toEqual([])
  })

  it('refuses a query whose & came as \\u0026', async () => {
    const body = '{"query":"a=1\\u0026b=2","expire_type":1,"expire_interval":1}'
    expect(await kit.api(path, body)).toMatchObject({ errcode: 40212 })
  })

  it('without cloud development no landing page: 85088', async () => {
    kit.sandbox.updateApp(hotelApp.appId, { cloudEnvs: [] })
    expect(await make({ cloud_base: { env: 'prod-1' } })).toMatchObject({ errcode: 85088 })
    expect(await make()).toMatchObject({ errcode: 0 })
  })

  it.each([
    [60, 85401],
    [61, 0],
    [30 * day - 1, 0],
    [30 * day, 85401],
  ])('a moment %i s ahead gives %i', async (ahead, errcode) => {
    kit.clock.advance(999)
    expect(await make({ expire_type: 0, expire_time: noonSeconds + ahead })).toMatchObject({ errcode })
  })

  it.each<[string, Parameters<Kit['sandbox']['updateApp']>[1], number]>([
    ['an individual', { subjectType: 'individual_domestic' }, 40002],
    ['a company abroad', { subjectType: 'company_overseas' }, 85407],
    ['a banned account', { banned: true }, 85408],
    ['a banned right', { banned: 'generationRight' }, 40013],
    ['one never released', { released: false }, 85079],
    ['an official account', { type: 'service' }, 48001],
  ])('is refused to %s', async (_who, change, errcode) => {
    kit.sandbox.updateApp(hotelApp.appId, change)
    expect(await make()).toMatchObject({ errcode })
  })
})

describe('the quotas of schemes and URL Links', () => {
  it('count both together, to the last one, until midnight in Beijing', async () => {
    await again({ generatePerDay: 3 })
    await make()
    await kit.generate()
    await make({ query: 'bad' })
    expect(await make()).toMatchObject({ errcode: 0 })
    expect(await make()).toMatchObject({ errcode: 44993 })
    expect(await kit.generate()).toMatchObject({ errcode: 44993 })
    expect(await make({}, otherApp)).toMatchObject({ errcode: 0 })
    kit.clock.advance(12 * 3_600_000 - 1)
    expect(await make()).toMatchObject({ errcode: 44993 })
    kit.clock.advance(1)
    expect(await make()).toMatchObject({ errcode: 0 })
  })

  it('let 100 calls a second through, then answer 44990 until the next second', async () => {
    const token = await kit.token()
    const answers = await Promise.all(
      Array.from({ length: 101 }, () => kit.post(`${path}?access_token=${token}`, thirtyDays)),
    )
    expect(answers.filter(({ errcode }) => errcode === 44990)).toHaveLength(1)
    kit.clock.advance(999)
    expect(await make()).toMatchObject({ errcode: 44990 })
    kit.clock.advance(1)
    expect(await make()).toMatchObject({ errcode: 0 })
  })
})

describe('POST /wxa/query_urllink', () => {
  it('tells the openings left, without a link', async () => {
    await again({ openingsPerDay: 7 })
    expect(await ask({ query_type: 1 })).toMatchObject({ errcode: 0, quota_info: { remain_visit_quota: 7 } })
  })

  it('reads both host names and the decoded cq', async () => {
    const { url_link } = await make({ query: 'id=1' })
    const appended = `${String(url_link).replace('wxaurl.cn', 'wxmpurl.cn')}?cq=from%3Dsms`
    expect(await ask({ url_link: appended })).toMatchObject({ url_link_info: { query: 'from=sms' } })
    expect(await ask({ url_link: `${String(url_link)}?cq=%E4` })).toMatchObject({ errcode: 40097 })
  })

  it('still describes a link that has run out', async () => {
    const { url_link } = await make()
    kit.clock.advance(31 * day * 1000)
    expect(await ask({ url_link })).toMatchObject({ errcode: 0 })
  })

  it.each<[string, Json, number]>([
    ['nothing', {}, 40097],
    ['another type of question', { query_type: 2 }, 40097],
    ['an unknown code', { url_link: 'https://wxaurl.cn/AAAAAAAAAAA' }, 85403],
    ['another address', { url_link: 'https://example.com/AAAAAAAAAAA' }, 85403],
    ['a number', { url_link: 1 }, 47001],
  ])('refuses %s', async (_what, body, errcode) => {
    expect(await ask(body)).toMatchObject({ errcode })
  })

  it('does not tell of another mini program’s link', async () => {
    const { url_link } = await make({}, otherApp)
    expect(await ask({ url_link })).toMatchObject({ errcode: 85403 })
  })
})
