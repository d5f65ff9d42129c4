import { describe, expect, it } from 'vitest'
import { ManualClock } from '../../platform/clock/clock'
import { Fault } from '../../platform/errors/fault'
import { context, geocodingDesk, how, keyFields, question, tencentSecrets } from './geocoding.fixture'
import { Pace, UsageLedger } from './keys'
import { geoKeysRepository } from './keys/repository'

const hangzhou = '浙江省杭州市西湖区北山街78号'
const dayMs = 86_400_000

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const caught: unknown = await work.catch((cause: unknown) => cause)
  if (caught instanceof Fault) return caught
  throw new Error('expected a Fault', { cause: caught })
}
const limits = (perSecond: number, perDay: number) => [{ service: 'domestic', perSecond, perDay }]
const street = (number: number) => question(`浙江省杭州市西湖区北山街${number}号`)

describe('a key', () => {
  it('is checked against what the provider says of itself, each field at its path', async () => {
    const { keys } = await geocodingDesk()
    const wrong = keyFields({ limits: [...limits(5, 1), ...limits(5, 1), { service: 'world', perSecond: 1, perDay: 1 }], storageDays: 31 })
    expect((await faultOf(keys.create(wrong))).fields?.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'limits.1.service geocoding.serviceTwice',
      'limits.2.service geocoding.serviceUnknown',
      'storageDays geocoding.storageTooLong',
    ])
    expect((await keys.create(keyFields({ storageDays: 3650, permanent: true }))).missing).toEqual(['key'])
    expect((await faultOf(keys.create(keyFields({ name: ' 腾讯 ' })))).code).toBe('geocoding.keyNameTaken')
    expect((await faultOf(keys.create(keyFields({ provider: 'nobody' })))).code).toBe('geocoding.providerUnknown')
  })

  it('keeps its secrets sealed, shows their end only, and teaches them to the log', async () => {
    const { tencentKey, keys, databaseBytes, redactor, run } = await geocodingDesk()
    const id = await tencentKey()
    const [shown] = await keys.list(false)
    expect(shown).toMatchObject({ id, missing: [], secrets: [{ name: 'key', last4: 'FFFF' }, { name: 'sk', last4: '0000' }] })
    expect((await databaseBytes()).includes(tencentSecrets.key)).toBe(false)
    expect(redactor.text(`x ${tencentSecrets.sk}`)).not.toContain(tencentSecrets.sk)
    expect((await faultOf(keys.setSecret(id, 'sk', 'two words'))).fields?.[0]?.code).toBe('geocoding.secretForm')
    expect((await faultOf(keys.setSecret(id, 'apiKey', 'x'))).fields?.[0]?.code).toBe('geocoding.secretUnknown')
    expect((await keys.removeSecret(id, 'key')).missing).toEqual(['key'])
    expect((await faultOf(run().commands['keys.test']({ id }, context))).code).toBe('geocoding.keyIncomplete')
  })

  it('is not changed over somebody else, nor made a key of another provider', async () => {
    const { keys } = await geocodingDesk()
    const { id, rev } = await keys.create(keyFields())
    await keys.update({ id, rev, fields: keyFields({ name: '新名' }) }, '王芳')
    expect(await faultOf(keys.update({ id, rev, fields: keyFields() }, '李雷'))).toMatchObject({
      code: 'geocoding.keyChangedMeanwhile',
      params: { name: '新名', by: '王芳' },
    })
    expect((await faultOf(keys.update({ id, rev: 2, fields: keyFields({ provider: 'here' }) }, '李雷'))).fields?.[0]?.path).toBe('fields.provider')
  })

  it('is tried in each service, with the metres to where it should be', async () => {
    const { commands, tencentKey, tencent, keys } = await geocodingDesk()
    const id = await tencentKey()
    const tests = await commands['keys.test']({ id }, context)
    expect(tests.map(({ service, ok }) => [service, ok])).toEqual([['domestic', true], ['overseas', true]])
    for (const { metresOff } of tests) expect(metresOff).toBeLessThan(500)
    tencent.fail({ kind: 'status', status: 199 })
    const [domestic, overseas] = await commands['keys.test']({ id }, context)
    expect(domestic).toMatchObject({ ok: false, answer: { state: 'failed', error: { code: 'geocoding.tencent.webServiceOff' } } })
    expect(overseas?.ok).toBe(true)
    expect((await keys.list(false))[0]?.usage.map(({ service, used }) => `${service} ${used}`)).toEqual(['domestic 2', 'overseas 2'])
  })
})

