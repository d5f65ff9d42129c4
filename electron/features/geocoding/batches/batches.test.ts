import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { addresses, batchesWorkspace } from './batches.fixture'

type Workspace = Awaited<ReturnType<typeof batchesWorkspace>>

const calls = (at: Workspace) => at.standIns.tencent.stats().counted + at.standIns.here.stats().counted
/** Answers that are kept and were given since then. */
function keptSince(at: Workspace, since: string): number {
  const db = new Database(join(at.folder, 'minidesk.db'), { readonly: true })
  const count = db.prepare('SELECT count(*) FROM geo_answers WHERE fetched_at >= ?').pluck().get(since) as number
  db.close()
  return count
}
const get = (at: Workspace, batchId: string) => at.now.call('batches.get', { batchId })

describe('a batch of addresses', () => {
  it('goes its whole way: an empty address at its line, one too long, one that stands three times and is asked once', async () => {
    const at = await batchesWorkspace()
    const cells = [
      ['编号', '详细地址', '国家'],
      ['H1', '2 Sukhumvit Road, Bangkok', '泰国'],
      ['H2', ' \u200B🏨 ', '泰国'],
      ['H3', '2  SUKHUMVIT Road， Bangkok'.replace('，', ','), 'TH'],
      ['H4', '路'.repeat(2001), ''],
      ['H5', 'ถนนสุขุมวิท 2 กรุงเทพ 😀', 'Thailand'],
      ['H6', '2 Sukhumvit Road, Bangkok', 'THA'],
      ['H7', '2 Nowhere Street, Bangkok', 'THA'],
    ]
    const { batchId, jobId } = await at.now.call('batches.create', { name: '海外酒店', source: { kind: 'cells', cells } })
    await at.now.over(jobId)
    // Customers' addresses stand in the rows and nowhere else.
    expect(JSON.stringify((await at.now.jobRows.get(jobId))?.input)).not.toContain('Sukhumvit')
    expect(await get(at, batchId)).toMatchObject({ state: 'mapping', mapping: { address: '详细地址', country: '国家' }, mappingRemembered: false })
    const mapping = { address: '详细地址', country: '国家' }
    await at.now.over((await at.now.call('batches.plan', { batchId, mapping, plan: at.plan() })).jobId)
    expect(await get(at, batchId)).toMatchObject({ state: 'ready', duplicates: 2, counts: { unasked: 5, badInput: 2 } })
    expect(await at.run(batchId)).toMatchObject({ state: 'done', doneItems: 5, failedItems: 0, totalItems: 5 })
    expect(calls(at)).toBe(3)
    expect(await get(at, batchId)).toMatchObject({ state: 'finished', calls: 3, cacheHits: 0 })
    const rows = await at.rows(batchId)
    expect(rows.map(({ line, state, sameAsLine }) => [line, state, sameAsLine])).toEqual([
      [2, 'accepted', undefined],
      [3, 'badInput', undefined],
      [4, 'accepted', 2],
      [5, 'badInput', undefined],
      [6, expect.toBeOneOf(['accepted', 'review', 'notFound', 'badInput']), undefined],
      [7, 'accepted', 2],
      [8, 'notFound', undefined],
    ])
    expect(rows[1]).toMatchObject({ address: '', reasons: [{ code: 'empty' }] })
    expect(rows[3]?.reasons).toEqual([{ code: 'tooLong', params: { length: 2001, limit: 2000 } }])
    expect(rows[4]?.address).toBe('ถนนสุขุมวิท 2 กรุงเทพ')
    expect(rows[2]?.chosen).toEqual(rows[0]?.chosen)
    expect(rows[0]?.chosen).toMatchObject({ source: 'tencent', position: { datum: 'wgs84' }, confidence: 80 })
    expect(await at.now.call('batches.points', { batchId })).toContainEqual({ rowNo: 5, line: 7, lat: rows[0]?.chosen?.position.lat, lng: rows[0]?.chosen?.position.lng, state: 'accepted' })
    const found = await at.now.call('batches.rows', { batchId, text: 'nowhere', limit: 10 })
    expect(found).toMatchObject({ hits: 1, rows: [{ rowNo: 6 }] })
    expect(at.errors).toEqual([])

    // The same addresses again: nothing is called, and the columns are known.
    const again = await at.now.call('batches.create', { name: '再来', source: { kind: 'cells', cells } })
    await at.now.over(again.jobId)
    expect(await get(at, again.batchId)).toMatchObject({ mapping, mappingRemembered: true })
    await at.now.over((await at.now.call('batches.plan', { batchId: again.batchId, mapping, plan: at.plan() })).jobId)
    expect(await at.now.call('batches.forecast', { batchId: again.batchId })).toMatchObject({ rows: 7, empty: 1, duplicates: 2, addresses: 3, cached: 3, secondsAtMost: 0 })
    await at.run(again.batchId)
    expect(calls(at)).toBe(3)
    expect(await get(at, again.batchId)).toMatchObject({ calls: 0, cacheHits: 3 })
  })

  it('reads a file and parts of addresses, and says which column or field of the template is not there', async () => {
    const at = await batchesWorkspace()
    const fileId = await at.handIn('hotels.csv', '﻿street,city,zip\r\n2 Sukhumvit Road,Bangkok,10110\r\n')
    const { batchId, jobId } = await at.now.call('batches.create', { name: 'x', source: { kind: 'file', fileId } })
    await at.now.over(jobId)
    const mapping = { street: 'street', city: 'city', postalCode: 'zip' }
    expect(await get(at, batchId)).toMatchObject({ sourceName: 'hotels.csv', mapping })
    const refused = (changes: object, columns = mapping) => at.now.call('batches.plan', { batchId, mapping: columns, plan: at.plan(changes) })
    await expect(refused({ template: '{road} {city}' })).rejects.toMatchObject({ fields: [{ path: 'plan.template', params: { name: 'road' } }] })
    await expect(refused({}, { ...mapping, street: 'x' })).rejects.toMatchObject({ fields: [{ path: 'mapping.street' }] })
    await expect(refused({ accept: 40 })).rejects.toMatchObject({ fields: [{ path: 'plan.reject' }] })
    await at.now.over((await at.now.call('batches.plan', { batchId, mapping, plan: at.plan({ template: '{street}, {city} {postalCode}' }) })).jobId)
    expect((await at.rows(batchId))[0]).toMatchObject({ line: 2, address: '2 Sukhumvit Road, Bangkok 10110' })
  })

  it('says before it starts what it takes: 1,000 addresses at 100 a day are ten days', async () => {
    const at = await batchesWorkspace({ perSecond: 5, perDay: { here: 100 } })
    const id = await at.batch(addresses(1000), { providers: ['here'] })
    expect(await at.now.call('batches.forecast', { batchId: id })).toMatchObject({
      rows: 1000,
      addresses: 1000,
      cached: 0,
      secondsAtMost: 200,
      days: 10,
      providers: [{ provider: 'here', callsAtLeast: 1000, callsAtMost: 1000, leftToday: 100, costAtMost: 300, currency: 'CNY' }],
    })
  })

  it('asks the second provider only where the first is not good enough, and says so before', async () => {
    const at = await batchesWorkspace()
    const id = await at.batch(addresses(40), { mode: 'fallback' })
    expect((await at.now.call('batches.forecast', { batchId: id })).providers).toMatchObject([
      { provider: 'tencent', callsAtLeast: 40, callsAtMost: 40 },
      { provider: 'here', callsAtLeast: 0, callsAtMost: 40 },
    ])
    await at.run(id)
    const rows = await at.rows(id)
    const poor = rows.filter(({ answers }) => (answers[0]?.candidates[0]?.confidence ?? 0) < 80)
    expect(poor.length).toBeGreaterThan(5)
    expect(at.standIns.here.stats().counted).toBe(poor.length)
    expect(rows.every(({ answers }) => answers.length === ((answers[0]?.candidates[0]?.confidence ?? 0) < 80 ? 2 : 1))).toBe(true)
    // Another batch knows now which of them the second one would be asked for.
    const strict = await at.batch(addresses(40), { mode: 'fallback', accept: 100 })
    expect((await at.now.call('batches.forecast', { batchId: strict })).providers).toMatchObject([
      { provider: 'tencent', callsAtMost: 0 },
      { provider: 'here', callsAtLeast: 40 - poor.length, callsAtMost: 40 - poor.length },
    ])
  })

  it('compares both, and sends those far apart to a person with the distance', async () => {
    const at = await batchesWorkspace()
    const id = await at.batch(addresses(40), { mode: 'compare' })
    await at.run(id)
    expect(calls(at)).toBe(80)
    const far = (await at.rows(id)).filter(({ distances }) => distances.some((distance) => distance.far))
    expect(far.length).toBeGreaterThan(0)
    expect(far.every(({ state }) => state === 'review')).toBe(true)
    expect(far[0]?.distances[0]).toMatchObject({ a: 'tencent', b: 'here' })
    expect(far[0]?.distances[0]?.metres).toBeGreaterThan(1000)
    expect(far[0]?.reasons[0]).toMatchObject({ code: 'farApart' })
  })

  it('asks afresh once, also when the run broke off in between', async () => {
    const at = await batchesWorkspace({ perSecond: 20, speed: 5 })
    const first = await at.batch(addresses(30))
    await at.run(first)
    at.clock.advance(60_000)
    const id = await at.batch(addresses(30), { fresh: true })
    const { jobId } = await at.now.call('batches.run', { batchId: id })
    await expect.poll(() => calls(at), { interval: 2, timeout: 20_000 }).toBeGreaterThan(40)
    at.clock.advance(1000)
    const after = await at.killAndStart()
    // What this run was answered counts as fresh; what an earlier one was, does not.
    const answered = keptSince(at, '2026-11-27T06:01:00.000Z')
    expect(answered).toBeGreaterThan(0)
    expect((await after.call('batches.forecast', { batchId: id })).providers[0]?.callsAtMost).toBe(30 - answered)
    await after.jobs.resume(jobId)
    expect((await after.over(jobId)).state).toBe('done')
    expect((await get(at, id)).counts.unasked).toBe(0)
  })

  it('is not begun with a key that permits no keeping', async () => {
    const at = await batchesWorkspace({ storageDays: 0 })
    const id = await at.batch(addresses(2))
    expect((await at.now.call('batches.forecast', { batchId: id })).providers[0]?.problem?.code).toBe('notKept')
    await expect(at.now.call('batches.run', { batchId: id })).rejects.toMatchObject({ code: 'geocoding.answersNotKept' })
    expect(calls(at)).toBe(0)
  })
})

