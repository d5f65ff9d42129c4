import { afterEach, describe, expect, it } from 'vitest'
import { APP, SECRET, setUp as start } from './server.fixture'
import type { Reply } from './server.fixture'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})
const setUp: typeof start = async (...all) => {
  const made = await start(...all)
  closers.push(made.close)
  return made
}

const call = { correlationId: 'c1' }
const token = (count: number, seconds = 7200) => ({ access_token: `token-number-${count}`, expires_in: seconds })
const answering = (tokens: (count: number) => Reply, options = {}) =>
  setUp(({ path }, count) => (path.startsWith('/cgi-bin/') ? tokens(count) : { errcode: 0 }), options)
const fetches = (paths: string[]) => paths.filter((path) => path.startsWith('/cgi-bin/')).length

describe('a token', () => {
  it('is fetched once for 200 calls at once', async () => {
    const { wechat, paths } = await answering(token)
    await Promise.all(Array.from({ length: 200 }, () => wechat.remainingOpenings(APP, call)))
    expect([fetches(paths()), paths().length]).toEqual([1, 201])
  })

  it('belongs to one app', async () => {
    const { wechat, paths } = await answering(token)
    await Promise.all([APP, 'wx2', APP, 'wx2'].map((appId) => wechat.remainingOpenings(appId, call)))
    expect(fetches(paths())).toBe(2)
  })

  it('is used until five minutes before its end, and no longer', async () => {
    const { wechat, paths, clock } = await answering((count) => token(count, 7200))
    await wechat.remainingOpenings(APP, call)
    clock.advance(6_899_000)
    await wechat.remainingOpenings(APP, call)
    expect(fetches(paths())).toBe(1)
    clock.advance(2_000)
    await wechat.remainingOpenings(APP, call)
    expect(fetches(paths())).toBe(2)
  })

  it('with only the margin left is not fetched anew for every call', async () => {
    const { wechat, paths } = await answering((count) => token(count, 300))
    for (let index = 0; index < 5; index += 1) await wechat.remainingOpenings(APP, call)
    expect(fetches(paths())).toBe(1)
  })

  it('is fetched anew when the clock was set back', async () => {
    const { wechat, paths, clock } = await answering(token)
    await wechat.remainingOpenings(APP, call)
    clock.advance(-3_600_000)
    await wechat.remainingOpenings(APP, call)
    expect(fetches(paths())).toBe(2)
  })

  it('comes from the old interface where another program needs it so; the secret is not recorded', async () => {
    const { wechat, seen, records } = await answering(token, { mode: 'token' })
    await wechat.remainingOpenings(APP, call)
    expect(seen[0]).toMatchObject({ method: 'GET', path: '/cgi-bin/token', body: undefined })
    expect(Object.fromEntries(seen[0]?.query ?? [])).toEqual({
      grant_type: 'client_credential',
      appid: APP,
      secret: SECRET,
    })
    expect(records[0]?.path).toBe(`/cgi-bin/token?grant_type=client_credential&appid=${APP}&secret=***`)
  })

  it('is not lost for the others when one of them gives up', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const { wechat, paths } = await setUp(async ({ path }, count) => {
      if (!path.startsWith('/cgi-bin/')) return { errcode: 0 }
      await held
      return token(count)
    })
    const aborter = new AbortController()
    const leaving = wechat.remainingOpenings(APP, { ...call, signal: aborter.signal }).catch((error: unknown) => error)
    const staying = wechat.remainingOpenings(APP, call)
    await expect.poll(() => paths().length).toBe(1)
    aborter.abort()
    expect(await leaving).toMatchObject({ code: 'http.cancelled', retry: 'safe' })
    release()
    await staying
    expect(fetches(paths())).toBe(1)
  })

  it('is no longer waited for when all have given up, and the next caller starts afresh', async () => {
    const { wechat, paths } = await setUp(({ path }, count): Reply => {
      if (!path.startsWith('/cgi-bin/')) return { errcode: 0 }
      return count === 1 ? () => {} : token(count)
    })
    const aborter = new AbortController()
    const leaving = wechat.remainingOpenings(APP, { ...call, signal: aborter.signal }).catch((error: unknown) => error)
    await expect.poll(() => paths().length).toBe(1)
    aborter.abort()
    await leaving
    await wechat.remainingOpenings(APP, call)
    expect(fetches(paths())).toBe(2)
  })
})