describe('the day of a provider', () => {
  it('ends at the limit, with the instant from which it goes on, in the provider\'s zone', async () => {
    const { asking, tencentKey, tencent, clock, keys, todos } = await geocodingDesk()
    await tencentKey({ limits: limits(50, 3) })
    const answers = await Promise.allSettled([1, 2, 3, 4, 5].map((number) => asking.ask(street(number), how)))
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected'])
    const stop = asking.stopOf(answers[3]?.status === 'rejected' ? answers[3].reason : undefined)
    // Midnight in Beijing.
    expect(stop).toMatchObject({ code: 'geocoding.dayUsedUp', until: '2026-11-28T16:00:00.000Z' })
    expect(tencent.stats().requests).toBe(3)
    expect((await keys.list(false))[0]?.usage[0]).toEqual({
      ...{ service: 'domestic', day: '2026-11-28', dayZone: 'Asia/Shanghai', used: 3, perDay: 3, perSecond: 50, exhausted: false },
    })
    expect((await todos()[0]?.load())?.map(({ kind }) => kind)).toEqual(['geocoding.dayUsedUp'])
    clock.advance(10 * 3_600_000)
    expect((await asking.ask(street(4), how)).state).toBe('found')
    expect(await todos()[0]?.load()).toEqual([])
  })

  it('is over too when the provider says so, until its next day and in every run; another key goes on', async () => {
    const { asking, tencentKey, tencent, run, keys } = await geocodingDesk()
    await tencentKey()
    tencent.fail({ kind: 'dayUsedUp' })
    expect((await faultOf(asking.ask(question(hangzhou), how))).code).toBe('geocoding.dayUsedUp')
    const again = run()
    expect((await faultOf(again.asking.ask(question(hangzhou), how))).code).toBe('geocoding.dayUsedUp')
    expect(tencent.stats().requests).toBe(1)
    const second = { key: 'BBBBB-BBBBB-CCCCC-DDDDD-EEEEE-FFFFF', sk: 'ANOTHERSECRETKEY0000000000000000' }
    tencent.addKey({ id: 'second', account: '', secrets: second, limits: [{ service: 'domestic', perSecond: 100, perDay: 100 }] })
    const { id } = await again.keys.create(keyFields({ name: '第二个' }))
    for (const [name, secret] of Object.entries(second)) await again.keys.setSecret(id, name, secret)
    expect(await again.asking.ask(question(hangzhou), how)).toMatchObject({ state: 'found', keyId: id })
    expect((await keys.list(true)).length).toBeGreaterThan(0)
  })

  it('is shared by the keys of an account, under the strictest limit', async () => {
    const { asking, tencentKey, keys, tencent } = await geocodingDesk()
    await tencentKey({ account: '云栖集团', limits: limits(50, 4) })
    const other = await keys.create(keyFields({ name: '第二个', account: '云栖集团 ', limits: limits(50, 2) }))
    for (const number of [1, 2]) await asking.ask(street(number), how)
    expect((await faultOf(asking.ask(street(3), how))).code).toBe('geocoding.dayUsedUp')
    expect((await keys.list(false)).map(({ usage }) => usage[0]?.used)).toEqual([2, 2])
    await keys.archive(other.id, true, '王芳')
    await asking.ask(street(3), how)
    expect(tencent.stats().requests).toBe(3)
  })

  it('with a limit of 0 is of a service that the key is not for', async () => {
    const { asking, tencentKey, commands, tencent } = await geocodingDesk()
    const id = await tencentKey({ limits: limits(50, 0) })
    expect((await faultOf(asking.ask(question(hangzhou), how))).code).toBe('geocoding.noKey')
    expect((await commands['keys.test']({ id }, context)).map(({ service }) => service)).toEqual(['overseas'])
    expect(tencent.stats().requests).toBe(1)
  })

  it('loses no call to a kill: at most those counted ahead are too many', async () => {
    const { asking, tencentKey, run, tencent, stop } = await geocodingDesk()
    await tencentKey({ limits: limits(100, 1000) })
    for (let number = 1; number <= 13; number += 1) await asking.ask(street(number), how)
    // Nothing was ended in order: the second run reads what stands in the database.
    const used = async (desk: ReturnType<typeof run>) => (await desk.keys.list(false))[0]?.usage[0]?.used ?? 0
    const sent = tencent.stats().requests
    const afterKill = await used(run())
    expect(afterKill).toBeGreaterThanOrEqual(sent)
    expect(afterKill).toBeLessThan(sent + 10)
    await stop()
    expect(await used(run())).toBe(sent)
  })

  it('counts repeats and second calls too', async () => {
    const { asking, tencentKey, tencent, keys } = await geocodingDesk()
    await tencentKey()
    tencent.fail({ kind: 'status', status: 500 })
    await asking.ask(question(hangzhou), how)
    expect(tencent.stats().requests).toBe(2)
    expect((await keys.list(false))[0]?.usage[0]?.used).toBe(2)
  })
})

