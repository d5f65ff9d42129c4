import { inspect } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { isQuotaStop } from './errors'
import { answering, APP, call, faultOf, noAnswer, RID, SECRET, setUp as start, TOKEN, token } from './server.fixture'
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

const ok = { errcode: 0, errmsg: 'ok', openlink: 'weixin://dl/business/?t=AbCdEfGhIjK' }
const body = {
  jump_wxa: { path: 'pages/a', query: 'id=42&from=sms' },
  is_expire: true,
  expire_type: 1,
  expire_interval: 30,
} as const

describe('a scheme', () => {
  it('is asked for as the reference says', async () => {
    const { wechat, seen } = await answering({ ...ok, new_field: 1 })
    expect(await wechat.generateScheme(APP, body, call)).toEqual({ openlink: ok.openlink, requestId: undefined })
    expect(seen).toEqual([
      {
        method: 'POST',
        path: '/cgi-bin/stable_token',
        query: new URLSearchParams(),
        body: { grant_type: 'client_credential', appid: APP, secret: SECRET },
      },
      {
        method: 'POST',
        path: '/wxa/generatescheme',
        query: new URLSearchParams({ access_token: `${TOKEN}1` }),
        body,
      },
    ])
  })

  const more: [string, Reply][] = [
    ['http.tooLarge', (response) => response.end('x'.repeat(300_000))],
    ['http.unreadable', { errcode: 0, errmsg: 'ok' }],
  ]
  it.each([...noAnswer, ...more])('without a readable answer (%s) is unknown and never asked for again', async (reason, reply) => {
    const { wechat, paths, records } = await answering(reply)
    const fault = await faultOf(wechat.generateScheme(APP, body, call))
    expect([fault.code, fault.retry, fault.params['reason']]).toEqual(['wechat.outcomeUnknown', 'afterCheck', reason])
    expect(paths().filter((path) => path === '/wxa/generatescheme')).toHaveLength(1)
    expect(records.at(-1)).toMatchObject({ outcome: 'unknown', fault: reason })
  })

  it('given up on while WeChat is at work is unknown; before that it is surely not made', async () => {
    const aborter = new AbortController()
    const { wechat } = await answering(() => aborter.abort())
    const signal = { ...call, signal: aborter.signal }
    expect(await faultOf(wechat.generateScheme(APP, body, signal))).toMatchObject({ code: 'wechat.outcomeUnknown' })
    expect(await faultOf(wechat.generateScheme(APP, body, signal))).toMatchObject({
      code: 'http.cancelled',
      retry: 'safe',
    })
  })

  it('that never left this computer may be asked for again', async () => {
    const { wechat } = await setUp(() => ({}), { baseUrl: 'http://127.0.0.1:1' })
    expect(await faultOf(wechat.generateScheme(APP, body, call))).toMatchObject({ code: 'http.refused', retry: 'safe' })
  })

  it.each([
    ['wechat.pathRefused', 40165],
    ['wechat.neverReleased', 85079],
    ['wechat.other', 12345],
  ])('refused (%s) surely was not made; the request id is kept', async (code, errcode) => {
    const { wechat, records, paths } = await answering({ errcode, errmsg: `no way rid: ${RID}` })
    const fault = await faultOf(wechat.generateScheme(APP, body, call))
    expect([fault.code, fault.retry]).toEqual([code, 'no'])
    expect(fault.upstream).toEqual({ system: 'wechat', code: String(errcode), message: 'no way', requestId: RID })
    expect(records.at(-1)).toMatchObject({ upstreamCode: String(errcode), requestId: RID, outcome: 'refused' })
    expect(paths()).toHaveLength(2)
  })
})

describe('a refused token', () => {
  it.each([40001, 40014, 42001])('(%i) is replaced once, and the call repeated once', async (errcode) => {
    const { wechat, seen } = await answering({ errcode, errmsg: 'no' }, ok)
    await wechat.generateScheme(APP, body, call)
    expect(seen.map(({ path, query }) => query.get('access_token') ?? path)).toEqual([
      '/cgi-bin/stable_token',
      `${TOKEN}1`,
      '/cgi-bin/stable_token',
      `${TOKEN}2`,
    ])
  })

  it('twice goes to the person', async () => {
    const { wechat, paths } = await answering({ errcode: 40001, errmsg: 'no' })
    expect((await faultOf(wechat.generateScheme(APP, body, call))).code).toBe('wechat.tokenRejected')
    expect(paths()).toHaveLength(4)
  })

  it('of 100 calls at once leads to one new token', async () => {
    const { wechat, seen, paths } = await setUp(({ path, query }, count) => {
      if (path === '/cgi-bin/stable_token') return token(count)
      return query.get('access_token') === `${TOKEN}1` ? { errcode: 42001, errmsg: 'expired' } : ok
    })
    await Promise.all(Array.from({ length: 100 }, () => wechat.generateScheme(APP, body, call)))
    expect(paths().filter((path) => path === '/cgi-bin/stable_token')).toHaveLength(2)
    expect(seen).toHaveLength(2 + 200)
  })

  it('that was replaced meanwhile does not cost the new one', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const { wechat, paths } = await setUp(async ({ path }, count) => {
      if (path === '/cgi-bin/stable_token') return token(count)
      if (count === 1) await held
      return count === 1 || count === 2 ? { errcode: 40001, errmsg: 'stale' } : ok
    })
    const slow = wechat.generateScheme(APP, body, call)
    await expect.poll(() => paths().length).toBe(2)
    await wechat.generateScheme(APP, body, call)
    release()
    await slow
    expect(paths().filter((path) => path === '/cgi-bin/stable_token')).toHaveLength(2)
  })
})

