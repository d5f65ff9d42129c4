import { describe, expect, it } from 'vitest'
import { APP, call, setUp } from './sandbox.fixture'

const body = {
  jump_wxa: { path: 'pages/room/detail', query: 'id=42&from=sms&name=%E6%88%BF%E9%97%B4', env_version: 'release' },
  is_expire: true,
  expire_type: 1,
  expire_interval: 30,
} as const

describe('against the stand-in', () => {
  it.each(['stable', 'token'] as const)('makes a scheme and reads it back (%s)', async (mode) => {
    const { wechat, sandbox, clock } = await setUp({ mode })
    const { openlink } = await wechat.generateScheme(APP.appId, body, call)
    const created = Math.floor(clock.now().getTime() / 1000)
    expect(await wechat.queryScheme(APP.appId, { scheme: openlink }, call)).toMatchObject({
      details: { appId: APP.appId, path: body.jump_wxa.path, query: body.jump_wxa.query, createTime: created },
    })
    expect(await wechat.remainingOpenings(APP.appId, call)).toBeGreaterThan(0)
    expect(sandbox.schemesOf(APP.appId)).toHaveLength(1)
    expect(sandbox.tokensOf(APP.appId)).toHaveLength(1)
  })

  it('90 calls at once share one token and make 90 schemes', async () => {
    const { wechat, sandbox } = await setUp()
    const made = await Promise.all(
      Array.from({ length: 90 }, () => wechat.generateScheme(APP.appId, body, call).then(({ openlink }) => openlink)),
    )
    expect(new Set(made).size).toBe(90)
    expect(sandbox.state().calls['/cgi-bin/stable_token']).toBe(1)
  })

  it('goes on after a token was refused, and when its life is over', async () => {
    const { wechat, sandbox, clock } = await setUp()
    sandbox.setFault({ kind: 'systemBusyOnce' })
    await wechat.generateScheme(APP.appId, body, call)
    sandbox.setFault({ kind: 'tokenInvalidOnce', path: '/wxa/generatescheme' })
    await wechat.generateScheme(APP.appId, body, call)
    clock.advance(3 * 3_600_000)
    await wechat.generateScheme(APP.appId, body, call)
    expect(sandbox.schemesOf(APP.appId)).toHaveLength(3)
  })

  const noAnswer = ['dropAfterActing', 'html', 'truncated', 'http5xx'] as const
  it.each(noAnswer)('%s: unknown, and made once at most', async (kind) => {
    const { wechat, sandbox } = await setUp()
    sandbox.setFault({ kind, path: '/wxa/generatescheme' })
    await expect(wechat.generateScheme(APP.appId, body, call)).rejects.toMatchObject({
      code: 'wechat.outcomeUnknown',
      retry: 'afterCheck',
    })
    expect(sandbox.state().calls['/wxa/generatescheme']).toBe(1)
    expect(sandbox.schemesOf(APP.appId).length).toBeLessThanOrEqual(1)
  })

  it('tells why a connection does not work', async () => {
    const wrong = await setUp({ secret: 'ffffffffffffffffffffffffffffffff' })
    await expect(wrong.wechat.testConnection(APP.appId, call)).rejects.toMatchObject({ code: 'wechat.secretWrong' })
    const { wechat, sandbox } = await setUp()
    sandbox.updateApp(APP.appId, { ipWhitelist: [] })
    await expect(wechat.testConnection(APP.appId, call)).rejects.toMatchObject({
      code: 'wechat.ipNotWhitelisted',
      params: { ip: '203.0.113.7' },
      upstream: { requestId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{8}){2}$/u) as string },
    })
    sandbox.updateApp(APP.appId, { ipWhitelist: null })
    expect(await wechat.testConnection(APP.appId, call)).toEqual({ expiresInSeconds: 7200, tokenMode: 'stable' })
  })

  it('a forced refresh ends the present token', async () => {
    const { wechat } = await setUp()
    await wechat.testConnection(APP.appId, call)
    expect(await wechat.forceRefresh(APP.appId, call)).toEqual({ expiresInSeconds: 7200, replaced: true })
    await wechat.generateScheme(APP.appId, body, call)
  })
})