describe('the rate of a key', () => {
  it('is kept exactly, also against a stand-in that is as strict, and a changed one holds at once', async () => {
    const { asking, tencentKey, tencent, keys, clock } = await geocodingDesk()
    const id = await tencentKey({ limits: limits(20, 1000) })
    const started = clock.monotonic()
    // One after the other: with a moved clock a call takes no time, and so it arrives when it left.
    const askAll = async (from: number) => {
      for (let number = from; number < from + 60; number += 1) await asking.ask(street(number), how)
    }
    await askAll(0)
    const took = clock.monotonic() - started
    expect(took).toBeGreaterThan(2900)
    expect(took).toBeLessThan(3000 * 1.05)
    expect(tencent.stats().mostInASecond).toBeLessThanOrEqual(20)
    const { fields, rev } = await keys.get(id)
    await keys.update({ id, rev, fields: { ...fields, limits: limits(200, 1000) } }, '王芳')
    const faster = clock.monotonic()
    await askAll(100)
    expect(clock.monotonic() - faster).toBeLessThan(400)
  })

  it('is halved when the provider says twice that it is too fast, longer each time; a few of many calls are no word', () => {
    const clock = new ManualClock('2026-11-28T06:00:00.000Z')
    const pace = new Pace({ clock, http: { pause: () => undefined }, random: () => 0 })
    pace.setLimits(new Map([['geo:a:domestic', 100]]))
    const rate = () => pace.limitOf('geo:a:domestic')?.perSecond
    const refused = (calls: number) => {
      for (let call = 0; call < calls; call += 1) pace.tooMany('geo:a:domestic')
    }
    // Many calls under way together are one word.
    refused(50)
    expect(rate()).toBe(100)
    clock.advance(20_000)
    refused(11)
    expect(rate()).toBe(100)
    // A few of a hundred calls that arrived close together.
    clock.advance(3000)
    refused(10)
    expect(rate()).toBe(100)
    clock.advance(3000)
    refused(11)
    expect(rate()).toBe(50)
    clock.advance(5000)
    expect(rate()).toBe(100)
    for (const slow of [10_000, 20_000, 40_000, 60_000, 60_000]) {
      refused(11)
      clock.advance(slow - 1)
      expect(rate(), `${slow}`).toBe(50)
      clock.advance(1)
      expect(rate(), `${slow}`).toBe(100)
    }
    expect(pace.limitOf('wechat:x')).toBeUndefined()
  })
})

