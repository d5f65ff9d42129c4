import type { Arrival, Difference, Reconciliation } from '@shared/contract/settlement-reconciliation'
import { describe, expect, it } from 'vitest'
import { doer, november, october, reconciliationRoom, type Workspace } from './reconciliation.fixture'

const month = '2026-10'

/** October with an order that the bill lacks, a refund, a payout that the bank shows and one that it does not. */
async function monthEnd(): Promise<Workspace> {
  const work = reconciliationRoom()
  const { accountId } = work
  const a1 = work.order('A1', 10_000, october(1))
  work.order('A2', 20_000, october(15))
  work.refund(a1, 'R1', 1_000, october(2))
  work.files.load(
    [
      { merchantNo: 'A1', amountMinor: 10_000, atMs: october(1), feeMinor: 60 },
      { merchantNo: 'A1', refundNo: 'R1', kind: 'refund', amountMinor: -1_000, atMs: october(2) },
    ],
    { accountId },
  )
  work.files.load(
    [
      { kind: 'withdrawal', group: 'PO-1', amountMinor: 8_940, atMs: october(3) },
      { kind: 'withdrawal', group: 'PO-2', amountMinor: 5_000, atMs: october(20) },
    ],
    { accountId, source: 'payout', billType: '' },
  )
  work.files.load([{ kind: 'transfer', amountMinor: 8_940, atMs: october(5) }], { source: 'bank', billType: '' })
  return work
}

