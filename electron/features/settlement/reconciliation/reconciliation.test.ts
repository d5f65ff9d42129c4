import type { Difference, Reconciliation } from '@shared/contract/settlement-reconciliation'
import { describe, expect, it } from 'vitest'
import { october, reconciliationRoom, type Workspace } from './reconciliation.fixture'

const month = '2026-10'
const bill = (merchantNo: string, minor: number, atMs = october(15), more = {}) => ({ merchantNo, amountMinor: minor, atMs, ...more })

/** Orders and a bill of October with one difference of some classes. */
async function example(work: Workspace): Promise<Reconciliation> {
  work.order('A1', 10_000, october(1))
  work.order('A2', 20_000, october(15))
  work.order('A3', 5_000, october(16))
  work.files.load([bill('A1', 10_000, october(1)), bill('A2', 19_000), bill('B9', 7_000)], { accountId: work.accountId })
  return work.call<Reconciliation>('reconciliations.create', {
    month,
    name: '',
    left: { source: 'orders', accountId: work.accountId },
    right: { source: 'bill', accountId: work.accountId },
  })
}

async function run(work: Workspace, id: string): Promise<Reconciliation> {
  const { jobId } = await work.call<{ jobId: string }>('reconciliations.run', { id })
  const job = await work.over(jobId)
  expect(work.errors).toEqual([])
  expect(job?.state).toBe('done')
  return work.call('reconciliations.get', { id })
}

const list = (work: Workspace, reconciliationId: string, more = {}) =>
  work.call<{ rows: Difference[] }>('differences.list', { reconciliationId, limit: 100, order: 'amount', ...more }).then(({ rows }) => rows)

describe('a run', () => {
  it('tells matched, different and alone, and adds up', async () => {
    const work = reconciliationRoom()
    const { id, name, state } = await example(work)
    expect([name, state]).toEqual(['云栖酒店 我方订单 ↔ 渠道账单', 'new'])
    const done = await run(work, id)
    expect(done.state).toBe('open')
    expect(done.lastRun?.left).toMatchObject([{ currency: 'CNY', total: { count: 3, minor: 35_000 }, matched: { count: 1, minor: 10_000 } }])
    expect(await list(work, id)).toMatchObject([
      { class: 'rightOnly', cash: 'long', number: 'B9', differenceMinor: 7_000, state: 'open' },
      { class: 'leftOnly', cash: 'short', number: 'A3', differenceMinor: -5_000 },
      { class: 'amount', cash: 'short', number: 'A2', differenceMinor: -1_000, ruleName: '订单号一致' },
    ])
  })
})