describe('a token that is refused', () => {
  it.each([
    [40001, 'wechat.secretWrong'],
    [40125, 'wechat.secretWrong'],
    [40013, 'wechat.appIdWrong'],
    [89503, 'wechat.ipNeedsConfirmation'],
    [45009, 'wechat.dailyCallsUsedUp'],
  ])('%i is told at once', async (errcode, code) => {
    const { wechat, paths } = await answering(() => ({ errcode, errmsg: 'no' }))
    await expect(wechat.remainingOpenings(APP, call)).rejects.toMatchObject({ code })
    expect(paths()).toHaveLength(1)
  })

  it('40164 names the address to whitelist', async () => {
    const { wechat } = await answering(() => ({
      errcode: 40164,
      errmsg: 'invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 65a1b2c3-0d4e5f60-7a8b9c0d',
    }))
    await expect(wechat.testConnection(APP, call)).rejects.toMatchObject({
      code: 'wechat.ipNotWhitelisted',
      params: { ip: '203.0.113.7', appId: APP },
      upstream: { requestId: '65a1b2c3-0d4e5f60-7a8b9c0d' },
    })
  })

  it('-1 is tried three times more', async () => {
    const { wechat, waits } = await answering((count) => (count < 4 ? { errcode: -1, errmsg: 'busy' } : token(count)))
    await wechat.remainingOpenings(APP, call)
    expect(waits).toEqual([1000, 2000, 4000])
  })

  it('a broken connection is tried again, for fetching twice does no harm', async () => {
    const { wechat, paths } = await answering((count) =>
      count < 3 ? (_response, request) => request.socket.resetAndDestroy() : token(count),
    )
    await wechat.remainingOpenings(APP, call)
    expect(fetches(paths())).toBe(3)
  })
})

describe('what an operator may ask for', () => {
  it('a test of the connection uses the present secret and tells the life, never the token', async () => {
    let secret = 'first-secret-0123456789'
    const { wechat, seen, clock } = await answering((count) => token(count), {
      credentials: () => Promise.resolve({ secret }),
    })
    await wechat.remainingOpenings(APP, call)
    secret = 'second-secret-0123456789'
    clock.advance(1000)
    expect(await wechat.testConnection(APP, call)).toEqual({ expiresInSeconds: 7200, tokenMode: 'stable' })
    expect(seen.at(-1)?.body).toMatchObject({ secret })
  })

  it('a forced refresh asks WeChat to drop the token, at most every 30 seconds', async () => {
    const { wechat, seen, clock } = await answering((count) => token(Math.min(count, 2)))
    await wechat.remainingOpenings(APP, call)
    expect(await wechat.forceRefresh(APP, call)).toEqual({ expiresInSeconds: 7200, replaced: true })
    expect(seen.at(-1)?.body).toMatchObject({ force_refresh: true })
    clock.advance(10_000)
    await expect(wechat.forceRefresh(APP, call)).rejects.toMatchObject({
      code: 'wechat.forceRefreshTooSoon',
      params: { seconds: 20 },
    })
    clock.advance(20_000)
    // The day's 20 are used up: WeChat gives the same token again.
    expect(await wechat.forceRefresh(APP, call)).toMatchObject({ replaced: false })
    await wechat.remainingOpenings(APP, call)
    expect(seen.at(-1)?.query.get('access_token')).toBe('token-number-2')
  })

  it('forgetting an app drops its token, also one under way', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const { wechat, paths } = await setUp(async ({ path }, count) => {
      if (path.startsWith('/cgi-bin/') && count === 1) await held
      return path.startsWith('/cgi-bin/') ? token(count) : { errcode: 0 }
    })
    const first = wechat.remainingOpenings(APP, call)
    await expect.poll(() => paths().length).toBe(1)
    wechat.forget(APP)
    release()
    await first
    await wechat.remainingOpenings(APP, call)
    expect(fetches(paths())).toBe(2)
  })
})
