import { describe, expect, it } from 'vitest'
import { linksWorkspace, rowsOf } from './links.fixture'

type At = Awaited<ReturnType<typeof linksWorkspace>>
const generated = (at: At) => at.sandbox.state().calls['/wxa/generatescheme'] ?? 0
const limit = (at: At, key: string, value: number) =>
  at.now.settings.setLimit({ key, value, source: 'https://developers.weixin.qq.com/x', asOf: '2026-11-22' }, '王芳')
const of = async (at: At, counter: string, appId = at.appId) =>
  (await at.now.links.allowances.usage(appId)).allowances.find((one) => one.counter === counter)
let query = 0
const make = (at: At, changes: object = {}) => at.now.links.create(at.request({ query: `n=${query++}`, ...changes }), at.doer())
const short = { kind: 'short_link', expiry: undefined }
const permanent = { ...short, options: { permanent: true } }

describe('allowances', () => {
  it('are counted by mini program, each kind against its own', async () => {
    const at = await linksWorkspace()
    await make(at)
    await make(at, { kind: 'url_link' })
    await make(at, { appId: at.otherId })
    await make(at, permanent)
    await make(at, short)
    await make(at, { kind: 'code_scene', expiry: undefined, withDefaultTag: false })
    await make(at, { kind: 'plain_scheme', expiry: undefined, path: 'pages/index/index' })
    expect(await of(at, 'generated')).toEqual({
      appId: at.appId,
      counter: 'generated',
      period: 'day',
      periodOf: '2026-11-22',
      used: 2,
      limit: 500_000,
      saved: 0,
      state: 'ok',
      limitKey: 'generatedPerDay',
    })
    expect(await of(at, 'generated', at.otherId)).toMatchObject({ used: 1 })
    expect(await of(at, 'shortLinks')).toMatchObject({ used: 2 })
    expect(await of(at, 'permanentShortLinks')).toMatchObject({ used: 1, period: 'life', limit: 100_000 })
    expect(await of(at, 'limitedCodes')).toMatchObject({ used: 0 })
    const all = await at.now.links.allowances.usage()
    expect(new Set(all.allowances.map(({ appId }) => appId)).size).toBe(2)
    expect((await at.now.links.check(at.request(permanent))).allowances.map(({ counter }) => counter)).toEqual(['shortLinks', 'permanentShortLinks'])
  })

  it('begin anew at midnight in Beijing, to the second', async () => {
    const at = await linksWorkspace()
    await limit(at, 'generatedPerDay', 1)
    at.clock.advance(Date.parse('2026-11-22T15:59:59.000Z') - at.clock.now().getTime())
    await make(at)
    await expect(make(at)).rejects.toMatchObject({
      code: 'links.allowanceUsedUp',
      params: { app: '云栖酒店', counter: 'generated', limit: 1, resets: '2026-11-23' },
    })
    at.clock.advance(999)
    await expect(make(at)).rejects.toMatchObject({ code: 'links.allowanceUsedUp' })
    at.clock.advance(1)
    await make(at)
    expect(await of(at, 'generated')).toMatchObject({ periodOf: '2026-11-23', used: 1, state: 'stop' })
    expect(generated(at)).toBe(2)
  })

  it('for life begin never anew', async () => {
    const at = await linksWorkspace()
    await limit(at, 'permanentShortLinks', 1)
    await make(at, permanent)
    at.clock.advance(400 * 86_400_000)
    await expect(make(at, permanent)).rejects.toMatchObject({ code: 'links.lifeAllowanceUsedUp', params: { limit: 1 } })
    await make(at, short)
    // Nothing is counted of what was refused, also not against the other allowance.
    expect(await of(at, 'shortLinks')).toMatchObject({ used: 1 })
  })

  it('warn from 80 % and stop at 100 %', async () => {
    const at = await linksWorkspace()
    await limit(at, 'generatedPerDay', 100)
    const states: string[] = []
    for (const until of [79, 80, 99, 100]) {
      while (((await of(at, 'generated'))?.used ?? 0) < until) await make(at)
      states.push((await of(at, 'generated'))?.state ?? '')
    }
    expect(states).toEqual(['ok', 'warn', 'warn', 'stop'])
    await expect(make(at)).rejects.toMatchObject({ code: 'links.allowanceUsedUp' })
    expect(generated(at)).toBe(100)
    // An existing link is given all the same.
    const again = (await at.now.links.list({ filter: {}, limit: 1 })).rows[0]
    expect(again && (await at.now.links.create(at.request({ query: again.query }), at.doer())).id).toBe(again?.id)
  })

  it('the last one is given once, whoever asks at the same time', async () => {
    const at = await linksWorkspace()
    await limit(at, 'generatedPerDay', 3)
    const ends = await Promise.allSettled(Array.from({ length: 20 }, () => make(at)))
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    expect(generated(at)).toBe(3)
    expect(await of(at, 'generated')).toMatchObject({ used: 3, limit: 3 })
  })

  it('are given back when WeChat refused, and kept when nobody knows', async () => {
    const at = await linksWorkspace()
    at.sandbox.setFault({ kind: 'errcode', errcode: 40165, path: '/wxa/generatescheme', times: 1 })
    await expect(make(at)).rejects.toMatchObject({ upstream: { code: '40165' } })
    expect(await of(at, 'generated')).toMatchObject({ used: 0 })
    at.sandbox.setFault({ kind: 'dropAfterActing', path: '/wxa/generatescheme' })
    await expect(make(at)).rejects.toMatchObject({ retry: 'afterCheck' })
    expect(await of(at, 'generated')).toMatchObject({ used: 1 })
    const [unknown] = await at.now.links.unknowns()
    await at.now.links.settle([unknown?.id ?? ''], 'giveUp', '')
    expect(await of(at, 'generated')).toMatchObject({ used: 1 })
  })

  it('a refusal after midnight is given back to the day that it was counted on', async () => {
    const at = await linksWorkspace()
    at.clock.advance(Date.parse('2026-11-22T15:59:59.000Z') - at.clock.now().getTime())
    await make(at)
    const { repository } = at.now.links.parts
    const { plan } = await at.now.links.plan(at.request())
    if (!plan) throw new Error('the request should be ready')
    const request = at.now.links.newRequest({ ...plan, name: '' }, '王芳')
    await repository.openRequest(request)
    at.clock.advance(5000)
    await make(at)
    const error = { code: 'x', messageKey: 'x', params: {}, retry: 'no' as const, correlationId: 'c' }
    await repository.endRequest({ requestId: request.id, state: 'refused', error })
    // A second end changes nothing more.
    await repository.endRequest({ requestId: request.id, state: 'refused', error })
    expect(await of(at, 'generated')).toMatchObject({ periodOf: '2026-11-23', used: 1 })
    expect(await repository.counters({ day: '2026-11-22' })).toMatchObject([{ period: '2026-11-22', used: 1 }])
  })

  it('what WeChat says of the limited codes counts, where it is more', async () => {
    const at = await linksWorkspace()
    const code = { kind: 'code_path', expiry: undefined }
    await make(at, code)
    await make(at, code)
    expect((await of(at, 'limitedCodes'))?.used).toBe(2)
    // Another program made three, which the answer to the next call tells.
    const { repository } = at.now.links.parts
    const complete = repository.completeRequest
    repository.completeRequest = (input) => complete({ ...input, usedAtLeast: { counter: 'limitedCodes', period: 'life', used: 6 } })
    await make(at, code)
    expect((await of(at, 'limitedCodes'))?.used).toBe(6)
  })
})

