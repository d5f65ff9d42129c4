import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hotelApp, otherApp, startKit, type Json, type Kit } from './test-kit'

let kit: Kit
beforeEach(async () => {
  kit = await startKit()
})
afterEach(() => kit.sandbox.close())

const minutes = (count: number) => count * 60_000
/** What a business call with this token is answered: 0 when the token is accepted. */
const codeWith = async (token: unknown): Promise<unknown> =>
  (await kit.query({ query_type: 1 }, encodeURIComponent(String(token)))).errcode

describe('GET /cgi-bin/token', () => {
  it('answers a token and its life, nothing else', async () => {
    const answer = await kit.plainToken()
    expect(Object.keys(answer).sort()).toEqual(['access_token', 'expires_in'])
    expect(answer.expires_in).toBe(7200)
    expect(String(answer.access_token).length).toBeLessThanOrEqual(512)
  })

  it('replaces the token on every call; the one before lives five more minutes', async () => {
    const first = await kit.plainToken()
    kit.clock.advance(minutes(10))
    const second = await kit.plainToken()
    expect(second.access_token).not.toBe(first.access_token)
    kit.clock.advance(minutes(5) - 1)
    expect(await codeWith(first.access_token)).toBe(0)
    kit.clock.advance(1)
    expect(await codeWith(first.access_token)).toBe(40001)
    expect(await codeWith(second.access_token)).toBe(0)
  })

  it('does not lengthen the five minutes by further calls', async () => {
    const first = await kit.plainToken()
    await kit.plainToken()
    kit.clock.advance(minutes(4))
    await kit.plainToken()
    kit.clock.advance(minutes(1))
    expect(await codeWith(first.access_token)).toBe(40001)
  })

  it.each([
    [{ grant_type: 'password' }, 40002],
    [{ grant_type: '' }, 40002],
    [{ appid: '' }, 41002],
    [{ secret: '' }, 41004],
    [{ appid: 'wx9999999999999999' }, 40013],
    [{ secret: 'f'.repeat(32) }, 40125],
    [{ secret: otherApp.secret }, 40001],
  ])('refuses %j with %i', async (change, errcode) => {
    expect(await kit.plainToken(hotelApp, change)).toMatchObject({ errcode })
  })

  it('is read with GET only', async () => {
    expect(await kit.post('/cgi-bin/token', '{}')).toMatchObject({ errcode: 43001 })
  })

  it('answers 45009 after 2,000 calls of a day, until the next day in Beijing', async () => {
    await kit.sandbox.close()
    kit = await startKit({ limits: { tokenCallsPerDay: 2 } })
    await kit.plainToken()
    await kit.plainToken()
    expect(await kit.plainToken()).toMatchObject({ errcode: 45009 })
    kit.clock.advance(12 * 3_600_000 - 1)
    expect(await kit.plainToken()).toMatchObject({ errcode: 45009 })
    kit.clock.advance(1)
    expect(await kit.plainToken()).toHaveProperty('access_token')
  })
})

describe('POST /cgi-bin/stable_token', () => {
  it('answers the same token with its remaining life', async () => {
    const first = await kit.stableToken()
    expect(first).toEqual({ access_token: expect.any(String), expires_in: 7200 })
    kit.clock.advance(minutes(60) + 1)
    expect(await kit.stableToken()).toEqual({ access_token: first.access_token, expires_in: 3599 })
    kit.clock.advance(minutes(55) - 1)
    expect(await kit.stableToken()).toEqual({ access_token: first.access_token, expires_in: 300 })
  })

  it('gives a new token in the last five minutes, while the old one lives on to its end', async () => {
    const first = await kit.stableToken()
    kit.clock.advance(minutes(115) + 1)
    const second = await kit.stableToken()
    expect(second.access_token).not.toBe(first.access_token)
    expect(second.expires_in).toBe(7200)
    kit.clock.advance(minutes(5) - 2)
    expect(await codeWith(first.access_token)).toBe(0)
    kit.clock.advance(1)
    expect(await codeWith(first.access_token)).toBe(42001)
    expect(await codeWith(second.access_token)).toBe(0)
  })

  it('a forced refresh ends the previous token at once', async () => {
    const first = await kit.stableToken()
    const forced = await kit.stableToken(hotelApp, { force_refresh: true })
    expect(forced.access_token).not.toBe(first.access_token)
    expect(await codeWith(first.access_token)).toBe(40001)
    expect(await codeWith(forced.access_token)).toBe(0)
    expect((await kit.stableToken()).access_token).toBe(forced.access_token)
  })

  it('refreshes nothing when forced again within 30 s, and refuses nothing either', async () => {
    const first = await kit.stableToken(hotelApp, { force_refresh: true })
    kit.clock.advance(29_999)
    expect((await kit.stableToken(hotelApp, { force_refresh: true })).access_token).toBe(first.access_token)
    kit.clock.advance(1)
    expect((await kit.stableToken(hotelApp, { force_refresh: true })).access_token).not.toBe(first.access_token)
  })

  it('forces at most 20 times a day', async () => {
    const tokens = new Set<unknown>()
    for (let time = 0; time < 25; time++) {
      tokens.add((await kit.stableToken(hotelApp, { force_refresh: true })).access_token)
      kit.clock.advance(30_000)
    }
    expect(tokens.size).toBe(20)
    kit.clock.advance(12 * 3_600_000)
    const before = (await kit.stableToken()).access_token
    expect((await kit.stableToken(hotelApp, { force_refresh: true })).access_token).not.toBe(before)
  })

  it.each<[Json | string, number]>([
    [{ grant_type: 'x' }, 40002],
    [{ appid: '' }, 41002],
    [{ appid: undefined }, 41002],
    [{ secret: undefined }, 41004],
    [{ appid: 'wx9999999999999999' }, 40013],
    [{ secret: 'f'.repeat(32) }, 40125],
    [{ secret: otherApp.secret }, 40125],
    [{ appid: 12 }, 47001],
    [{ force_refresh: 'true' }, 47001],
  ])('refuses %j with %i', async (change, errcode) => {
    expect(await kit.stableToken(hotelApp, change as Json)).toMatchObject({ errcode })
  })

  it('asks for POST and for JSON', async () => {
    const { baseUrl } = kit.sandbox
    const get = await fetch(`${baseUrl}/cgi-bin/stable_token`)
    expect(await get.json()).toMatchObject({ errcode: 43002 })
    expect(await kit.post('/cgi-bin/stable_token', '')).toMatchObject({ errcode: 44002 })
    const form = new URLSearchParams({
      grant_type: 'client_credential',
      appid: hotelApp.appId,
      secret: hotelApp.secret,
    })
    const posted = await fetch(`${baseUrl}/cgi-bin/stable_token`, { method: 'POST', body: form })
    expect(await posted.json()).toMatchObject({ errcode: 47001 })
  })

  it('answers 45011 in the minute and 45009 in the day when called too often', async () => {
    await kit.sandbox.close()
    kit = await startKit({ limits: { callsPerMinute: 2, stableTokenCallsPerDay: 3 } })
    await kit.stableToken()
    await kit.stableToken()
    expect(await kit.stableToken()).toMatchObject({ errcode: 45011 })
    kit.clock.advance(minutes(1))
    expect(await kit.stableToken()).toHaveProperty('access_token')
    expect(await kit.stableToken()).toMatchObject({ errcode: 45009 })
  })
})

