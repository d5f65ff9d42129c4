import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { approver, freePolicy, openRefunds, requester } from '../refunds/refunds.fixture'
import { openBatchesRoom, refundBatchesRepository } from '.'

const code = (expected: string) => expect.objectContaining({ code: expected })
const boss = { ...approver, mayApprove: true }

/** The room of batches over a real store, and files as people hand them in. */
function openBatches(options: Parameters<typeof openRefunds>[0] = {}) {
  const at = openRefunds(options)
  const files = new Map<string, { id: string; path: string; name: string; bytes: number; sha256: string }>()
  const remembered = new Map<string, Record<string, string>>()
  const boot = () =>
    openBatchesRoom({
      repository: at.store.client(refundBatchesRepository),
      refunds: at.refunds,
      mappings: {
        recallMapping: (purpose, signature) => Promise.resolve(remembered.get(purpose + signature)),
        rememberMapping: (purpose, signature, mapping) => Promise.resolve(void remembered.set(purpose + signature, mapping)),
      },
      incoming: {
        require: (id) => {
          const file = files.get(id)
          if (!file) throw new Error('no file')
          return file
        },
      },
      newId: () => `0190a1b2-0000-7000-8000-${String((last += 1)).padStart(12, '0')}`,
      changed: () => undefined,
    })
  let last = 0
  const room = boot()
  const create = (lines: string[], more: object = {}) => {
    const text = ['订单号,退款金额,原因', ...lines].join('\n')
    const id = `f${files.size}`
    const path = join(at.folder, id)
    writeFileSync(path, text)
    files.set(id, { id, path, name: 'refunds.csv', bytes: text.length, sha256: createHash('sha256').update(text).digest('hex') })
    return room.batches.create({ name: '退款', fileId: id, reason: '', ...more }, requester)
  }
  const rows = async (id: string) => (await room.batches.rows({ id, limit: 500 })).rows
  return { ...at, batches: room.batches, bootBatches: boot, create, rows, issues: async (id: string) => (await rows(id)).map(({ issues }) => issues.map((issue) => issue.code).join()) }
}

