import { afterEach, describe, expect, it } from 'vitest'
import { Fault } from '../../platform/errors/fault'
import { hotelApp, otherApp, startKit, type Kit } from './test-kit'

const open: Kit[] = []
const start = async (...args: Parameters<typeof startKit>) => {
  const kit = await startKit(...args)
  open.push(kit)
  return kit
}
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ sandbox }) => sandbox.close()))
})

const faultOf = (act: () => void): unknown => {
  try {
    act()
  } catch (error) {
    return error instanceof Fault ? error.code : error
  }
  return undefined
}

describe('snapshot and restore', () => {
  it('carry schemes and the counters of the day over a restart', async () => {
    const before = await start({ limits: { generatePerDay: 2 } })
    const { openlink } = await before.generate({ jump_wxa: { path: 'pages/shop/item', query: 'a=1' } })
    await before.stableToken(hotelApp, { force_refresh: true })
    const restore = before.sandbox.snapshot()
    await before.sandbox.close()

    const after = await start({ limits: { generatePerDay: 2 }, restore })
    expect(await after.query({ scheme: openlink })).toMatchObject({ scheme_info: { query: 'a=1' } })
    expect(after.sandbox.state().apps[0]?.usage).toMatchObject({ generated: 1, forcedRefreshes: 1 })
    expect(await after.generate()).toMatchObject({ errcode: 0 })
    expect(await after.generate()).toMatchObject({ errcode: 44993 })
  })

  it('holds no secret and no token; an old token meets 40001', async () => {
    const before = await start()
    const token = await before.token()
    await before.generate({}, token)
    const restore = before.sandbox.snapshot()
    expect(restore).not.toContain(hotelApp.secret)
    expect(restore).not.toContain(token)
    const after = await start({ restore })
    expect(await after.generate({}, token)).toMatchObject({ errcode: 40001 })
  })

  it('keeps schemes of mini programs that are added only later', async () => {
    const before = await start()
    const { openlink } = await before.generate({}, await before.token(otherApp))
    const after = await start({ seed: [hotelApp], restore: before.sandbox.snapshot() })
    expect(await after.stableToken(otherApp)).toMatchObject({ errcode: 40013 })
    after.sandbox.addApp(otherApp)
    expect(await after.query({ scheme: openlink }, await after.token(otherApp))).toMatchObject({ errcode: 0 })
  })

  it.each(['', 'not json', '{}', '[]', '{"format":"minidesk.sandbox.wechat","version":2,"schemes":[],"usage":[]}'])(
    'refuse %j and keep what was there',
    async (text) => {
      const kit = await start()
      await kit.generate()
      expect(faultOf(() => kit.sandbox.restore(text))).toBe('sandbox.snapshotUnreadable')
      expect(kit.sandbox.schemesOf(hotelApp.appId)).toHaveLength(1)
    },
  )

  it('tells of changes, many at once, and of the last ones on close', async () => {
    const seen: string[] = []
    const kit = await start({ changeDelayMs: 60_000, onChange: (snapshot) => seen.push(snapshot()) })
    const token = await kit.token()
    await kit.query({ query_type: 1 }, token)
    await Promise.all(Array.from({ length: 20 }, () => kit.generate({}, token)))
    expect(seen).toEqual([])
    const now = kit.sandbox.snapshot()
    await kit.sandbox.close()
    expect(seen).toEqual([now])
    await kit.sandbox.close()
    expect(seen).toHaveLength(1)
  })

  it('tells of changes by itself after the delay', async () => {
    const told = new Promise<string>((resolve) => {
      void start({ changeDelayMs: 5, onChange: (snapshot) => resolve(snapshot()) }).then((kit) => kit.generate())
    })
    expect(JSON.parse(await told)).toMatchObject({ schemes: [{ appId: hotelApp.appId }] })
  })
})

describe('updateApp', () => {
  it('says which mini program it does not know', async () => {
    const kit = await start()
    expect(faultOf(() => kit.sandbox.updateApp('wx0', { released: false }))).toBe('sandbox.unknownApp')
  })
})