describe('both kinds of token', () => {
  it('never touch each other', async () => {
    const stable = await kit.stableToken()
    const plain = await kit.plainToken()
    kit.clock.advance(minutes(6))
    await kit.plainToken()
    await kit.stableToken(hotelApp, { force_refresh: true })
    kit.clock.advance(1000)
    expect(await codeWith(plain.access_token)).toBe(0)
    expect(await codeWith(stable.access_token)).toBe(40001)
    kit.clock.advance(minutes(6))
    const stableNow = await kit.stableToken()
    await kit.plainToken()
    kit.clock.advance(minutes(6))
    expect(await codeWith(stableNow.access_token)).toBe(0)
  })

  it('are told apart by mini program', async () => {
    const mine = await kit.token(hotelApp)
    const theirs = await kit.token(otherApp)
    await kit.generate({}, mine)
    expect(kit.sandbox.schemesOf(hotelApp.appId)).toHaveLength(1)
    expect(kit.sandbox.schemesOf(otherApp.appId)).toHaveLength(0)
    await kit.generate({}, theirs)
    expect(kit.sandbox.schemesOf(otherApp.appId)).toHaveLength(1)
    expect(kit.sandbox.tokensOf(hotelApp.appId).map(({ token }) => token)).toEqual([mine])
  })

  it('distinguishes no token, no such thing, unknown, and too old', async () => {
    expect(await kit.post('/wxa/queryscheme', { query_type: 1 })).toMatchObject({ errcode: 41001 })
    expect(await kit.post('/wxa/queryscheme', { query_type: 1, access_token: await kit.token() })).toMatchObject({
      errcode: 41001,
    })
    expect(await codeWith('rubbish!')).toBe(40014)
    expect(await codeWith(`92_${'A'.repeat(150)}`)).toBe(40001)
    const token = await kit.token()
    kit.clock.advance(7_200_000 - 1)
    expect(await codeWith(token)).toBe(0)
    kit.clock.advance(1)
    expect(await codeWith(token)).toBe(42001)
  })
})

describe('the state of the account', () => {
  it('names the caller address that is not in the whitelist, and accepts it once it is', async () => {
    kit.sandbox.updateApp(hotelApp.appId, { ipWhitelist: ['198.51.100.1'] })
    for (const answer of [await kit.stableToken(), await kit.plainToken()]) {
      expect(answer.errcode).toBe(40164)
      const [message, requestId] = String(answer.errmsg).split(' rid: ')
      expect(message).toBe('invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist')
      expect(requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/)
    }
    expect(await kit.stableToken(hotelApp, { secret: 'wrong' })).toMatchObject({ errcode: 40125 })
    kit.sandbox.updateApp(hotelApp.appId, { ipWhitelist: ['198.51.100.1', '203.0.113.7'] })
    expect(await kit.stableToken()).toHaveProperty('access_token')
  })

  it('knows frozen secrets, forbidden token interfaces and frozen accounts', async () => {
    const token = await kit.token()
    kit.sandbox.updateApp(hotelApp.appId, { secretFrozen: true })
    expect(await kit.stableToken()).toMatchObject({ errcode: 40243 })
    kit.sandbox.updateApp(hotelApp.appId, { tokenForbidden: true })
    expect(await kit.plainToken()).toMatchObject({ errcode: 50004 })
    kit.sandbox.updateApp(hotelApp.appId, { frozen: true })
    expect(await kit.plainToken()).toMatchObject({ errcode: 50007 })
    expect(await codeWith(token)).toBe(50002)
  })

  it('takes a new secret at once', async () => {
    kit.sandbox.updateApp(hotelApp.appId, { secret: 'e'.repeat(32) })
    expect(await kit.stableToken()).toMatchObject({ errcode: 40125 })
    expect(await kit.stableToken({ ...hotelApp, secret: 'e'.repeat(32) })).toHaveProperty('access_token')
  })
})
