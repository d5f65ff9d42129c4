import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FeeStatement } from '@shared/contract/settlement-fees'
import { expect, onTestFinished, test } from 'vitest'
import { migrations } from '../../../migrations'
import { ManualClock } from '../../../platform/clock/clock'
import type { Fault } from '../../../platform/errors/fault'
import { FileTickets } from '../../../platform/files/workspace-files'
import { StoreEngine } from '../../../platform/store/engine'
import { inlineStore } from '../../../platform/store/store'
import { repositories } from '../../../repositories'
import type { SettlementPorts } from '../parts'
import type { DayStand, Doer, MonthSum, SourceFile } from '../ports'
import { boardCells } from './board'
import type { ClosingParts } from './parts'
import { closingRepository } from './repository'
import { ClosingService } from './service'
import { shippedVoucherRules } from './voucher-rules'
import { allocations, vouchersOf } from './vouchers'

const month = '2026-10'
const doer = (operatorName: string): Doer => ({ operatorId: `id-${operatorName}`, operatorName, correlationId: 'c' })
const [wang, li] = [doer('王芳'), doer('李明')]
const code = (text: string) => expect.objectContaining({ code: text }) as Fault

/** What the other rooms say; tests change it. */
function world() {
  return {
    days: [{ accountId: 'a', account: '云栖酒店', billType: 'all', day: '2026-10-01', state: 'booked' }] as DayStand[],
    files: [] as Partial<SourceFile>[],
    runs: [{ id: 'r', name: '订单对账单', accountId: 'a', state: 'balanced', open: 0, carried: 0, byClass: [] }],
    moved: [{ accountId: 'a', account: '云栖酒店', paid: [{ currency: 'CNY', count: 3, minor: 30_000 }], refunded: [{ currency: 'CNY', count: 1, minor: 5_000 }] }],
    fees: [{ id: 's', state: 'invoiced', currency: 'CNY', totalMinor: 301, platformMinor: undefined as number | undefined, name: '本地组件' }],
    sums: [] as MonthSum[],
    bases: [
      { placeId: 'p2', code: 'HZ02', name: '二店', baseMinor: 1 },
      { placeId: 'p1', code: 'HZ01', name: '一店', baseMinor: 1 },
    ],
    without: [] as string[],
    lockedOnly: undefined as string[] | undefined,
    held: [] as [string, boolean][],
    onLook: () => undefined as void,
  }
}

function openClosing() {
  const clock = new ManualClock('2026-11-28T06:00:00.000Z')
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-closing-'))
  const engine = new StoreEngine({ file: join(folder, 'minidesk.db'), role: 'writer', create: true, repositories, migrations, clock })
  engine.setAuditKey(new Uint8Array(32).fill(7))
  onTestFinished(() => {
    engine.close()
    rmSync(folder, { recursive: true })
  })
  const repository = inlineStore(engine).client(closingRepository)
  const at = world()
  const ports = {
    bills: { days: async () => (at.onLook(), at.days), balanceBreaks: async () => [] },
    files: { ofMonth: async () => at.files, sumsOfMonth: async () => at.sums },
    reconciliation: {
      ofMonth: async () => at.runs,
      ordersOfMonth: async () => at.moved,
      lock: async (...held: [string, boolean]) => void at.held.push(held),
      lockOnly: async (months: string[]) => void (at.lockedOnly = months),
    },
    fees: {
      ofMonth: async () => at.fees,
      withoutStatement: async () => at.without,
      basesByPlace: async () => at.bases,
      depositsOfMonth: async () => [],
      statement: async () =>
        ({ currency: 'CNY', paid: { day: '2026-11-20', minor: 301, reference: 'x', by: 'y' }, invoice: { number: '1', day: '2026-11-21', minor: 301, taxMinor: 17 } }) as FeeStatement,
    },
    closing: { lockedMonths: () => repository.lockedMonths() },
  } as unknown as SettlementPorts
  const parts = {
    clock,
    repository,
    ports,
    operators: { recognise: async () => ({ id: li.operatorId, name: li.operatorName, role: 'finance' }) },
    paymentAccounts: { all: async () => [{ id: 'a', name: '云栖酒店' }] },
    tickets: new FileTickets(clock),
    isPractice: false,
    newId: () => 'id',
    reportError: () => undefined,
    changed: { closing: () => undefined },
  } as unknown as ClosingParts
  return { at, clock, parts, repository, closing: new ClosingService(parts) }
}