describe('a run that stops', () => {
  it('pauses with what was asked written, goes on with the rest, and pays nothing twice', async () => {
    const at = await batchesWorkspace({ perSecond: 20, speed: 5 })
    const id = await at.batch(addresses(60))
    const { jobId } = await at.now.call('batches.run', { batchId: id })
    await expect(at.now.call('batches.run', { batchId: id })).rejects.toMatchObject({ code: 'geocoding.batchBusy' })
    await expect(at.now.call('batches.plan', { batchId: id, mapping: { address: '地址' }, plan: at.plan() })).rejects.toMatchObject({ code: 'geocoding.batchBusy' })
    await expect.poll(() => calls(at), { interval: 2, timeout: 20_000 }).toBeGreaterThan(5)
    await at.now.jobs.pause(jobId)
    expect((await at.now.over(jobId)).state).toBe('paused')
    const asked = calls(at)
    expect(asked).toBeLessThan(60)
    expect(await get(at, id)).toMatchObject({ state: 'stopped', calls: asked })
    expect((await get(at, id)).counts.unasked).toBe(60 - asked)
    // Running it means going on with the run that stands still.
    expect((await at.now.call('batches.run', { batchId: id })).jobId).toBe(jobId)
    expect((await at.now.over(jobId)).state).toBe('done')
    expect(calls(at)).toBe(60)
    expect(at.errors).toEqual([])
  })

  it('is given up by a cancel, which leaves calls on their way to their end', async () => {
    const at = await batchesWorkspace({ perSecond: 20, speed: 5 })
    const id = await at.batch(addresses(60))
    const { jobId } = await at.now.call('batches.run', { batchId: id })
    await expect.poll(() => calls(at), { interval: 2, timeout: 20_000 }).toBeGreaterThan(5)
    await at.now.jobs.cancel(jobId)
    expect((await at.now.over(jobId)).state).toBe('cancelled')
    expect((await get(at, id)).counts.unasked).toBe(60 - calls(at))
    expect(await at.run(id)).toMatchObject({ state: 'done' })
    expect(calls(at)).toBe(60)
  })

  it('does not wait for a provider’s long pause when it is to stop', async () => {
    const at = await batchesWorkspace({ speed: 20 })
    const id = await at.batch(addresses(30))
    at.standIns.tencent.failAlways({ kind: 'status', status: 120 })
    const { jobId } = await at.now.call('batches.run', { batchId: id })
    await expect.poll(() => at.standIns.tencent.stats().requests, { interval: 2, timeout: 20_000 }).toBeGreaterThan(5)
    await at.now.jobs.pause(jobId)
    at.standIns.tencent.failAlways(undefined)
    expect((await at.now.over(jobId)).state).toBe('paused')
    await at.now.jobs.resume(jobId)
    expect(await at.now.over(jobId)).toMatchObject({ state: 'done', failedItems: 0 })
    expect(await at.counts(id)).not.toHaveProperty('failed')
  })

  it('stops with one clear error where the key is refused; no row is blamed for it', async () => {
    const at = await batchesWorkspace()
    const id = await at.batch(addresses(60))
    at.standIns.tencent.failAlways({ kind: 'status', status: 190 })
    const job = await at.run(id)
    expect(job).toMatchObject({ state: 'failed', error: { code: expect.stringMatching(/^geocoding\.tencent\./u) } })
    expect(await at.counts(id)).toEqual({ unasked: 60 })
    const { stop, state, error } = await get(at, id)
    expect([state, stop?.code, stop?.until]).toEqual(['stopped', error?.code, undefined])
    at.standIns.tencent.failAlways(undefined)
    expect(await at.run(id)).toMatchObject({ state: 'done', doneItems: 60 })
    expect(await get(at, id)).not.toHaveProperty('stop')
  })

  it('waits for the provider’s next day and then goes on by itself, also after a restart', async () => {
    const at = await batchesWorkspace({ perDay: { here: 25 } })
    const id = await at.batch(addresses(60), { providers: ['here'] })
    const job = await at.run(id)
    expect(job).toMatchObject({ state: 'paused', error: null })
    expect(calls(at)).toBe(25)
    // HERE's day begins at midnight UTC; it is 06:00 now.
    expect(await get(at, id)).toMatchObject({ state: 'stopped', stop: { code: 'geocoding.dayUsedUp', until: '2026-11-28T00:00:00.000Z' } })
    await at.now.desk.batches.look()
    expect((await get(at, id)).state).toBe('stopped')

    at.clock.advance(18 * 3_600_000)
    await at.now.desk.batches.look()
    expect((await at.now.over(job.id)).state).toBe('paused')
    expect(calls(at)).toBe(50)

    at.clock.advance(24 * 3_600_000)
    const after = await at.killAndStart()
    await after.desk.batches.look()
    expect((await after.over(job.id)).state).toBe('done')
    expect(calls(at)).toBe(60)
    expect(await get(at, id)).toMatchObject({ state: 'finished', counts: { unasked: 0, failed: 0 } })
    expect(at.errors).toEqual([])
  })

  it('goes on after passing trouble: a row that stays without an answer is failed, and asked again at a word', async () => {
    const at = await batchesWorkspace({ speed: 50 })
    const id = await at.batch(addresses(10))
    at.standIns.tencent.failAlways({ kind: 'gateway', status: 503 })
    expect(await at.run(id)).toMatchObject({ state: 'done', doneItems: 0, failedItems: 10 })
    at.standIns.tencent.failAlways(undefined)
    expect((await at.rows(id))[0]).toMatchObject({ state: 'failed', reasons: [{ code: 'failed' }] })
    at.standIns.tencent.fail({ kind: 'status', status: 120 }, { kind: 'truncated' }, { kind: 'gateway', status: 502 })
    expect(await at.now.call('batches.again', { batchId: id })).toMatchObject({ counts: { unasked: 10, failed: 0 } })
    expect(await at.run(id)).toMatchObject({ state: 'done', failedItems: 0, doneItems: 10 })
  })

  it('beside another with the same addresses makes each call once, and each is counted at one of them', async () => {
    const at = await batchesWorkspace()
    const ids = [await at.batch(addresses(150)), await at.batch(addresses(150))]
    await Promise.all(ids.map((id) => at.run(id)))
    expect(calls(at)).toBe(150)
    const [a, b] = await Promise.all(ids.map((id) => get(at, id)))
    expect([(a?.calls ?? 0) + (b?.calls ?? 0), (a?.cacheHits ?? 0) + (b?.cacheHits ?? 0)]).toEqual([150, 150])
  })

  it('is not begun on addresses that are half put together, and no row is mended under the one who does that', async () => {
    const at = await batchesWorkspace()
    const id = await at.batch(addresses(3))
    const planning = await at.now.call('batches.plan', { batchId: id, mapping: { address: '地址' }, plan: at.plan({ country: 'TH' }) })
    const cells = ['H0', '1 Silom Road, Bangkok']
    await expect(at.now.call('batches.editRow', { batchId: id, rowNo: 0, cells })).rejects.toMatchObject({ code: 'geocoding.batchBusy' })
    await at.now.jobs.cancel(planning.jobId)
    expect((await at.now.over(planning.jobId)).state).toBe('cancelled')
    await expect(at.now.call('batches.run', { batchId: id })).rejects.toMatchObject({ code: 'geocoding.batchUnplanned' })
    expect(calls(at)).toBe(0)
  })

  it('killed without a word, it finds by kept answers what was paid for', async () => {
    const at = await batchesWorkspace({ perSecond: 20, speed: 5 })
    const id = await at.batch([...addresses(60), ...addresses(60).slice(1)])
    const { jobId } = await at.now.call('batches.run', { batchId: id })
    await expect.poll(() => calls(at), { interval: 2, timeout: 20_000 }).toBeGreaterThan(20)
    const after = await at.killAndStart()
    expect((await get(at, id)).state).toBe('stopped')
    const answered = keptSince(at, '2026-11-27')
    expect(answered).toBeLessThan(60)
    expect((await after.call('batches.forecast', { batchId: id })).providers[0]?.callsAtMost).toBe(60 - answered)
    await after.jobs.resume(jobId)
    expect((await after.over(jobId)).state).toBe('done')
    expect((await get(at, id)).counts.unasked).toBe(0)
  })
})
