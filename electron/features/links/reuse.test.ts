import { describe, expect, it } from 'vitest'
import { linksWorkspace, rowsOf, thirtyDays } from './links.fixture'

type At = Awaited<ReturnType<typeof linksWorkspace>>
const generated = (at: At) => at.sandbox.state().calls['/wxa/generatescheme'] ?? 0
const minutes = (count: number) => count * 60_000
const saved = async (at: At) => (await at.now.links.allowances.usage(at.appId)).allowances.find(({ counter }) => counter === 'generated')?.saved

/** One day's window; a link that ends within three days is not given again. */
const settings = async (at: At, change: { reuseWindowMinutes?: number; reuseMinRemainingMinutes?: number }) =>
  at.now.settings.update(change, '王芳')

describe('same parameters, same link', () => {
  it('is given with whose it is and since when; another one at a word', async () => {
    const at = await linksWorkspace()
    const first = await at.now.links.create(at.request(), { ...at.doer(), operatorName: '李雷' })
    expect(first).not.toHaveProperty('reused')
    at.clock.advance(minutes(10))
    const checked = await at.now.links.check(at.request())
    expect(checked.existing).toMatchObject({ link: { id: first.id }, createdBy: '李雷', createdAt: first.createdAt })
    const second = await at.now.links.create(at.request(), at.doer())
    expect(second).toMatchObject({ id: first.id, text: first.text, reused: { createdBy: '李雷', createdAt: first.createdAt, savedCall: true } })
    expect(generated(at)).toBe(1)
    expect(await saved(at)).toBe(1)
    const other = await at.now.links.create(at.request({ reuse: false }), at.doer())
    expect(other.id).not.toBe(first.id)
    expect(generated(at)).toBe(2)
    const { timeline } = await at.now.links.get(first.id)
    expect(timeline.filter(({ kind }) => kind === 'reused')).toMatchObject([{ operatorName: '王芳' }])
    expect((await at.now.links.check(at.request({ reuse: false }))).existing).toBeUndefined()
  })

  it.each([
    ['query', { query: 'id=2' }],
    ['path', { path: 'pages/index/index' }],
    ['version', { envVersion: 'trial' }],
    ['campaign', { campaign: '国庆' }],
    ['channel', { channel: 'sms' }],
    ['audience', { audience: 'vip' }],
    ['kind', { kind: 'url_link' }],
    ['moment of expiry', { expiry: { type: 'moment', at: '2026-12-10T00:00:00.000Z' } }],
  ])('is another link with another %s', async (_what, change) => {
    const at = await linksWorkspace()
    const first = await at.now.links.create(at.request(), at.doer())
    expect((await at.now.links.create(at.request(change), at.doer())).id).not.toBe(first.id)
  })

  it('is another link of another mini program or with other options', async () => {
    const at = await linksWorkspace()
    const first = await at.now.links.create(at.request({ kind: 'short_link', expiry: undefined, options: { title: 'A' } }), at.doer())
    const other = await at.now.links.create(at.request({ kind: 'short_link', expiry: undefined, options: { title: 'B' } }), at.doer())
    const foreign = await at.now.links.create(at.request({ kind: 'short_link', expiry: undefined, options: { title: 'A' }, appId: at.otherId }), at.doer())
    expect(new Set([first.id, other.id, foreign.id]).size).toBe(3)
  })

  it('is the same however it was typed, whatever its note', async () => {
    const at = await linksWorkspace()
    const first = await at.now.links.create(at.request({ query: 'name=房间' }), at.doer())
    const typed = at.request({ query: ' ?name=%E6%88%BF%E9%97%B4 ', path: '/pages/room/detail', note: '另一次' })
    expect((await at.now.links.create(typed, at.doer())).id).toBe(first.id)
  })

  it('within the window, to the millisecond', async () => {
    const at = await linksWorkspace()
    await settings(at, { reuseWindowMinutes: 60 })
    const first = await at.now.links.create(at.request(), at.doer())
    at.clock.advance(minutes(60))
    expect((await at.now.links.create(at.request(), at.doer())).id).toBe(first.id)
    at.clock.advance(1)
    expect((await at.now.links.create(at.request(), at.doer())).id).not.toBe(first.id)
  })

  it('unless it ends too soon, to the second', async () => {
    const at = await linksWorkspace()
    await settings(at, { reuseWindowMinutes: 525_600, reuseMinRemainingMinutes: 4320 })
    const first = await at.now.links.create(at.request({ expiry: { type: 'days', days: 4 } }), at.doer())
    at.clock.advance(minutes(24 * 60))
    expect((await at.now.links.create(at.request(), at.doer())).id).toBe(first.id)
    at.clock.advance(1000)
    expect((await at.now.links.create(at.request(), at.doer())).id).not.toBe(first.id)
  })

  it('with the same moment of expiry', async () => {
    const at = await linksWorkspace()
    const moment = (instant: string) => at.request({ expiry: { type: 'moment', at: instant } })
    const first = await at.now.links.create(moment('2026-12-01T00:00:00.000Z'), at.doer())
    expect((await at.now.links.create(moment('2026-12-01T00:00:00.900Z'), at.doer())).id).toBe(first.id)
    expect((await at.now.links.create(moment('2026-12-01T00:00:01.000Z'), at.doer())).id).not.toBe(first.id)
  })

  it('never a link that was put away, and none at all with a window of nothing', async () => {
    const at = await linksWorkspace()
    const first = await at.now.links.create(at.request(), at.doer())
    await at.now.links.archive([first.id], true, '王芳')
    expect((await at.now.links.create(at.request(), at.doer())).id).not.toBe(first.id)
    await settings(at, { reuseWindowMinutes: 0 })
    expect(await at.now.links.create(at.request(), at.doer())).not.toHaveProperty('reused')
    expect(generated(at)).toBe(3)
  })

  it('a plain scheme saves no call', async () => {
    const at = await linksWorkspace()
    const plain = at.request({ kind: 'plain_scheme', path: 'pages/index/index', expiry: undefined })
    const first = await at.now.links.create(plain, at.doer())
    expect(await at.now.links.create(plain, at.doer())).toMatchObject({ id: first.id, reused: { savedCall: false } })
  })

  it('made at the same time is made once', async () => {
    const at = await linksWorkspace()
    at.sandbox.setFault({ kind: 'delay', ms: 20, path: '/wxa/generatescheme' })
    const made = await Promise.all(Array.from({ length: 20 }, () => at.now.links.create(at.request(), at.doer())))
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect(made.filter(({ reused }) => reused === undefined)).toHaveLength(1)
    expect(generated(at)).toBe(1)
  })

  it('made at the same time: after a refusal the next one tries, after an unknown outcome none does', async () => {
    const at = await linksWorkspace()
    at.sandbox.setFault({ kind: 'errcode', errcode: 40165, path: '/wxa/generatescheme', times: 1 })
    const some = await Promise.allSettled([1, 2, 3].map(() => at.now.links.create(at.request(), at.doer())))
    expect(some.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
    expect(generated(at)).toBe(2)
    at.sandbox.setFault({ kind: 'dropAfterActing', path: '/wxa/generatescheme' })
    const lost = await Promise.allSettled([1, 2, 3].map(() => at.now.links.create(at.request({ query: 'id=9' }), at.doer())))
    expect(lost.every(({ status }) => status === 'rejected')).toBe(true)
    expect(generated(at)).toBe(3)
    expect(await at.now.links.unknowns()).toHaveLength(1)
  })
})

describe('in a batch', () => {
  it('rows take what is there, equal rows take one, and the calls saved are counted', async () => {
    const at = await linksWorkspace()
    const there = await at.now.links.create(at.request({ query: 'id=0', campaign: '', withDefaultTag: false }), at.doer())
    const cells = [['参数'], ['id=0'], ['id=1'], ['id=1'], ['id=1'], ['id=2']]
    const batchId = await at.batch(cells)
    await at.run(batchId)
    expect(await at.counts(batchId)).toEqual({ done: 5 })
    const { rows } = await at.now.batches.rows({ batchId, limit: 10 })
    expect(rows[0]).toMatchObject({ reused: true, linkId: there.id, linkText: there.text })
    expect(new Set(rows.slice(1, 4).map(({ linkId }) => linkId)).size).toBe(1)
    expect(rows.filter(({ reused }) => reused)).toHaveLength(3)
    expect(generated(at)).toBe(3)
    expect(await saved(at)).toBe(3)
    const { timeline } = await at.now.links.get(there.id)
    expect(timeline.find(({ kind }) => kind === 'reused')?.params).toEqual({ batch: '春节', line: 2 })
  })

  it('without reuse every row has its own; plain rows always do', async () => {
    const at = await linksWorkspace()
    const cells = [['参数'], ['id=1'], ['id=1']]
    const own = await at.batch(cells, { reuse: false })
    await at.run(own)
    expect(generated(at)).toBe(2)
    const plain = await at.batch(cells, { kind: 'plain_scheme', path: 'pages/index/index', expiry: undefined })
    await at.run(plain)
    for (const batchId of [own, plain]) {
      const { rows } = await at.now.batches.rows({ batchId, limit: 10 })
      expect(new Set(rows.map(({ linkId }) => linkId)).size).toBe(2)
      expect(rows.some(({ reused }) => reused)).toBe(false)
    }
  })

  it('rows that an earlier version of the program checked are like no other', async () => {
    const at = await linksWorkspace()
    const batchId = await at.batch(rowsOf(5))
    const { batches } = at.now.links.parts
    for (const { rowNo, issues, plan } of await batches.rows({ batchId, after: -1, limit: 9 })) {
      if (!plan) throw new Error('the row should be ready')
      const { options: _o, channel: _c, audience: _a, reuseKey: _k, ...old } = plan
      await batches.putChecks({ id: batchId, checks: [{ rowNo, state: 'ready', issues, plan: old as typeof plan }] })
    }
    await at.run(batchId)
    expect(await at.counts(batchId)).toEqual({ done: 5 })
    expect(generated(at)).toBe(5)
    const { rows } = await at.now.links.list({ filter: {}, limit: 9 })
    expect(rows.map(({ query }) => query).sort()).toEqual(['id=0', 'id=1', 'id=2', 'id=3', 'id=4'])
  })

  it('run a second time over the same sheet makes nothing new', async () => {
    const at = await linksWorkspace()
    await at.run(await at.batch(rowsOf(30), { expiry: thirtyDays }))
    const again = await at.batch(rowsOf(30), { expiry: thirtyDays })
    await at.run(again)
    expect(generated(at)).toBe(30)
    expect((await at.now.batches.rows({ batchId: again, limit: 50 })).rows.every(({ reused }) => reused)).toBe(true)
  })
})
