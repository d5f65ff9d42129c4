import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hotelApp, noonSeconds, otherApp, startKit, type Json, type Kit } from './test-kit'

let kit: Kit
beforeEach(async () => {
  kit = await startKit()
})
afterEach(() => kit.sandbox.close())

const path = '/wxa/generatescheme'
const to = (jump_wxa: Json): Json => ({ jump_wxa })
const day = 86_400

describe('POST /wxa/generatescheme', () => {
  it('hands out a scheme for the example of the reference', async () => {
    const answer = await kit.generate(
      to({ path: 'pages/shop/item', query: 'id=42&from=sms', env_version: 'release' }),
    )
    expect(answer).toEqual({
      errcode: 0,
      errmsg: 'ok',
      openlink: expect.stringMatching(/^weixin:\/\/dl\/business\/\?t=[A-Za-z0-9]{11}$/),
    })
    expect(kit.sandbox.schemesOf(hotelApp.appId)).toEqual([
      {
        ticket: String(answer.openlink).slice(-11),
        appId: hotelApp.appId,
        path: 'pages/shop/item',
        query: 'id=42&from=sms',
        envVersion: 'release',
        createTime: noonSeconds,
        expireTime: noonSeconds + 30 * day,
        openings: 0,
      },
    ])
  })

  it('gives 200 calls at the same time 200 different tickets', async () => {
    await kit.sandbox.close()
    kit = await startKit({ limits: { generatePerSecond: 200 } })
    const token = await kit.token()
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) => kit.generate(to({ query: `n=${n}` }), token)),
    )
    expect(new Set(answers.map(({ openlink }) => openlink)).size).toBe(200)
    const schemes = kit.sandbox.schemesOf(hotelApp.appId)
    expect(new Set(schemes.map(({ query }) => query)).size).toBe(200)
    expect(kit.sandbox.state().apps[0]?.usage.generated).toBe(200)
  })

  it('makes another ticket when the random one is taken', async () => {
    await kit.sandbox.close()
    let round = 0
    const random = (size: number) => new Uint8Array(size).fill(size === 11 ? Math.floor(round++ / 2) : 7)
    kit = await startKit({ random })
    const token = await kit.token()
    const links = [await kit.generate({}, token), await kit.generate({}, token)].map(({ openlink }) => openlink)
    expect(links).toEqual(['weixin://dl/business/?t=AAAAAAAAAAA', 'weixin://dl/business/?t=BBBBBBBBBBB'])
  })

  it.each<[string, Json]>([
    ['the home page', {}],
    ['an empty path', to({ path: '' })],
    ['a leading slash', to({ path: '/pages/shop/item' })],
    ['a trial page', to({ path: 'pages/trial/new', env_version: 'trial' })],
    ['a development page', to({ path: 'pages/dev/lab', env_version: 'develop' })],
    ['every permitted character', to({ query: "k!#$'()*+,/:;?@-._~%`=aZ09=&b=%E4%BD%A0" })],
    ['an empty value', to({ query: 'a=&b=' })],
    ['1024 characters', to({ query: `a=${'x'.repeat(1022)}` })],
    ['fields that nobody knows', { ...to({ path: 'pages/shop/item', colour: 'red' }), note: null, scene: 7 }],
    ['an unused moment beside the days', { expire_time: 5 }],
  ])('accepts %s', async (_what, body) => {
    expect(await kit.generate(body)).toMatchObject({ errcode: 0 })
  })

  it.each<[string, Json, number]>([
    ['a path with a query', to({ path: 'pages/shop/item?id=1' }), 40165],
    ['a path with an anchor', to({ path: 'pages/shop/item#x' }), 40165],
    ['a page that does not exist', to({ path: 'pages/none' }), 40165],
    ['two leading slashes', to({ path: '//pages/shop/item' }), 40165],
    ['a trial page in the release', to({ path: 'pages/trial/new' }), 40165],
    ['a released page that the trial lacks', to({ path: 'pages/shop/item', env_version: 'trial' }), 40165],
    ['a development page in the trial', to({ path: 'pages/dev/lab', env_version: 'trial' }), 40165],
    ['Chinese in the query', to({ query: 'name=你好' }), 40212],
    ['a space in the query', to({ query: 'a=b c' }), 40212],
    ['a bracket in the query', to({ query: 'a={1}' }), 40212],
    ['a query without k=v', to({ query: 'abc' }), 40212],
    ['a query with an empty key', to({ query: '=1' }), 40212],
    ['a query with an empty pair', to({ query: 'a=1&&b=2' }), 40212],
    ['a query that starts with ?', to({ query: 'a=1&?' }), 40212],
    ['1025 characters', to({ query: `a=${'x'.repeat(1023)}` }), 40212],
    ['an unknown version', to({ env_version: 'preview' }), 85402],
    ['a version in capitals', to({ env_version: 'Release' }), 85402],
    ['31 days', { expire_interval: 31 }, 85401],
    ['0 days', { expire_interval: 0 }, 85401],
    ['-1 days', { expire_interval: -1 }, 85401],
    ['half days', { expire_interval: 1.5 }, 85401],
    ['a timestamp as days', { expire_interval: noonSeconds + day }, 85401],
    ['no days', { expire_interval: undefined }, 85401],
    ['no moment', { expire_type: 0 }, 85401],
    ['no moment and no type', { expire_type: undefined }, 85401],
    ['a moment in milliseconds', { expire_type: 0, expire_time: (noonSeconds + day) * 1000 }, 85401],
    ['a moment with a fraction', { expire_type: 0, expire_time: noonSeconds + day + 0.5 }, 85401],
    ['a moment in the past', { expire_type: 0, expire_time: noonSeconds - 1 }, 85401],
    ['an unknown type of expiry', { expire_type: 2 }, 85401],
    ['a permanent link', { is_expire: false }, 85401],
    ['jump_wxa as text', { jump_wxa: 'pages/shop/item' }, 47001],
    ['jump_wxa as null', { jump_wxa: null }, 47001],
    ['jump_wxa as a list', { jump_wxa: [] }, 47001],
    ['a path that is a number', to({ path: 1 }), 47001],
    ['a query that is an object', to({ query: { a: 1 } }), 47001],
    ['days as text', { expire_interval: '30' }, 47001],
    ['a moment as text', { expire_type: 0, expire_time: String(noonSeconds + day) }, 47001],
    ['a flag as a number', { is_expire: 1 }, 47001],
  ])('refuses %s', async (_what, body, errcode) => {
    expect(await kit.generate(body)).toMatchObject({ errcode })
    expect(kit.sandbox.schemesOf(hotelApp.appId)).toEqual([])
  })

  it.each([
    [60, 85401],
    [61, 0],
    [30 * day - 1, 0],
    [30 * day, 85401],
  ])('a moment %i s ahead gives %i', async (ahead, errcode) => {
    kit.clock.advance(999)
    expect(await kit.generate({ expire_type: 0, expire_time: noonSeconds + ahead })).toMatchObject({ errcode })
  })

  it('takes a moment without expire_type, whose default is 0', async () => {
    const expire_time = noonSeconds + day
    expect(await kit.generate({ expire_type: undefined, expire_time })).toMatchObject({ errcode: 0 })
    expect(kit.sandbox.schemesOf(hotelApp.appId)[0]?.expireTime).toBe(expire_time)
  })

  it('refuses a query whose & came as \\u0026', async () => {
    const token = await kit.token()
    const body = '{"jump_wxa":{"query":"a=1\\u0026b=2"},"expire_type":1,"expire_interval":1}'
    expect(await kit.post(`${path}?access_token=${token}`, body)).toMatchObject({ errcode: 40212 })
  })

  it.each<[string, string | Uint8Array]>([
    ['broken JSON', '{"jump_wxa":'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a form', 'jump_wxa=1&expire_type=1'],
    ['a byte order mark', '\uFEFF{"expire_type":1,"expire_interval":1}'],
    ['bytes that are not UTF-8', new Uint8Array([0x7b, 0x22, 0xc4, 0xe3, 0x22, 0x3a, 0x31, 0x7d])],
  ])('answers 47001 to %s', async (_what, body) => {
    const address = `${kit.sandbox.baseUrl}${path}?access_token=${await kit.token()}`
    const response = await fetch(address, { method: 'POST', body: Buffer.from(body) })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ errcode: 47001 })
  })

  it('answers 47001 to a form post although its body is JSON', async () => {
    const response = await fetch(`${kit.sandbox.baseUrl}${path}?access_token=${await kit.token()}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: '{"expire_type":1,"expire_interval":1}',
    })
    expect(await response.json()).toMatchObject({ errcode: 47001 })
  })

  it('does not take inherited names for fields', async () => {
    const token = await kit.token()
    const body = '{"__proto__":{"jump_wxa":{"path":"pages/none"}},"expire_type":1,"expire_interval":1}'
    expect(await kit.post(`${path}?access_token=${token}`, body)).toMatchObject({ errcode: 0 })
    expect(Object.hasOwn(Object.prototype, 'jump_wxa')).toBe(false)
  })

  it('ends every refusal with a request id of its own, and answers HTTP 200', async () => {
    const rids = new Set<string>()
    for (let time = 0; time < 3; time++) {
      const { errmsg } = await kit.generate(to({ query: 'bad' }))
      expect(errmsg).toMatch(/^invalid query rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/)
      rids.add(String(errmsg).slice(-26))
    }
    expect(rids.size).toBe(3)
  })
})

describe('who may generate', () => {
  it.each<[string, Parameters<Kit['sandbox']['updateApp']>[1], number]>([
    ['an individual', { subjectType: 'individual_domestic' }, 40002],
    ['an individual abroad', { subjectType: 'individual_overseas' }, 40002],
    ['a company abroad', { subjectType: 'company_overseas' }, 85407],
    ['a banned account', { banned: true }, 85408],
    ['a banned right', { banned: 'generationRight' }, 40013],
    ['a frozen account', { frozen: true }, 50002],
    ['one never released', { released: false }, 85079],
  ])('%s is refused', async (_who, change, errcode) => {
    const token = await kit.token()
    kit.sandbox.updateApp(hotelApp.appId, change)
    expect(await kit.generate({}, token)).toMatchObject({ errcode })
  })

  it('an unreleased mini program gets 85079 for its trial version too', async () => {
    kit.sandbox.updateApp(hotelApp.appId, { released: false })
    const body = to({ path: 'pages/trial/new', env_version: 'trial' })
    expect(await kit.generate(body)).toMatchObject({ errcode: 85079 })
  })
})

describe('the order of checks', () => {
  it('goes from the method to the quotas', async () => {
    await kit.sandbox.close()
    kit = await startKit({ limits: { generatePerSecond: 6, generatePerDay: 1 } })
    const { sandbox } = kit
    const token = await kit.token()
    const get = await fetch(`${sandbox.baseUrl}${path}`)
    expect(await get.json()).toMatchObject({ errcode: 43002 })
    expect(await kit.post(path, '')).toMatchObject({ errcode: 41001 })
    expect(await kit.post(`${path}?access_token=x`, '')).toMatchObject({ errcode: 40014 })

    await kit.generate({}, token)
    sandbox.updateApp(hotelApp.appId, { subjectType: 'individual_domestic', released: false })
    const withToken = `${path}?access_token=${token}`
    expect(await kit.post(withToken, '')).toMatchObject({ errcode: 44002 })
    expect(await kit.generate(to({ path: 'none' }), token)).toMatchObject({ errcode: 40002 })
    sandbox.updateApp(hotelApp.appId, { subjectType: 'company_domestic' })
    expect(await kit.generate(to({ path: 'none' }), token)).toMatchObject({ errcode: 85079 })
    sandbox.updateApp(hotelApp.appId, { released: true })
    expect(await kit.generate(to({ path: 'none' }), token)).toMatchObject({ errcode: 40165 })
    expect(await kit.generate({}, token)).toMatchObject({ errcode: 44993 })
    expect(await kit.post(withToken, '')).toMatchObject({ errcode: 44990 })
  })
})

describe('limits of generation', () => {
  it('lets 100 calls a second through, then answers 44990 until the next second', async () => {
    const token = await kit.token()
    const answers = await Promise.all(Array.from({ length: 200 }, () => kit.generate({}, token)))
    expect(answers.filter(({ errcode }) => errcode === 0)).toHaveLength(100)
    expect(answers.filter(({ errcode }) => errcode === 44990)).toHaveLength(100)
    expect(await kit.generate({}, await kit.token(otherApp))).toMatchObject({ errcode: 0 })
    kit.clock.advance(1000)
    expect(await kit.generate({}, token)).toMatchObject({ errcode: 0 })
  })

  it('answers 45011 until the next minute', async () => {
    await kit.sandbox.close()
    kit = await startKit({ limits: { callsPerMinute: 2 } })
    const token = await kit.token()
    await kit.generate({}, token)
    await kit.generate({}, token)
    kit.clock.advance(59_999)
    expect(await kit.generate({}, token)).toMatchObject({ errcode: 45011 })
    kit.clock.advance(1)
    expect(await kit.generate({}, token)).toMatchObject({ errcode: 0 })
  })

  it('answers 44993 when the day is used up, and counts neither refusals nor other mini programs', async () => {
    await kit.sandbox.close()
    kit = await startKit({ limits: { generatePerDay: 2 } })
    await kit.generate(to({ query: 'bad' }))
    await kit.generate({})
    await kit.generate({})
    expect(await kit.generate({})).toMatchObject({ errcode: 44993 })
    expect(await kit.generate({}, await kit.token(otherApp))).toMatchObject({ errcode: 0 })
    kit.clock.advance(12 * 3_600_000 - 1)
    expect(await kit.generate({})).toMatchObject({ errcode: 44993 })
    kit.clock.advance(1)
    expect(await kit.generate({})).toMatchObject({ errcode: 0 })
  })
})
