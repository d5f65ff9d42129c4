import type { Difference, Pair, Reconciliation, RowDecision } from '@shared/contract/settlement-reconciliation'
import type { CountedSum, EntryRow } from '@shared/contract/settlement-values'
import { cpSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { closingRepository } from '../closing'
import { november, october, reconciliationRoom, type Workspace } from './reconciliation.fixture'

const month = '2026-10'
const bill = (merchantNo: string, minor: number, atMs = october(15), more = {}) => ({ merchantNo, amountMinor: minor, atMs, ...more })

const create = (work: Workspace, of = month) =>
  work.call<Reconciliation>('reconciliations.create', { month: of, name: '', left: { source: 'orders', accountId: work.accountId }, right: { source: 'bill', accountId: work.accountId } })

/** Orders and a bill of October: one pair, and one difference of three classes. */
async function example() {
  const work = reconciliationRoom()
  work.order('A1', 10_000, october(1))
  work.order('A2', 20_000, october(15))
  work.order('A3', 5_000, october(16))
  const rows = [bill('A1', 10_000, october(1)), bill('A2', 19_000), bill('B9', 7_000)]
  const fileId = work.files.load(rows, { accountId: work.accountId })
  const { id } = await create(work)
  return { work, id, rows, fileId }
}

async function run(work: Workspace, id: string): Promise<Reconciliation> {
  const { jobId } = await work.call<{ jobId: string }>('reconciliations.run', { id })
  const job = await work.over(jobId)
  expect(work.errors).toEqual([])
  expect(job?.state).toBe('done')
  return get(work, id)
}

const get = (work: Workspace, id: string) => work.call<Reconciliation>('reconciliations.get', { id })
const list = (work: Workspace, reconciliationId: string, more = {}) =>
  work.call<{ rows: Difference[] }>('differences.list', { reconciliationId, limit: 100, order: 'amount', ...more }).then(({ rows }) => rows)
const pairs = (work: Workspace, reconciliationId: string) => work.call<{ rows: Pair[] }>('pairs.list', { reconciliationId, limit: 100 }).then(({ rows }) => rows)
const one = async (work: Workspace, id: string, number: string, states?: string[]) => {
  const found = (await list(work, id, states ? { states } : {})).find((difference) => difference.number === number)
  if (!found) throw new Error(`no difference ${number}`)
  return found
}
const open = (work: Workspace, id: string) =>
  work.call<{ difference: Difference; left: EntryRow[]; right: EntryRow[]; history: { action: string; by: string; text: string }[]; candidates: { side: string; row: EntryRow; agrees: string[] }[] }>('differences.get', { id })
const decide = (work: Workspace, ids: string[], decision: object, by = '王芳') =>
  work.call<{ done: number; refused: { id: string; code: string }[] }>('differences.decide', { ids, decision: { attachments: [], ...decision } }, by)
const resolve = { action: 'resolve', resolution: 'bookedHere', reason: '补记' }

describe('a run', () => {
  it('tells matched, different and alone, and adds up', async () => {
    const { work, id } = await example()
    expect(await get(work, id)).toMatchObject({ name: '云栖酒店 我方订单 ↔ 渠道账单', state: 'new' })
    const done = await run(work, id)
    expect(done).toMatchObject({ state: 'open', openDifferences: 3, staleBecause: [] })
    expect(done.lastRun?.left).toMatchObject([{ currency: 'CNY', total: { count: 3, minor: 35_000 }, matched: { count: 1, minor: 10_000 } }])
    expect(await list(work, id)).toMatchObject([
      { class: 'rightOnly', cash: 'long', number: 'B9', differenceMinor: 7_000, state: 'open', ageDays: 21 },
      { class: 'leftOnly', cash: 'short', number: 'A3', differenceMinor: -5_000 },
      { class: 'amount', cash: 'short', number: 'A2', differenceMinor: -1_000, ruleName: '订单号一致' },
    ])
  })

  it('gives the same again, and says so by the hash of its inputs', async () => {
    const { work, id } = await example()
    const first = await run(work, id)
    const before = await list(work, id)
    const second = await run(work, id)
    expect(second.lastRun).toMatchObject({ number: 2, inputsHash: first.lastRun?.inputsHash, left: first.lastRun?.left, right: first.lastRun?.right })
    expect(await list(work, id)).toEqual(before)
    const facts = work.db.prepare('SELECT count(*) AS n FROM difference_facts').get() as { n: number }
    expect(facts.n, 'a second run of the same writes nothing').toBe(3)
  })

  it('leads from every total to its rows, whose sums it is', async () => {
    const { work, id } = await example()
    work.files.load([bill('', -3_000, october(20), { kind: 'withdrawal', providerNo: 'W1' })], { accountId: work.accountId })
    const done = await run(work, id)
    for (const side of ['left', 'right'] as const)
      for (const part of ['total', 'matched', 'differences', 'expected', 'others'] as const) {
        const found = await work.call<{ rows: EntryRow[]; sums: CountedSum[]; hits: number }>('entries.list', { reconciliationId: id, side, part, limit: 100 })
        const sum = found.sums[0] ?? { currency: 'CNY', count: 0, minor: 0 }
        expect(sum, `${side} ${part}`).toEqual(done.lastRun?.[side][0]?.[part])
        expect(found.rows.reduce((total, { amountMinor }) => total + amountMinor, 0)).toBe(sum.minor)
      }
    const [row] = (await work.call<{ rows: EntryRow[] }>('entries.list', { reconciliationId: id, side: 'right', part: 'differences', text: 'B9', limit: 10 })).rows
    expect(row).toMatchObject({ fileName: 'file-1.csv', line: 4, merchantNo: 'B9', day: '2026-10-15' })
  })

  it('knows what is paid there and unpaid here, and the old order of a refund', async () => {
    const work = reconciliationRoom()
    work.order('U1', 8_000, october(3), { state: 'closed', paid_at: null, received_minor: null })
    const old = work.order('OLD', 9_000, Date.UTC(2026, 6, 1))
    work.files.load([bill('U1', 8_000, october(3)), bill('OLD', -2_000, october(4), { kind: 'refund', refundNo: 'R1' }), bill('NOBODY', -1_000, october(4), { kind: 'refund', refundNo: 'R2' })], { accountId: work.accountId })
    const { id } = await create(work)
    await run(work, id)
    expect((await list(work, id)).map(({ class: name, number }) => [name, number])).toEqual([
      ['state', 'U1'],
      ['rightOnly', 'R1'],
      ['refundWithoutOrder', 'R2'],
    ])
    work.refund(old, 'R1', 2_000, october(4))
    await run(work, id)
    expect((await list(work, id)).map(({ number }) => number)).toEqual(['U1', 'R2'])
  })

  it('waits for rows that are young, and says when they have become late', async () => {
    const work = reconciliationRoom()
    work.order('N1', 1_000, november(5, 8))
    work.files.load([bill('N0', 1_000, november(1))], { accountId: work.accountId })
    const { id } = await create(work, '2026-11')
    const done = await run(work, id)
    expect(done.lastRun?.left).toMatchObject([{ expected: { count: 1, minor: 1_000 }, differences: { count: 0 } }])
    work.clock.advance(3 * 86_400_000)
    expect(await get(work, id)).toMatchObject({ state: 'stale', staleBecause: ['time'] })
    await run(work, id)
    expect(await one(work, id, 'N1')).toMatchObject({ class: 'leftOnly' })
  })

  it('is told out of date by files, orders, rules and decisions, and by nothing else', async () => {
    const { work, id } = await example()
    await run(work, id)
    const reasons = async () => (await get(work, id)).staleBecause
    work.db.prepare(`UPDATE orders SET queries = queries + 1, last_query_at = 'x', note = 'n'`).run()
    work.order('DEC', 1, Date.UTC(2026, 11, 1))
    expect(await reasons()).toEqual([])
    work.order('A4', 1_000, october(20))
    expect(await reasons()).toEqual(['orders'])
    work.files.load([bill('A4', 1_000, october(20))], { accountId: work.accountId })
    expect(await reasons()).toEqual(['files', 'orders'])
    await run(work, id)
    const { set, version } = await work.call<{ set: object; version: number }>('rules.get', { left: 'orders', right: 'bill' })
    await work.call('rules.save', { left: 'orders', right: 'bill', set, version, note: '' })
    expect(await reasons()).toEqual(['rules'])
    await expect(work.call('rules.save', { left: 'orders', right: 'bill', set, version, note: '' })).rejects.toMatchObject({ code: 'settlement.rulesChanged' })
  })
})

describe('what a person decides about a difference', () => {
  it('survives another run, a corrected file and a kill, with its history', async () => {
    const { work, id, rows, fileId } = await example()
    await run(work, id)
    const b9 = await one(work, id, 'B9')
    const a3 = await one(work, id, 'A3')
    expect(await decide(work, [b9.id], resolve)).toEqual({ done: 1, refused: [] })
    await decide(work, [a3.id], { action: 'assign', to: '李明' }, '李明')
    await decide(work, [a3.id], { action: 'comment', text: '已问渠道', attachments: ['f1'] })
    await run(work, id)
    // The corrected file has its rows in another order, one more, and another id.
    work.files.load([bill('C1', 100), ...rows.toReversed()], { accountId: work.accountId, replaces: fileId })
    await work.killAndStart()
    expect(await get(work, id)).toMatchObject({ state: 'stale', staleBecause: ['files'] })
    await run(work, id)
    expect(await one(work, id, 'B9', ['resolved'])).toMatchObject({ id: b9.id, state: 'resolved', resolution: 'bookedHere', reason: '补记' })
    expect(await one(work, id, 'A3')).toMatchObject({ id: a3.id, state: 'inWork', assignee: '李明', comments: 1 })
    const { history, left } = await open(work, a3.id)
    expect(history.map(({ action, by, text }) => [action, by, text])).toEqual([
      ['found', '王芳', ''],
      ['assigned', '李明', '李明'],
      ['comment', '王芳', '已问渠道'],
    ])
    expect(left).toMatchObject([{ merchantNo: 'A3', amountMinor: 5_000 }])
  })

  it('goes with what it is about, and is there again when that comes back', async () => {
    const { work, id } = await example()
    await run(work, id)
    const a3 = await one(work, id, 'A3')
    await decide(work, [a3.id], resolve)
    const late = work.files.load([bill('A3', 5_000, october(16))], { accountId: work.accountId })
    await run(work, id)
    expect(await one(work, id, 'A3', ['gone'])).toMatchObject({ id: a3.id, state: 'gone' })
    expect(await decide(work, [a3.id], { action: 'reopen', reason: 'x' })).toMatchObject({ refused: [{ code: 'settlement.differenceGone' }] })
    const file = work.files.files.get(late)
    if (file) work.files.files.set(late, { ...file, state: 'replaced' })
    await run(work, id)
    expect(await one(work, id, 'A3')).toMatchObject({ state: 'resolved' })
    expect((await open(work, a3.id)).history.map(({ action }) => action)).toEqual(['found', 'resolved', 'gone', 'back'])
  })

  it('is asked for again when the money is another than it was resolved for', async () => {
    const { work, id, fileId } = await example()
    await run(work, id)
    const a2 = await one(work, id, 'A2')
    await decide(work, [a2.id], resolve)
    work.files.load([bill('A1', 10_000, october(1)), bill('A2', 11_000), bill('B9', 7_000)], { accountId: work.accountId, replaces: fileId })
    await run(work, id)
    expect(await one(work, id, 'A2')).toMatchObject({ id: a2.id, state: 'open', changedAfter: true, reason: '补记', differenceMinor: -9_000 })
  })

  it('is refused item by item: settled, open, unknown, locked', async () => {
    const { work, id } = await example()
    await run(work, id)
    const [a, b] = await list(work, id)
    await decide(work, [a?.id ?? ''], resolve)
    expect(await decide(work, [a?.id ?? '', b?.id ?? '', 'd0'], resolve)).toEqual({
      done: 1,
      refused: [
        { id: a?.id, code: 'settlement.differenceSettled' },
        { id: 'd0', code: 'settlement.differenceNotFound' },
      ],
    })
    work.locked.add(month)
    await work.now.room.port.lock(month, true)
    expect((await get(work, id)).state).toBe('locked')
    expect(await decide(work, [a?.id ?? ''], { action: 'reopen', reason: 'x' })).toMatchObject({ refused: [{ code: 'settlement.monthLocked' }] })
    await expect(work.call('reconciliations.run', { id })).rejects.toMatchObject({ code: 'settlement.monthLocked' })
    // The row itself refuses too, where the lock came in between.
    work.locked.clear()
    expect(await decide(work, [a?.id ?? ''], { action: 'reopen', reason: 'x' })).toMatchObject({ refused: [{ code: 'settlement.monthLocked' }] })
    // So does the month that is held while its reconciliations are not locked yet; opening brings both into line.
    const closing = work.now.store.client(closingRepository)
    await closing.hold({ month, by: { id: 'x', name: '王芳', correlationId: 'c' } })
    await work.now.room.port.lockOnly([])
    expect(await decide(work, [a?.id ?? ''], { action: 'reopen', reason: 'x' })).toMatchObject({ refused: [{ code: 'settlement.monthLocked' }] })
    const other = { left: { source: 'payout' }, right: { source: 'bank' } }
    await expect(work.call('reconciliations.create', { month, name: 'x', ...other })).rejects.toMatchObject({ code: 'settlement.monthLocked' })
    await closing.release(month)
    expect(await decide(work, [a?.id ?? ''], { action: 'reopen', reason: 'x' })).toMatchObject({ done: 1 })
  })
})

describe('rows', () => {
  it('are paired by hand for good, and parted again alone', async () => {
    const { work, id } = await example()
    await run(work, id)
    const a3 = await open(work, (await one(work, id, 'A3')).id)
    const b9 = await open(work, (await one(work, id, 'B9')).id)
    const refs = { left: a3.left.map(({ ref }) => ref), right: b9.right.map(({ ref }) => ref) }
    const { pairId } = await work.call<{ pairId: string }>('pairs.make', { reconciliationId: id, ...refs, reason: '客人改单' })
    expect((await list(work, id)).map(({ class: name, number, differenceMinor }) => [name, number, differenceMinor])).toEqual([
      ['amount', 'A3', 2_000],
      ['amount', 'A2', -1_000],
    ])
    expect((await open(work, a3.difference.id)).history.map(({ action }) => action)).toEqual(['found', 'paired', 'gone'])
    work.order('A5', 1, october(2))
    await run(work, id)
    expect((await list(work, id)).map(({ class: name }) => name)).toEqual(['amount', 'amount', 'leftOnly'])
    const { differenceIds } = await work.call<{ differenceIds: string[] }>('pairs.undo', { reconciliationId: id, pairId, reason: '看错了' })
    expect(differenceIds.sort()).toEqual([a3.difference.id, b9.difference.id].sort())
    expect(await work.call<RowDecision[]>('decisions.list', { id })).toMatchObject([{ kind: 'pair', what: 'A3 ↔ B9', takenBack: { by: '王芳', reason: '看错了' } }])
  })

  it('that a rule paired are parted alone and stay apart, until that is taken back', async () => {
    const { work, id } = await example()
    work.order('A6', 600, october(6))
    work.files.load([bill('A6', 600, october(6))], { accountId: work.accountId })
    await run(work, id)
    const before = await pairs(work, id)
    expect(before.map(({ because, ruleName }) => [because, ruleName])).toEqual([
      ['商户订单号 A1', '订单号一致'],
      ['商户订单号 A6', '订单号一致'],
    ])
    const { differenceIds } = await work.call<{ differenceIds: string[] }>('pairs.undo', { reconciliationId: id, pairId: before[0]?.id, reason: '不是同一单' })
    expect(differenceIds).toHaveLength(2)
    expect((await pairs(work, id)).map(({ left }) => left[0]?.merchantNo)).toEqual(['A6'])
    await run(work, id)
    expect((await pairs(work, id)).map(({ left }) => left[0]?.merchantNo)).toEqual(['A6'])
    const [apart] = await work.call<RowDecision[]>('decisions.list', { id })
    await work.call('decisions.takeBack', { reconciliationId: id, decisionId: apart?.id, reason: '确认是' })
    expect((await pairs(work, id)).map(({ left }) => left[0]?.merchantNo)).toEqual(['A1', 'A6'])
  })

  it('of one rule are parted together, and of the last run', async () => {
    const { work, id } = await example()
    const first = await run(work, id)
    await decide(work, [(await one(work, id, 'B9')).id], resolve)
    await work.call('reconciliations.undoRule', { id, ruleId: 'orderNumbers', reason: '号码不可靠' })
    const off = await get(work, id)
    expect(off).toMatchObject({ state: 'open', rulesOff: [{ ruleId: 'orderNumbers', reason: '号码不可靠' }] })
    expect((await list(work, id)).map(({ class: name }) => name).sort()).toEqual(['leftOnly', 'leftOnly', 'rightOnly', 'rightOnly'])
    // Another rule may find what is free now, and says so.
    expect((await pairs(work, id)).map(({ left, ruleName, because }) => [left[0]?.merchantNo, ruleName, because])).toEqual([
      ['A1', '多个订单合并一笔付款，合计相同', '商户订单号 A1 合计相同：左 1 行，右 1 行'],
    ])
    await expect(work.call('reconciliations.undoRun', { id, runId: first.lastRun?.id, reason: 'x' })).rejects.toMatchObject({ code: 'settlement.runNotLast' })
    const undone = await work.call<Reconciliation>('reconciliations.undoRun', { id, runId: off.lastRun?.id, reason: 'x' })
    expect(undone).toMatchObject({ state: 'stale', lastRun: { number: 1 } })
    expect((await list(work, id)).map(({ number, state }) => [number, state])).toEqual([
      ['B9', 'resolved'],
      ['A3', 'open'],
      ['A2', 'open'],
    ])
    await work.call('reconciliations.useRule', { id, ruleId: 'orderNumbers', reason: '查过了' })
    expect(await get(work, id)).toMatchObject({ state: 'open', rulesOff: [], lastRun: { number: 3, left: first.lastRun?.left } })
    const runs = await work.call<{ number: number; undone: boolean }[]>('reconciliations.runs', { id })
    expect(runs.map(({ number, undone: taken }) => [number, taken])).toEqual([[3, false], [2, true], [1, false]])
  })

  it('that no longer are what a person saw are not paired', async () => {
    const { work, id } = await example()
    await run(work, id)
    const [pair] = await pairs(work, id)
    const b9 = await open(work, (await one(work, id, 'B9')).id)
    const right = b9.right.map(({ ref }) => ref)
    await expect(work.call('pairs.make', { reconciliationId: id, left: pair?.left.map(({ ref }) => ref), right, reason: 'x' })).rejects.toMatchObject({ code: 'settlement.rowPaired' })
    await expect(work.call('pairs.make', { reconciliationId: id, left: [{ fileId: 'own-old', row: 0 }], right, reason: 'x' })).rejects.toMatchObject({ code: 'settlement.rowsChanged' })
  })

  it('that may belong together are shown, nearest first', async () => {
    const { work, id } = await example()
    work.order('X1', 7_000, october(14))
    await run(work, id)
    const { candidates } = await open(work, (await one(work, id, 'B9')).id)
    expect(candidates).toMatchObject([{ side: 'left', row: { merchantNo: 'X1' }, agrees: ['amount'] }])
  })

  it('would be paired by other rules: the preview changes nothing', async () => {
    const { work, id } = await example()
    await run(work, id)
    const { set } = await work.call<{ set: { rules: { id: string }[] } }>('rules.get', { left: 'orders', right: 'bill' })
    const none = { ...set, rules: set.rules.map((rule) => ({ ...rule, on: false })) }
    const preview = await work.call<{ byRule: { pairs: number }[]; byClass: object[]; before: object }>('rules.preview', { id, set: none })
    expect(preview).toMatchObject({ before: { pairs: 2, differences: 3 }, byClass: [{ class: 'leftOnly', count: 3 }, { class: 'rightOnly', count: 3 }] })
    expect(await get(work, id)).toMatchObject({ staleBecause: [], openDifferences: 3 })
  })
})

describe('挂账', () => {
  it('takes a difference to the next month, where a late row matches it', async () => {
    const { work, id } = await example()
    await run(work, id)
    const a3 = await one(work, id, 'A3')
    await decide(work, [a3.id], { action: 'assign', to: '李明' })
    expect(await decide(work, [a3.id], { action: 'carry', reason: '渠道下月补' })).toEqual({ done: 1, refused: [] })
    expect(await one(work, id, 'A3', ['carried'])).toMatchObject({ carriedTo: '2026-11' })
    const next = (await work.call<Reconciliation[]>('reconciliations.list', { month: '2026-11' }))[0]
    const nextId = next?.id ?? ''
    const november1 = await run(work, nextId)
    expect(november1.lastRun?.left).toMatchObject([{ total: { count: 1, minor: 5_000 }, differences: { count: 1, minor: 5_000 } }])
    expect(await one(work, nextId, 'A3')).toMatchObject({ class: 'leftOnly', carriedFrom: month, assignee: '李明' })
    work.files.load([bill('A3', 5_000, november(3))], { accountId: work.accountId })
    expect((await get(work, nextId)).staleBecause).toEqual(['files'])
    const matched = await run(work, nextId)
    expect(matched).toMatchObject({ state: 'balanced', lastRun: { left: [{ matched: { count: 1, minor: 5_000 } }], right: [{ matched: { count: 1, minor: 5_000 } }] } })
    // In October it stays what it was: carried, now across the months.
    const again = await run(work, id)
    expect(again).toMatchObject({ carried: 1, openDifferences: 2 })
    expect((await list(work, id, { states: ['carried'] })).map(({ class: name, number, carriedTo }) => [name, number, carriedTo])).toEqual([['crossMonth', 'A3', '2026-11']])
  })

  it('is taken back while the next month has not decided, and not after', async () => {
    const { work, id } = await example()
    await run(work, id)
    const a3 = await one(work, id, 'A3')
    await decide(work, [a3.id], { action: 'carry', reason: 'x' })
    const [next] = await work.call<Reconciliation[]>('reconciliations.list', { month: '2026-11' })
    await run(work, next?.id ?? '')
    expect(await decide(work, [a3.id], { action: 'reopen', reason: '这月就查清了' })).toEqual({ done: 1, refused: [] })
    expect(await get(work, next?.id ?? '')).toMatchObject({ staleBecause: ['carried'] })
    await decide(work, [a3.id], { action: 'carry', reason: 'x' })
    const there = await one(work, next?.id ?? '', 'A3')
    await decide(work, [there.id], resolve)
    expect(await decide(work, [a3.id], { action: 'reopen', reason: 'x' })).toMatchObject({ refused: [{ code: 'settlement.carriedOn' }] })
  })
})

describe('a run that is killed', () => {
  it('leaves what was before, and resumed gives what an undisturbed one gives', async () => {
    const work = reconciliationRoom()
    for (let n = 0; n < 700; n += 1) work.order(`L${n}`, 100 + n, october(10))
    work.files.load([bill('B1', 1)], { accountId: work.accountId })
    const { id } = await create(work)
    await run(work, id)
    const before = { list: await list(work, id), reconciliation: await get(work, id) }
    work.files.load(Array.from({ length: 300 }, (_, n) => bill(`L${n}`, 100 + (n % 2) + n, october(10))), { accountId: work.accountId })
    let writes = 0
    const killed = new Promise<void>((resolve) => {
      work.hooks.push((method) => {
        if (method === 'putFacts' && (writes += 1) === 2) {
          work.now.threads.at(-1)?.die(new Error('killed'))
          resolve()
        }
      })
    })
    const { jobId } = await work.call<{ jobId: string }>('reconciliations.run', { id })
    await killed
    await work.over(jobId)
    await work.killAndStart()
    expect(await list(work, id)).toEqual(before.list)
    expect((await get(work, id)).lastRun).toEqual(before.reconciliation.lastRun)
    work.hooks.length = 0
    work.errors.length = 0
    await work.now.jobs.resume(jobId)
    await work.over(jobId)
    const resumed = { list: await list(work, id), run: (await get(work, id)).lastRun }
    const undisturbed = await run(work, id)
    expect(resumed.run).toMatchObject({ inputsHash: undisturbed.lastRun?.inputsHash, left: undisturbed.lastRun?.left, right: undisturbed.lastRun?.right })
    expect(await list(work, id)).toEqual(resumed.list)
    expect(work.db.prepare('SELECT count(*) AS n FROM difference_facts WHERE until_run IS NULL').get()).toEqual({ n: resumed.run?.byClass.reduce((sum, { open: count }) => sum + count, 0) })
  })
})

describe('at the same time', () => {
  it('two decisions both count, and so does one made while a run is under way', async () => {
    const { work, id } = await example()
    await run(work, id)
    const [a2, a3, b9] = [await one(work, id, 'A2'), await one(work, id, 'A3'), await one(work, id, 'B9')]
    const outcomes = await Promise.all([decide(work, [a2.id, b9.id], resolve), decide(work, [b9.id], resolve, '李明')])
    expect(outcomes.reduce((sum, { done }) => sum + done, 0)).toBe(2)
    const rows = { left: (await open(work, a3.id)).left.map(({ ref }) => ref), right: (await open(work, b9.id)).right.map(({ ref }) => ref) }
    const running = work.call<{ jobId: string }>('reconciliations.run', { id })
    const [{ jobId }] = await Promise.all([running, work.call('pairs.make', { reconciliationId: id, ...rows, reason: 'x' }), decide(work, [a3.id], { action: 'comment', text: 'x' })])
    await work.over(jobId)
    expect((await list(work, id)).map(({ class: name, state }) => [name, state])).toEqual([['amount', 'open'], ['amount', 'resolved']])
    expect((await get(work, id)).staleBecause).toEqual([])
    expect((await open(work, a3.id)).history.map(({ action }) => action)).toContain('comment')
    await expect(work.call('pairs.make', { reconciliationId: id, ...rows, reason: 'x' })).rejects.toMatchObject({ code: 'settlement.rowPaired' })
  })
})

describe('a closed month', () => {
  it('goes into backups with our orders as they were, and nothing else of its runs does', async () => {
    const { work, id } = await example()
    await run(work, id)
    const rows = () => work.call<{ rows: EntryRow[] }>('entries.list', { reconciliationId: id, side: 'left', part: 'total', limit: 100 }).then((found) => found.rows.map(({ merchantNo }) => merchantNo).sort())
    expect(await work.now.room.keptFiles()).toEqual([])
    await work.now.room.port.lock(month, true)
    const kept = await work.now.room.keptFiles()
    expect(kept.map(({ name }) => name.replace(/^settlement\/runs\/(own-)?.*\./u, '$1')).toSorted()).toEqual(['own-pack', 'run'])
    // What a restore brings is the database and these; an order has changed since.
    await work.now.desk.close()
    renameSync(join(work.folder, 'settlement', 'runs'), join(work.folder, 'aside'))
    for (const { name, path } of kept) cpSync(path.replace(join('settlement', 'runs'), 'aside'), join(work.folder, name))
    work.db.exec("UPDATE orders SET received_minor = 1 WHERE merchant_no = 'A1'")
    expect(await rows()).toEqual(['A1', 'A2', 'A3'])
    expect(readdirSync(join(work.folder, 'settlement', 'runs'))).toHaveLength(2)
  })
})