describe('a batch', () => {
  it('says in the check what it lacks, stops at the last one, and goes on the next day', async () => {
    const at = await linksWorkspace()
    await limit(at, 'generatedPerDay', 30)
    const batchId = await at.batch(rowsOf(50))
    const { notices } = await at.now.batches.get(batchId)
    expect(notices).toEqual([
      { code: 'links.notices.allowanceShortToday', params: { app: '云栖酒店', counter: 'generated', needed: 50, left: 30, limit: 30 } },
    ])
    const job = await at.run(batchId)
    expect(job).toMatchObject({ state: 'failed', error: { code: 'links.allowanceUsedUp' } })
    expect(await at.counts(batchId)).toEqual({ done: 30, ready: 20 })
    expect(generated(at)).toBe(30)
    at.clock.advance(86_400_000)
    await at.now.settings.update({ reuseMinRemainingMinutes: 0 }, '王芳')
    await at.run(batchId)
    expect(await at.counts(batchId)).toEqual({ done: 50 })
  })

  it('passes over the mini program whose allowance is used up, and makes the other’s rows', async () => {
    const at = await linksWorkspace()
    await limit(at, 'permanentShortLinks', 2)
    await make(at, { ...permanent, appId: at.otherId })
    await make(at, { ...permanent, appId: at.otherId })
    const cells = [['参数', '小程序'], ...[0, 1].map((n) => [`a=${n}`, '左岸酒店']), ...[0, 1].map((n) => [`b=${n}`, '云栖酒店'])]
    const batchId = await at.batch(cells, { kind: 'short_link', expiry: undefined, options: { permanent: true } }, { query: '参数', app: '小程序' })
    expect((await at.now.batches.get(batchId)).notices.map(({ code }) => code)).toEqual(['links.notices.allowanceShortForLife'])
    expect(await at.run(batchId)).toMatchObject({ state: 'failed', error: { code: 'links.lifeAllowanceUsedUp' } })
    const { rows } = await at.now.batches.rows({ batchId, limit: 10 })
    expect(rows.map(({ state }) => state)).toEqual(['ready', 'ready', 'done', 'done'])
  })

  it('gives back what a refused row was counted for', async () => {
    const at = await linksWorkspace()
    at.sandbox.setFault({ kind: 'errcode', errcode: 40212, path: '/wxa/generatescheme', times: 1 })
    const batchId = await at.batch(rowsOf(3))
    await at.run(batchId)
    expect(await at.counts(batchId)).toEqual({ done: 2, failed: 1 })
    expect(await of(at, 'generated')).toMatchObject({ used: 2 })
  })
})