describe('the month for other rooms', () => {
  it('is set up from what is there, run one after the other, and told to the closing list', async () => {
    const work = await monthEnd()
    const ids = await work.now.room.port.runAll(month, doer())
    expect(work.errors).toEqual([])
    expect(await work.now.room.port.ofMonth(month)).toMatchObject([
      { id: ids[0], name: '云栖酒店 我方订单 ↔ 渠道账单', accountId: work.accountId, state: 'open', open: 1, carried: 0, byClass: [{ class: 'leftOnly', open: 1, settled: 0 }] },
      { id: ids[1], accountId: '', name: '打款明细 ↔ 银行流水', state: 'open', open: 1 },
    ])
    expect(await work.now.room.port.runAll(month, doer()), 'nothing is set up twice').toEqual(ids)
    expect(await work.now.room.port.ordersOfMonth(month)).toEqual([
      { accountId: work.accountId, account: '云栖酒店', paid: [{ currency: 'CNY', count: 2, minor: 30_000 }], refunded: [{ currency: 'CNY', count: 1, minor: 1_000 }] },
    ])
  })

  it('tells what is due, under way and arrived, and how late it is', async () => {
    const work = await monthEnd()
    await work.now.room.port.runAll(month, doer())
    const [arrival] = await work.call<Arrival[]>('arrivals', { month })
    expect(arrival).toEqual({
      accountId: work.accountId,
      account: '云栖酒店',
      currency: 'CNY',
      due: { currency: 'CNY', count: 2, minor: 30_000 - 1_000 - 60 },
      underWay: { currency: 'CNY', count: 1, minor: 5_000 },
      arrived: { currency: 'CNY', count: 1, minor: 8_940 },
      daysLate: 13,
      late: [{ group: 'PO-2', day: '2026-10-20', minor: 5_000, daysLate: 13 }],
    })
    await work.call('arrivals.setDelay', { kind: 'wechatpay-v3', fromDay: '2026-10-10', days: 90, source: '合同第 5 条' })
    const [later] = await work.call<Arrival[]>('arrivals', { month })
    expect(later?.due).toEqual({ currency: 'CNY', count: 1, minor: 10_000 - 1_000 - 60 })
    const todos = await Promise.all((work.now.room.todos ?? []).map((source) => source.load()))
    expect(todos.flat().map(({ kind, title }) => [kind, title.params])).toEqual([
      ['settlement.differences', { count: 2 }],
      ['settlement.late', { account: '云栖酒店', currency: 'CNY', days: 13 }],
    ])
  })

  it('is a report with all of it, whose sums add up and whose sources are named', async () => {
    const work = await monthEnd()
    const [id = ''] = await work.now.room.port.runAll(month, doer())
    const [difference] = (await work.call<{ rows: Difference[] }>('differences.list', { reconciliationId: id, limit: 10, order: 'amount' })).rows
    await work.call('differences.decide', { ids: [difference?.id], decision: { action: 'resolve', resolution: 'providerCorrects', reason: '渠道补单', attachments: [] } })
    const { data, evidence } = await work.now.room.port.report({ reconciliationId: id, month })
    expect(data).toMatchObject({ kind: 'reconciliation', month, practice: true, title: { 'zh-CN': '对账报告 2026-10 云栖酒店 我方订单 ↔ 渠道账单' } })
    const table = (key: string) => data.tables.find((one) => one.key === key)?.rows ?? []
    expect(table('differences')).toHaveLength(1)
    expect(table('differences')[0]).toEqual(expect.arrayContaining(['leftOnly', 'short', 'resolved', 'A2', -20_000, 'providerCorrects', '渠道补单']))
    expect(table('matched').map((row) => row.slice(0, 6))).toEqual([
      ['orderNumbers', 'A1', '2026-10-01', 'CNY', 10_000, 10_000],
      ['refundNumbers', 'A1', '2026-10-02', 'CNY', -1_000, -1_000],
    ])
    for (const row of table('summary')) expect(row.at(-1)).toBe(0)
    for (const { columns, rows } of data.tables) for (const row of rows) expect(row).toHaveLength(columns.length)
    expect(evidence.map(({ name }) => name)).toEqual(['file-1.csv', 'decisions.json', 'inputs.json'])
    expect(evidence[1]?.text).toContain('渠道补单')
  })

  it('counts no fee and no payout twice where two reconciliations know of it', async () => {
    const work = await monthEnd()
    await work.now.room.port.runAll(month, doer())
    const [before] = await work.call<Arrival[]>('arrivals', { month })
    const twice = [
      { left: { source: 'orders', accountId: work.accountId }, right: { source: 'bill', accountId: work.accountId } },
      { left: { source: 'payout', accountId: work.accountId }, right: { source: 'bank' } },
    ]
    for (const sides of twice) {
      const { id } = await work.call<Reconciliation>('reconciliations.create', { month, name: 'x', ...sides })
      await work.over((await work.call<{ jobId: string }>('reconciliations.run', { id })).jobId)
    }
    expect(before).toMatchObject({ arrived: { minor: 8_940 } })
    expect(await work.call<Arrival[]>('arrivals', { month })).toEqual([before])
  })

  it('pairs a payout with the bank in whichever order they were set up', async () => {
    const work = await monthEnd()
    const { id } = await work.call<Reconciliation>('reconciliations.create', { month, name: '', left: { source: 'bank' }, right: { source: 'payout', accountId: work.accountId } })
    const { jobId } = await work.call<{ jobId: string }>('reconciliations.run', { id })
    await work.over(jobId)
    const [arrival] = await work.call<Arrival[]>('arrivals', { month })
    expect(arrival).toMatchObject({ arrived: { minor: 8_940 }, underWay: { minor: 5_000 }, late: [{ group: 'PO-2' }] })
  })

  it('reads orders of the next month as partners only', async () => {
    const work = reconciliationRoom()
    work.order('E1', 1_000, november(1, 0))
    work.files.load([{ merchantNo: 'E1', amountMinor: 1_000, atMs: october(31, 23) }], { accountId: work.accountId })
    const [id = ''] = await work.now.room.port.runAll(month, doer())
    const { rows } = await work.call<{ rows: Difference[] }>('differences.list', { reconciliationId: id, limit: 10, order: 'amount' })
    expect(rows).toMatchObject([{ class: 'crossMonth', number: 'E1', cash: 'none' }])
    const { lastRun } = await work.call<Reconciliation>('reconciliations.get', { id })
    expect([lastRun?.left[0]?.total.count ?? 0, lastRun?.right[0]?.total.count]).toEqual([0, 1])
  })
})