describe('a sheet of refunds', () => {
  it('is checked row by row: number by any of the three, amount or rest, and what does not fit', async () => {
    const at = openBatches()
    const [one, two, three, twice, twin, pending] = [at.order(), at.order('number', 500, 'JPY'), at.order(), at.order(), at.order('list'), at.order('number', 100, 'CNY', { state: 'pending' })]
    at.db.prepare(`UPDATE orders SET wechat_no = '4200001' WHERE id = ?`).run(one.id)
    at.db.prepare(`UPDATE orders SET provider_no = ? WHERE id = ?`).run(twice.merchantNo, twin.id)
    const batch = await at.create([
      '4200001,12.50,晚到',
      `${two.merchantNo},全额,`,
      `${three.merchantNo},100.00,`,
      `${three.merchantNo},剩余,`,
      `${twice.merchantNo},1,`,
      'NOBODY,1,',
      `${two.merchantNo},1.5,`,
      `${pending.merchantNo},1,`,
      `${one.merchantNo},12.50,`,
      `${one.merchantNo},100,`,
      `,1,`,
      `${one.merchantNo},,`,
    ])
    expect(await at.issues(batch.id)).toEqual(['', '', '', 'nothingLeft', 'numberAmbiguous', 'orderUnknown', 'amount_tooManyDecimals', 'orderNotPaid', 'rowRepeated', 'exceeds', 'numberRequired', 'amountRequired'])
    expect(batch.counts).toMatchObject({ ready: 3, bad: 9 })
    expect(batch.totals).toEqual([{ currency: 'CNY', count: 2, minor: 11_250 }, { currency: 'JPY', count: 1, minor: 500 }])
    const less = await at.batches.leaveOut(batch.id, [4], true)
    expect(less.totals[0]).toEqual({ currency: 'CNY', count: 1, minor: 1_250 })
    expect((await at.batches.leaveOut(batch.id, [4], false)).totals).toEqual(batch.totals)
  })

  it('is asked for after count and sums were repeated; a bad row stops only itself', async () => {
    const at = openBatches({ policy: { ...freePolicy, batchWindowSeconds: 600 } })
    const orders = Array.from({ length: 60 }, () => at.order('number', 1_000))
    const batch = await at.create(orders.map(({ merchantNo }) => `${merchantNo},5.00,`))
    await expect(at.batches.confirm({ id: batch.id, totals: [{ currency: 'CNY', count: 60, minor: 1 }], again: false }, requester)).rejects.toEqual(code('payments.totalsDiffer'))
    // Between the check and the confirmation somebody refunds one of them otherwise.
    await at.ask(orders[7] ?? at.order(), 600)
    const done = await at.batches.confirm({ id: batch.id, totals: batch.totals, again: false }, requester)
    expect(done).toMatchObject({ state: 'confirmed', counts: { asked: 59, refused: 1, ready: 0 }, refunds: { approved: 59 } })
    const refused = (await at.rows(batch.id)).find(({ state }) => state === 'refused')
    expect(refused).toMatchObject({ line: 9, error: { code: 'payments.refundExceeds' } })
    await at.operators.ensurePracticeOperator('演示')
    const [practice] = await at.operators.list()
    await at.batches.send(batch.id, undefined, { ...requester, operatorId: practice?.id ?? '' })
    // The window: nothing goes out before it is over.
    await at.pass(599_000)
    expect(at.provider.sends).toEqual([])
    await at.pass(2_000)
    await at.pass(60_000)
    await at.pass(60_000)
    expect(at.provider.sends).toHaveLength(59)
    at.provider.finish()
    await at.pass(3_600_000)
    expect(await at.batches.get(batch.id)).toMatchObject({ state: 'done', refunds: { succeeded: 59 } })
    await expect(at.batches.cancel(batch.id, requester)).rejects.toEqual(code('payments.batchMoved'))
  })

  it('is called back as a whole while its window is open', async () => {
    const at = openBatches({ policy: { ...freePolicy, batchWindowSeconds: 600 } })
    const orders = [at.order(), at.order()]
    const batch = await at.create(orders.map(({ merchantNo }) => `${merchantNo},全额,`))
    await at.batches.confirm({ id: batch.id, totals: batch.totals, again: false }, requester)
    await at.queue(...(await at.rows(batch.id)).flatMap(({ refundId }) => refundId ?? []))
    await at.pass(60_000)
    expect(await at.batches.cancel(batch.id, requester)).toMatchObject({ state: 'cancelled', refunds: { withdrawn: 2 } })
    await at.pass(3_600_000)
    expect(at.provider.sends).toEqual([])
    for (const { id } of orders) expect(at.sums(id)).toMatchObject({ inFlight: 0, count: 0 })
    // What was called back may be asked for again, by the same sheet too: nothing came of it.
    const again = await at.create(orders.map(({ merchantNo }) => `${merchantNo},全额,`))
    expect(again.usedBefore).toMatchObject({ name: '退款' })
    await expect(at.batches.confirm({ id: again.id, totals: again.totals, again: false }, requester)).rejects.toEqual(code('payments.batchFileUsed'))
    expect(await at.batches.confirm({ id: again.id, totals: again.totals, again: true }, requester)).toMatchObject({ counts: { asked: 2 } })
  })

  it('that was used is recognised, and so is a row of it in another sheet under another number', async () => {
    const at = openBatches()
    const [one, two] = [at.order(), at.order()]
    at.db.prepare(`UPDATE orders SET wechat_no = '4200009' WHERE id = ?`).run(one.id)
    const first = await at.create([`${one.merchantNo},5,`])
    const open = await at.create([`${one.merchantNo},5,a`])
    await at.batches.confirm({ id: first.id, totals: first.totals, again: false }, requester)
    // Checked before, confirmed after: the row is refused in the transaction that would have asked for it.
    expect(await at.batches.confirm({ id: open.id, totals: open.totals, again: false }, requester)).toMatchObject({ counts: { asked: 0, refused: 1 } })
    const other = await at.create([`4200009,5.00,`, `${one.merchantNo},剩余,`, `${two.merchantNo},5,`])
    expect(await at.issues(other.id)).toEqual(['rowUsed,sameOrder', 'sameOrder', ''])
  })

  it('needs a second person above its limit, never its own, and here with a password', async () => {
    const at = openBatches({ policy: { ...freePolicy, limits: [{ currency: 'CNY', perBatch: 900 }] } })
    const batch = await at.create([`${at.order().merchantNo},5,`, `${at.order().merchantNo},5,`])
    const confirmed = await at.batches.confirm({ id: batch.id, totals: batch.totals, again: false }, requester)
    expect(confirmed).toMatchObject({ refunds: { requested: 2 }, approvalReasons: [{ code: 'perBatch' }] })
    const approve = (doer: typeof boss, more: object = {}) => at.batches.approve({ id: batch.id, digest: confirmed.toApprove, totals: batch.totals, ...more }, doer)
    await expect(approve({ ...requester, mayApprove: true })).rejects.toEqual(code('payments.ownRefund'))
    await expect(approve({ ...requester, mayApprove: false })).rejects.toEqual(code('session.forbidden'))
    await expect(approve(boss, { totals: [{ currency: 'CNY', count: 2, minor: 1_001 }] })).rejects.toEqual(code('payments.totalsDiffer'))
    // The rows are approved, not their sums: two that swapped theirs would leave the totals as they were.
    await expect(approve(boss, { digest: 'another' })).rejects.toEqual(code('payments.digestChanged'))
    await at.hire('财务', 'finance')
    expect(await approve({ ...requester, mayApprove: false }, { approver: '财务', password: 'correct horse 1' })).toMatchObject({ refunds: { approved: 2 } })
    await expect(approve(boss)).rejects.toEqual(code('payments.batchNothingToApprove'))
  })

  it('goes on where it was when the program ended while asking', async () => {
    const at = openBatches()
    const batch = await at.create(Array.from({ length: 30 }, () => `${at.order().merchantNo},5,`))
    await at.store.client(refundBatchesRepository).confirm({ id: batch.id, totals: batch.totals, again: false, by: { id: requester.operatorId, name: requester.operatorName, correlationId: 'c' }, sendAfter: at.clock.instant() })
    await at.bootBatches().recover()
    await at.bootBatches().recover()
    expect(await at.batches.get(batch.id)).toMatchObject({ counts: { asked: 30, ready: 0 }, refunds: { approved: 30 } })
    expect((await at.refunds.get((await at.rows(batch.id))[0]?.refundId ?? '')).requestedBy).toEqual({ id: requester.operatorId, name: requester.operatorName })
  })
})
