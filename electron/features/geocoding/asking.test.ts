import { describe, expect, it } from 'vitest'
import { Fault } from '../../platform/errors/fault'
import { geocodingDesk, how, question } from './geocoding.fixture'

const hangzhou = '浙江省杭州市西湖区北山街78号'
const dayMs = 86_400_000

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const caught: unknown = await work.catch((cause: unknown) => cause)
  if (caught instanceof Fault) return caught
  throw new Error('expected a Fault', { cause: caught })
}

describe('asking a provider', () => {
  it('answers in every datum, keeps it for its term, and gives it again without a call', async () => {
    const { asking, tencent, clock, tencentKey, run } = await geocodingDesk()
    await tencentKey()
    const first = await asking.ask(question(hangzhou), how)
    expect(first).toMatchObject({ provider: 'tencent', service: 'domestic', state: 'found', cached: false, expiresAt: '2026-12-28T06:00:00.000Z' })
    const [best] = first.candidates
    expect(best?.position.datum).toBe('gcj02')
    expect(best?.positions.mainland).toBe(true)
    expect(best?.positions.wgs84.lat).toBeCloseTo(30.2556, 2)
    // Another run of the program, and another way to write it.
    const again = await run().asking.ask(question(' 浙江省杭州市西湖区北山街７８号 \u0000'), how)
    expect(again).toEqual({ ...first, cached: true })
    expect(tencent.stats().requests).toBe(1)
    expect((await asking.ask(question(hangzhou), { ...how, fresh: true })).cached).toBe(false)
    clock.advance(30 * dayMs)
    expect(await asking.kept([question(hangzhou)])).toEqual([undefined])
  })

  it('makes one call of the same question asked twice at once, and gives it up only when both do', async () => {
    const { asking, tencent, tencentKey } = await geocodingDesk()
    await tencentKey()
    const impatient = new AbortController()
    const left = asking.ask(question(hangzhou), { ...how, signal: impatient.signal })
    const stays = asking.ask(question(hangzhou), how)
    impatient.abort()
    await expect(left).rejects.toBeDefined()
    expect((await stays).state).toBe('found')
    expect(tencent.stats().requests).toBe(1)
  })

  it('keeps that there is nothing for a week, and what may not be kept not at all', async () => {
    const { asking, clock, here, hereKey, keys } = await geocodingDesk()
    const id = await hereKey()
    here.fail({ kind: 'empty' })
    const nowhere = question('Nowhere 1', { provider: 'here' })
    const answer = await asking.ask(nowhere, how)
    expect(answer).toMatchObject({ state: 'notFound', candidates: [], expiresAt: '2026-12-05T06:00:00.000Z' })
    expect((await asking.kept([nowhere]))[0]?.state).toBe('notFound')
    const { fields, rev } = await keys.get(id)
    await keys.update({ id, rev, fields: { ...fields, storageDays: 0 } }, '王芳')
    const paris = question('1 Rue de Rivoli, Paris', { provider: 'here' })
    expect((await asking.ask(paris, how)).expiresAt).toBe(new Date(clock.now().getTime() + 3_600_000).toISOString())
    expect(await asking.kept([paris])).toEqual([undefined])
  })

  it('says what is wrong with an address without a call: empty, too long; and asks about every script', async () => {
    const { asking, tencent, here, tencentKey, hereKey } = await geocodingDesk()
    await tencentKey()
    await hereKey()
    expect(await asking.ask(question(' \u0000\u3000 '), how)).toMatchObject({ state: 'badInput', error: { code: 'geocoding.emptyAddress' } })
    const long = '很'.repeat(2001)
    expect(await asking.ask(question(long), how)).toMatchObject({ state: 'badInput', error: { code: 'geocoding.addressTooLong', params: { characters: 2001 } } })
    expect(tencent.stats().requests).toBe(0)
    for (const address of ['🏨'.repeat(2000), 'شارع محمد الخامس، الرباط', 'Улица Арбат, Москва', '東京都千代田区丸の内1丁目', 'broken \ud83d half'])
      for (const provider of ['tencent', 'here'])
        expect(['found', 'notFound', 'badInput'], address.slice(0, 20)).toContain((await asking.ask(question(address, { provider }), how)).state)
    expect(here.stats().requests).toBeGreaterThan(3)
  })

  it('stops for what a person has to mend, and says what', async () => {
    const { asking, tencent, tencentKey, keys, todos } = await geocodingDesk()
    expect(asking.stopOf(await faultOf(asking.ask(question(hangzhou), how)))).toEqual({ code: 'geocoding.noKey', params: { provider: 'tencent' } })
    const id = await tencentKey()
    await keys.setSecret(id, 'sk', 'a-wrong-one')
    const refused = await faultOf(asking.ask(question(hangzhou), how))
    expect(asking.stopOf(refused)?.code).toBe('geocoding.tencent.signatureWrong')
    const [source] = todos()
    expect((await source?.load())?.map(({ kind }) => kind)).toEqual(['geocoding.keyRefused'])
    await keys.setSecret(id, 'sk', 'TESTSECRETKEY0000000000000000000')
    expect(await source?.load()).toEqual([])
    tencent.fail({ kind: 'status', status: 123 })
    expect(asking.stopOf(await faultOf(asking.ask(question(hangzhou), how)))?.code).toBe('geocoding.tencent.accountRestricted')
    await asking.ask(question(hangzhou), how)
    expect(await source?.load()).toEqual([])
    expect(asking.stopOf(new Fault('store.diskFull'))).toBeUndefined()
  })

  it('goes on after passing trouble, and says so where it does not pass', async () => {
    const { asking, here, hereKey, waits } = await geocodingDesk()
    await hereKey()
    const rome = question('Via del Corso 1, Roma', { provider: 'here' })
    here.fail({ kind: 'gateway', status: 503 }, { kind: 'truncated' })
    expect((await asking.ask(rome, how)).state).not.toBe('failed')
    here.fail({ kind: 'status', status: 429, retryAfter: 7 })
    expect((await asking.ask(rome, { ...how, fresh: true })).state).not.toBe('failed')
    expect(Math.max(...waits)).toBeGreaterThanOrEqual(1000)
    here.failAlways({ kind: 'gateway', status: 502 })
    const answer = await asking.ask(rome, { ...how, fresh: true })
    expect(answer).toMatchObject({ state: 'failed', candidates: [] })
    expect(answer.error?.code).toMatch(/^geocoding\.here\./u)
    expect(await asking.kept([rome])).toMatchObject([{ cached: true }])
  })

  it('waits for minutes where a provider stays too busy', async () => {
    const { asking, here, hereKey, clock } = await geocodingDesk()
    await hereKey()
    const started = clock.monotonic()
    here.fail(...Array.from({ length: 12 }, () => ({ kind: 'status', status: 429 }) as const))
    expect((await asking.ask(question('Via del Corso 1, Roma', { provider: 'here' }), how)).state).not.toBe('failed')
    expect(clock.monotonic() - started).toBeGreaterThan(120_000)
  })
})