test.each([
  ['a missing bill', 'bills', (at: ReturnType<typeof world>) => void at.days.push({ accountId: 'a', account: 'x', billType: 'all', day: '2026-10-02', state: 'missing' })],
  ['a file whose sums differ', 'importsClean', (at: ReturnType<typeof world>) => void at.files.push({ id: 'f', name: 'b.csv', state: 'loaded', control: 'differs', problems: 0 })],
  ['rows that could not be read', 'importsClean', (at: ReturnType<typeof world>) => void at.files.push({ id: 'f', name: 'b.csv', state: 'loaded', control: 'agrees', problems: 2 })],
  ['a reconciliation that is stale', 'reconciled', (at: ReturnType<typeof world>) => void at.runs.forEach((run) => (run.state = 'stale'))],
  ['orders that nobody reconciled', 'reconciled', (at: ReturnType<typeof world>) => void (at.runs.length = 0)],
  ['an open difference', 'differences', (at: ReturnType<typeof world>) => void at.runs.forEach((run) => (run.open = 1))],
  ['a fee that is not confirmed', 'feeAccrued', (at: ReturnType<typeof world>) => void at.fees.forEach((fee) => (fee.state = 'disputed'))],
  ['a fee that nobody computed', 'feeAccrued', (at: ReturnType<typeof world>) => void (at.fees.length = 0, at.without.push('本地组件'))],
  ['a fee that is not paid', 'feePaid', (at: ReturnType<typeof world>) => void at.fees.forEach((fee) => (fee.state = 'confirmed'))],
  ['an invoice that is not there', 'feeInvoiced', (at: ReturnType<typeof world>) => void at.fees.forEach((fee) => (fee.state = 'paid'))],
])('%s keeps a month open and is named', async (_name, key, spoil) => {
  const { at, closing, repository } = openClosing()
  spoil(at)
  const { checks, ready } = await closing.get(month)
  expect({ ready, missing: checks.filter(({ state }) => state === 'missing').map((check) => check.key) }).toEqual({ ready: false, missing: expect.arrayContaining([key]) as string[] })
  expect(checks.find((check) => check.key === key)?.items).not.toEqual([])
  await expect(closing.lock(month, wang)).rejects.toEqual(code('settlement.closingIncomplete'))
  expect(await repository.lockedMonths()).toEqual([])
})

test('a complete month is closed, refuses changes, and opens again by another person only', async () => {
  const { at, closing, parts, repository } = openClosing()
  at.runs.forEach((run) => (run.carried = 2))
  expect(await closing.lock(month, wang)).toMatchObject({ state: 'locked', lockedBy: '王芳', history: [{ action: 'locked' }] })
  expect(at.held).toEqual([[month, true]])
  await expect(repository.assertOpen(['2026-09', month])).rejects.toEqual(code('settlement.monthLocked'))
  await expect(closing.lock(month, li)).rejects.toEqual(code('settlement.monthLocked'))

  await closing.askReopen(month, '漏了一张账单', wang)
  await expect(closing.decideReopen({ month, open: true, note: '' }, wang)).rejects.toEqual(code('settlement.sameSecondPerson'))
  expect(await closing.decideReopen({ month, open: false, note: '不急' }, li)).toMatchObject({ state: 'locked' })
  await closing.askReopen(month, '漏了一张账单', wang)
  // At the same computer: the second person gives name and password.
  expect(await closing.decideReopen({ month, open: true, note: '', approver: '李明', password: 'x' }, wang)).toMatchObject({ state: 'open' })
  expect(at.held.at(-1)).toEqual([month, false])
  await repository.assertOpen([month])
  expect((await parts.repository.get(month)).history.map(({ action, by }) => [action, by])).toEqual([
    ['reopened', '李明'],
    ['reopenAsked', '王芳'],
    ['reopenRefused', '李明'],
    ['reopenAsked', '王芳'],
    ['locked', '王芳'],
  ])
})