it('a key of the next day counts anew and the old day is history', async () => {
  const { asking, tencentKey, keys, clock } = await geocodingDesk()
  await tencentKey()
  await asking.ask(question(hangzhou), how)
  clock.advance(dayMs)
  expect((await keys.list(false))[0]?.usage[0]).toMatchObject({ day: '2026-11-29', used: 0 })
})

describe('a call over midnight', () => {
  it('counts for the day on which it leaves, and what comes of it says nothing about the next day', async () => {
    const { store, clock } = await geocodingDesk()
    const open = () => new UsageLedger({ repository: store.client(geoKeysRepository), clock, reportError: (_where, cause) => expect.unreachable(String(cause)) })
    const ledger = open()
    const meter = { meter: 'tencent:a', service: 'domestic', dayZone: 'Asia/Shanghai', perDay: 2, perSecond: 5 }
    // One second before midnight in Shanghai, eight hours before that of UTC.
    clock.advance(Date.parse('2026-11-28T15:59:59.000Z') - clock.now().getTime())
    const [given, refused, waits] = [await ledger.take(meter), await ledger.take(meter), '2026-11-28']
    expect([given, refused, await ledger.take(meter)]).toEqual(['2026-11-28', '2026-11-28', undefined])
    clock.advance(1000)
    expect(ledger.usage(meter)).toMatchObject({ day: '2026-11-29', used: 0 })
    // One was given up, one came back refused: the new day has its two calls, no more and no less.
    await ledger.giveBack(meter, given ?? '')
    await ledger.exhaust(meter, refused ?? '')
    expect([await ledger.take(meter), await ledger.take(meter), await ledger.take(meter)]).toEqual(['2026-11-29', '2026-11-29', undefined])
    // One that waited for its turn since yesterday leaves today.
    ledger.leaves(meter, waits)
    await expect.poll(() => ledger.usage(meter).used).toBe(3)
    await ledger.stop()
    const after = open()
    await after.load()
    expect(after.usage(meter).used).toBe(3)
    // A clock that is put back finds the day as it was left.
    clock.advance(-1000)
    expect(await after.take(meter)).toBeUndefined()
  })
})

it('a call that is given up while it waits for its turn is not counted', async () => {
  const { asking, tencentKey, keys, tencent, waits } = await geocodingDesk()
  await tencentKey({ limits: limits(0.1, 100) })
  await asking.ask(street(1), how)
  const leave = new AbortController()
  waits.push = (milliseconds) => {
    leave.abort()
    return milliseconds
  }
  await expect(asking.ask(street(2), { ...how, signal: leave.signal })).rejects.toThrow()
  expect(tencent.stats().requests).toBe(1)
  await expect.poll(async () => (await keys.list(false))[0]?.usage[0]?.used).toBe(1)
})

it('the provider’s word that the day is over holds until the key is another: a new secret, other limits', async () => {
  const { asking, tencentKey, tencent, keys } = await geocodingDesk()
  const id = await tencentKey()
  for (const mend of [
    () => keys.setSecret(id, 'key', tencentSecrets.key),
    async () => keys.update({ id, rev: (await keys.get(id)).rev, fields: keyFields({ limits: limits(50, 9000) }) }, '王芳'),
  ]) {
    tencent.fail({ kind: 'dayUsedUp' })
    expect((await faultOf(asking.ask(question(hangzhou), { ...how, fresh: true }))).code).toBe('geocoding.dayUsedUp')
    await mend()
    expect((await asking.ask(question(hangzhou), { ...how, fresh: true })).state).toBe('found')
  }
})