describe('kept answers', () => {
  it('are read more than 5,000 times a second', async () => {
    const { asking, tencentKey } = await geocodingDesk()
    await tencentKey()
    await asking.ask(question(hangzhou), how)
    const many = Array.from({ length: 1000 }, () => question(hangzhou))
    const times: number[] = []
    for (let round = 0; round < 6; round += 1) {
      const started = performance.now()
      await asking.kept(many)
      times.push(performance.now() - started)
    }
    // The best of some rounds: the computer has other things to do as well.
    expect(many.length / (Math.min(...times) / 1000)).toBeGreaterThan(5000)
  })

  it('are purged from the file when their term ends, at the next start too, and the purge is told', async () => {
    const { asking, tencentKey, commands, clock, run, databaseBytes } = await geocodingDesk()
    await tencentKey({ storageDays: 10 })
    const { candidates } = await asking.ask(question(hangzhou), how)
    await asking.kept([question(hangzhou)])
    const mark = String(candidates[0]?.position.lat)
    const status = await commands['cache.status']({}, {} as never)
    expect(status).toEqual({
      providers: [{ provider: 'tencent', answers: 1, hits: 1, nextEnd: '2026-12-08T06:00:00.000Z', lastEnd: '2026-12-08T06:00:00.000Z' }],
      purged: 0,
    })
    expect((await databaseBytes()).includes(mark)).toBe(true)
    clock.advance(10 * dayMs)
    await run().recover()
    expect((await databaseBytes()).includes(mark)).toBe(false)
    expect(await commands['cache.status']({}, {} as never)).toMatchObject({ providers: [{ answers: 0, hits: 1 }], purgedAt: '2026-12-08T06:00:00.000Z', purged: 1 })
  })

  it('can be forgotten by provider', async () => {
    const { asking, tencentKey, hereKey, commands } = await geocodingDesk()
    await tencentKey()
    await hereKey()
    await asking.ask(question(hangzhou), how)
    await asking.ask(question(hangzhou, { provider: 'here' }), how)
    expect(await commands['cache.clear']({ provider: 'here' }, {} as never)).toEqual({ removed: 1 })
    expect((await asking.kept([question(hangzhou), question(hangzhou, { provider: 'here' })])).map((one) => one?.provider)).toEqual(['tencent', undefined])
    expect(await commands['cache.clear']({}, {} as never)).toEqual({ removed: 1 })
  })
})