describe('refusals that pass', () => {
  it('-1 is repeated three times after 1, 2 and 4 seconds', async () => {
    const { wechat, waits, paths } = await answering({ errcode: -1, errmsg: 'system error' })
    expect(await faultOf(wechat.generateScheme(APP, body, call))).toMatchObject({ code: 'wechat.busy', retry: 'safe' })
    expect(waits).toEqual([1000, 2000, 4000])
    expect(paths()).toHaveLength(5)
  })

  it('-1 once', async () => {
    const { wechat } = await answering({ errcode: -1, errmsg: 'system error' }, ok)
    expect(await wechat.generateScheme(APP, body, call)).toMatchObject({ openlink: ok.openlink })
  })

  it('44990 waits a second, a few times', async () => {
    const slow = { errcode: 44990, errmsg: 'too fast' }
    const some = await answering(slow, slow, ok)
    await some.wechat.generateScheme(APP, body, call)
    expect(some.waits).toEqual([1000, 1000])
    const many = await answering(slow)
    expect((await faultOf(many.wechat.generateScheme(APP, body, call))).code).toBe('wechat.tooManyThisSecond')
    expect(many.waits).toHaveLength(5)
  })

  it('45011 waits for the next minute', async () => {
    const { wechat, waits, clock } = await answering({ errcode: 45011, errmsg: 'minute' }, ok)
    clock.advance(20_000)
    await wechat.generateScheme(APP, body, call)
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(40_000)
  })

  it('stop at once when the caller gives up', async () => {
    const aborter = new AbortController()
    const { wechat, paths } = await answering((response) => {
      response.end('{"errcode":44990,"errmsg":"x"}')
      response.on('close', () => aborter.abort())
    })
    const fault = await faultOf(wechat.generateScheme(APP, body, { ...call, signal: aborter.signal }))
    expect(['http.cancelled', 'wechat.outcomeUnknown']).toContain(fault.code)
    expect(paths().length).toBeLessThan(5)
  })

  it.each([45009, 44993, 85400, 85406])('%i does not pass: it stops the batch', async (errcode) => {
    const { wechat, waits } = await answering({ errcode, errmsg: 'quota' })
    const fault = await faultOf(wechat.generateScheme(APP, body, call))
    expect([isQuotaStop(fault), fault.retry, waits]).toEqual([true, 'no', []])
  })
})

describe('a question about a scheme', () => {
  it('is answered in details, for plain schemes without times', async () => {
    const times = { create_time: 1, expire_time: 0 }
    const info = { appid: APP, path: 'pages/a', query: 'x=1', ...times, env_version: 'trial', more: 1 }
    const { wechat, seen } = await setUp(({ path }, count) =>
      path === '/cgi-bin/stable_token'
        ? token(count)
        : { errcode: 0, errmsg: 'ok', scheme_info: count === 1 ? info : { appid: APP, path: 'p' } },
    )
    expect(await wechat.queryScheme(APP, { scheme: ok.openlink }, call)).toEqual({
      details: { appId: APP, path: 'pages/a', query: 'x=1', createTime: 1, expireTime: 0, envVersion: 'trial' },
      remainingOpenings: undefined,
    })
    expect(seen[1]?.body).toEqual({ scheme: ok.openlink, query_type: 0 })
    expect((await wechat.queryScheme(APP, { scheme: 'x' }, call)).details).toEqual({
      appId: APP, path: 'p', query: '', createTime: undefined, expireTime: undefined, envVersion: 'release',
    })
  })

  it('tells how many openings are left', async () => {
    const { wechat, seen } = await setUp(({ path }, count) =>
      path === '/cgi-bin/stable_token' ? token(count) : { errcode: 0, quota_info: { remain_visit_quota: 5_999_999 } },
    )
    expect(await wechat.remainingOpenings(APP, call)).toBe(5_999_999)
    expect(seen[1]?.body).toEqual({ query_type: 1 })
  })

  it('is repeated when no answer came, for it changes nothing', async () => {
    const { wechat } = await setUp(({ path }, count): Reply => {
      if (path === '/cgi-bin/stable_token') return token(count)
      return count < 3 ? (_response, request) => request.socket.resetAndDestroy() : { errcode: 0 }
    })
    expect(await wechat.remainingOpenings(APP, call)).toBeUndefined()
  })
})

describe('secrets', () => {
  it('stand in no fault, record or log, whatever WeChat repeats', async () => {
    for (const mode of ['stable', 'token'] as const) {
      for (const broken of ['token', 'link'] as const) {
        const echo = `bad ${SECRET} ${broken === 'link' ? `${TOKEN}1` : ''} rid: ${RID}`
        for (const reply of [
          { errcode: 12345, errmsg: echo },
          ((response) => response.writeHead(403, { 'content-type': 'text/plain' }).end(echo)) satisfies Reply,
          ((_response, request) => request.socket.resetAndDestroy()) satisfies Reply,
        ]) {
          const { wechat, records, redactor } = await setUp(
            ({ path }) => (path.startsWith('/cgi-bin/') === (broken === 'token') ? reply : token(1)),
            { mode },
          )
          const fault = await faultOf(wechat.generateScheme(APP, body, call))
          const shown = [
            inspect(fault, { depth: 20, showHidden: true }),
            JSON.stringify(fault.toEnvelope('c')),
            JSON.stringify(records),
            JSON.stringify(redactor.value({ fault, text: echo })),
          ].join('\n')
          expect(shown).not.toContain(SECRET)
          expect(shown).not.toContain(TOKEN)
          expect(records.length).toBeGreaterThan(0)
        }
      }
    }
  })
})