test('what comes in between the look and the lock does not get locked in', async () => {
  const { at, closing, repository } = openClosing()
  let looks = 0
  at.onLook = () => {
    looks += 1
    if (looks === 2) at.runs.forEach((run) => (run.open = 1))
  }
  await expect(closing.lock(month, wang)).rejects.toEqual(code('settlement.closingIncomplete'))
  expect(await repository.lockedMonths()).toEqual([])
  expect((await repository.get(month)).history).toEqual([])
})

test('a month that an ended program held without locking it is open again, a locked one stays locked', async () => {
  const { at, closing, repository } = openClosing()
  await closing.lock('2026-09', wang)
  await repository.hold({ month, by: { id: 'x', name: '王芳', correlationId: 'c' } })
  await closing.recover()
  expect(await repository.lockedMonths()).toEqual(['2026-09'])
  // Reconciliations follow the months, whatever came of them.
  expect(at.lockedOnly).toEqual(['2026-09'])
  // One that was opened again and is held anew is no different.
  await closing.askReopen('2026-09', '漏了一张账单', wang)
  await closing.decideReopen({ month: '2026-09', open: true, note: '' }, li)
  await repository.hold({ month: '2026-09', by: { id: 'x', name: '王芳', correlationId: 'c' } })
  await closing.recover()
  expect(await repository.lockedMonths()).toEqual([])
})

test('a month that is not over is not closed; nothing to pay waits for no payment', async () => {
  const { at, closing } = openClosing()
  await expect(closing.lock('2026-11', wang)).rejects.toEqual(code('settlement.monthNotOver'))
  at.fees.forEach((fee) => Object.assign(fee, { state: 'confirmed', totalMinor: -20 }))
  const { checks, ready } = await closing.get(month)
  expect(ready).toBe(true)
  expect(checks.filter(({ key }) => key === 'feePaid' || key === 'feeInvoiced').map(({ state }) => state)).toEqual(['notNeeded', 'notNeeded'])
})

test('the fee is split to the fen, and the journal balances in every currency', async () => {
  const { at, parts } = openClosing()
  const [split] = await allocations(parts, month)
  expect(split?.parts.map(({ code: place, feeMinor }) => [place, feeMinor])).toEqual([
    ['HZ01', 151],
    ['HZ02', 150],
  ])
  at.sums.push({ accountId: 'a', source: 'bill', kind: 'payment', currency: 'CNY', count: 3, minor: 30_000, feeMinor: 180 })
  at.sums.push({ accountId: 'a', source: 'fundFlow', kind: 'withdrawal', currency: 'CNY', count: 1, minor: -20_000, feeMinor: 0 })
  const { lines, missing } = await vouchersOf(parts, month)
  expect(missing).toEqual([])
  const sum = (key: 'debitMinor' | 'creditMinor') => lines.reduce((all, line) => all + line[key], 0)
  expect(sum('debitMinor')).toBe(sum('creditMinor'))
  // Sales, refunds, fee, payout, two accruals, tax, payment: each a line of debit and one of credit.
  expect(lines.filter(({ debitMinor }) => debitMinor > 0).map(({ name, debitMinor }) => [name, debitMinor])).toEqual([
    ['其他货币资金', 30_000],
    ['主营业务收入', 5_000],
    ['财务费用-手续费', 180],
    ['银行存款', 20_000],
    ['销售费用-技术服务费', 151],
    ['销售费用-技术服务费', 150],
    ['应交税费-应交增值税（进项税额）', 17],
    ['应付账款', 301],
  ])
})

test('the board tells accounts apart and puts the service fee in a row of the company', async () => {
  const { at, parts } = openClosing()
  at.runs.push({ ...at.runs[0], id: 'r2', accountId: '', open: 2, byClass: [{ class: 'amount', open: 2, settled: 0, sums: [{ currency: 'CNY', count: 2, minor: 70 }] }] } as never)
  const cells = await boardCells(parts, month, month)
  expect(cells.map(({ account, openDifferences, fees }) => [account, openDifferences, fees])).toEqual([
    ['云栖酒店', 0, []],
    ['', 2, [{ currency: 'CNY', count: 1, minor: 301 }]],
  ])
})

test('the shipped summaries keep the places for month and account, which a voucher fills', () => {
  expect(shippedVoucherRules().filter(({ summary }) => !summary.includes('{month}'))).toEqual([])
  expect(shippedVoucherRules()[0]?.summary).toBe('{month} 收款 {account}')
})
