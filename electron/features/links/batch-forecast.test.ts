import { describe, expect, it } from 'vitest'
import { forecastOf, rowsThatTake } from './batch-forecast'
import type { ForecastRow } from './forecast.repository'
import { linksWorkspace } from './links.fixture'

const row = (rowNo: number, sameAs: string, exists = 0): ForecastRow => ({
  rowNo,
  appId: 'a',
  kind: 'url_link',
  permanent: 0,
  sameAs,
  exists,
})

describe('rows that take a link', () => {
  it('are those whose equal is there, and those that are equal to an earlier row', () => {
    const rows = [row(0, 'a'), row(1, 'b', 1), row(2, 'a'), row(3, 'b', 1), row(4, 'c')]
    expect([...rowsThatTake(rows)]).toEqual([1, 2, 3])
  })
  it('are none without a key: such a link is never given again', () => {
    expect(rowsThatTake([row(0, ''), row(1, '')]).size).toBe(0)
  })
})

describe('what a run would take', () => {
  const cells = [['参数'], ['id=1'], ['id=2'], ['id=3'], ['id=1']]
  const mapping = { query: '参数' }

  it('is what it then takes: calls for what is new, the allowance with what it adds, links that exist for the rest', async () => {
    const at = await linksWorkspace()
    await at.now.links.create(at.request({ query: 'id=2', campaign: '', withDefaultTag: false }), at.doer())
    const batchId = await at.batch(cells, {}, mapping)
    const before = await forecastOf(at.now.links, batchId)
    expect(before).toMatchObject({ takes: [1, 3], calls: 2, reused: 0 })
    expect(before.allowances).toMatchObject([{ allowance: { counter: 'generated', used: 1, limit: 500_000 }, adds: 2 }])
    const called = () => at.sandbox.state().calls['/wxa/generatescheme'] ?? 0
    const calledBefore = called()
    await at.run(batchId)
    expect(called() - calledBefore).toBe(2)
    expect(await forecastOf(at.now.links, batchId)).toMatchObject({ takes: [], calls: 0, reused: 2, allowances: [] })
  })

  it('counts every row where the batch, or the workspace, makes a new link each time', async () => {
    const at = await linksWorkspace()
    const batchId = await at.batch(cells, { reuse: false }, mapping)
    expect(await forecastOf(at.now.links, batchId)).toMatchObject({ takes: [], calls: 4 })
    const other = await at.batch(cells, {}, mapping)
    await at.now.settings.update({ reuseWindowMinutes: 0 }, '王芳')
    expect(await forecastOf(at.now.links, other)).toMatchObject({ takes: [], calls: 4 })
  })

  it('looks at the window to the minute, and at an end that comes too soon', async () => {
    const at = await linksWorkspace()
    await at.now.settings.update({ reuseWindowMinutes: 60, reuseMinRemainingMinutes: 1440 }, '王芳')
    await at.now.links.create(at.request({ query: 'id=2', campaign: '', withDefaultTag: false, expiry: { type: 'days', days: 2 } }), at.doer())
    const batchId = await at.batch(cells, {}, mapping)
    const takes = async () => (await forecastOf(at.now.links, batchId)).takes
    expect(await takes()).toEqual([1, 3])
    at.clock.advance(60 * 60_000)
    expect(await takes()).toEqual([1, 3])
    at.clock.advance(1)
    expect(await takes()).toEqual([3])
    await at.now.settings.update({ reuseWindowMinutes: 10_000 }, '王芳')
    expect(await takes()).toEqual([1, 3])
    at.clock.advance(23 * 3_600_000)
    expect(await takes()).toEqual([3])
  })

  it('a plain scheme needs no call', async () => {
    const at = await linksWorkspace()
    const batchId = await at.batch(cells, { kind: 'plain_scheme', expiry: undefined }, mapping)
    expect(await forecastOf(at.now.links, batchId)).toEqual({ takes: [], calls: 0, reused: 0, allowances: [] })
  })
})
