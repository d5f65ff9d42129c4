import type { CommandOutput } from '@shared/contract'
import type { Difference, Reconciliation } from '@shared/contract/settlement-reconciliation'
import type { EntryRow } from '@shared/contract/settlement-values'

export const reconciliationId = '019ac000-0000-7000-8000-0000000000a1'
export const accountId = '019ac000-0000-7000-8000-0000000000b1'
const cny = (count: number, minor: number) => ({ currency: 'CNY', count, minor })

export const entry = (more: Partial<EntryRow> = {}): EntryRow => ({
  ref: { fileId: 'own-orders', row: 7 },
  fileName: '',
  sheet: '',
  line: 0,
  source: 'orders',
  kind: 'payment',
  outcome: 'done',
  rawState: 'SUCCESS',
  at: '2026-10-03T01:33:30.000Z',
  day: '2026-10-03',
  currency: 'CNY',
  amountMinor: 68_850,
  merchantNo: 'YQ2610031023',
  providerNo: '',
  wechatNo: '4200002345202610031234567890',
  refundNo: '',
  providerRefundNo: '',
  group: '',
  scene: 'channels',
  place: 'HZ01',
  title: '下午茶',
  orderId: '019ac000-0000-7000-8000-0000000000c1',
  ...more,
})

/** The same payment as the provider's bill has it. */
export const billEntry = (more: Partial<EntryRow> = {}): EntryRow => {
  const { orderId: _ours, ...row } = entry({
    ref: { fileId: 'bill-1', row: 41 },
    fileName: '交易账单-2026-10-03.csv',
    line: 43,
    source: 'bill',
    feeMinor: -413,
    scene: '',
    place: '',
    ...more,
  })
  return row
}

export const difference = (more: Partial<Difference> = {}): Difference => ({
  id: 'd1',
  reconciliationId,
  month: '2026-10',
  class: 'leftOnly',
  cash: 'short',
  state: 'open',
  currency: 'CNY',
  leftMinor: 68_850,
  differenceMinor: -68_850,
  leftCount: 1,
  rightCount: 0,
  number: 'YQ2610031023',
  kind: 'payment',
  day: '2026-10-03',
  ageDays: 56,
  assignee: '',
  comments: 0,
  reason: '',
  changedAfter: false,
  rev: 1,
  ...more,
})

export const found = (more: Partial<CommandOutput<'settlement.differences.get'>> = {}): CommandOutput<'settlement.differences.get'> => ({
  difference: difference(),
  left: [entry()],
  right: [],
  history: [],
  candidates: [],
  ...more,
})

type Run = NonNullable<Reconciliation['lastRun']>
const side = (total: number, matched: number, differences: number) => ({
  currency: 'CNY',
  total: cny(66, total),
  matched: cny(60, matched),
  differences: cny(6, differences),
  expected: cny(0, 0),
  others: cny(0, 0),
})
export const run = (more: Partial<Run> = {}): Run => ({
  id: '019ac000-0000-7000-8000-0000000000d1',
  number: 1,
  at: '2026-11-28T15:02:10.000Z',
  by: '王芳',
  ms: 340,
  left: [side(6_074_450, 5_494_800, 579_650)],
  right: [side(5_817_049, 5_494_800, 322_249)],
  byClass: [{ class: 'leftOnly', open: 3, settled: 0, sums: [cny(3, -183_300)] }],
  byRule: [{ ruleId: 'numbers', name: '订单号一致', pairs: 60, sums: [cny(60, 5_941_050)] }],
  otherKinds: [],
  unreadable: 0,
  inputsHash: 'a'.repeat(64),
  ...more,
})

export const reconciliation = (more: Partial<Reconciliation> = {}): Reconciliation => ({
  id: reconciliationId,
  name: '云栖酒店',
  month: '2026-10',
  left: { source: 'orders', accountId },
  right: { source: 'bill', accountId },
  state: 'open',
  staleBecause: [],
  rulesOff: [],
  lastRun: run(),
  openDifferences: 3,
  carried: 0,
  rev: 1,
  ...more,
})
