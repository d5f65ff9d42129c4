import { describe, expect, it } from 'vitest'
import { formatMoney } from '@shared/domain/money'
import { verifyAudit } from '../../../platform/audit'
import { approver, auditKey, openRefunds, requester, start } from './refunds.fixture'

const minutes = (count: number) => count * 60_000
const days = (count: number) => count * 86_400_000
const code = (expected: string) => expect.objectContaining({ code: expected })

describe('one refund', () => {
  it('is told as refunded only when the provider says so', async () => {
    const at = openRefunds()
    const order = at.order()
    const asked = await at.ask(order, 4_000)
    expect(asked).toMatchObject({ state: 'approved', amount: { minor: 4_000, currency: 'CNY' }, approvalReasons: [] })
    expect(at.sums(order.id)).toEqual({ total: 10_000, refunded: 0, inFlight: 4_000, count: 1 })
    await at.queue(asked.id)
    await at.run()
    expect(await at.refunds.get(asked.id)).toMatchObject({ state: 'processing', attempts: [{ call: 'send', outcome: 'done' }] })
    at.provider.finish()
    await at.pass(minutes(2))
    expect(await at.refunds.get(asked.id)).toMatchObject({ state: 'succeeded', refundNo: asked.refundNo, providerRefundNo: expect.stringMatching(/^P/u) })
    expect(at.sums(order.id)).toEqual({ total: 10_000, refunded: 4_000, inFlight: 0, count: 1 })
    expect(at.provider.sends).toEqual([asked.refundNo])
    expect(verifyAudit(at.db, auditKey)).toMatchObject({ ok: true })
    expect(at.errors).toEqual([])
  })

  it.each([
    ['JPY', 1_001, [400, 600, 1]],
    ['KWD', 12_345, [4_115, 4_115, 4_115]],
    ['EUR', 3, [1, 2]],
  ])('%s goes back in parts to the exact rest, and not one unit more', async (currency, total, parts) => {
    const at = openRefunds()
    const order = at.order('number', total, currency)
    for (const part of parts) await at.queue((await at.ask(order, part)).id)
    const facts = await at.refunds.factsOf(order.id, 1)
    expect(facts.refundable).toEqual({ minor: 0, currency })
    await expect(at.ask(order, 1)).rejects.toEqual(code('payments.refundExceeds'))
    for (let turn = 0; turn < 4; turn += 1) await at.pass(minutes(1))
    at.provider.finish()
    await at.pass(minutes(10))
    expect(at.sums(order.id)).toMatchObject({ refunded: total, inFlight: 0, count: parts.length })
    expect(formatMoney(at.provider.refunded(order.merchantNo), currency)).toBe(formatMoney(total, currency))
  })

  it('is refused where something stops it, and asks for every warning to be read', async () => {
    const at = openRefunds()
    const pending = at.order('number', 100, 'CNY', { state: 'pending' })
    await expect(at.ask(pending, 1)).rejects.toEqual(code('payments.orderNotPaid'))
    const old = at.order('number', 100, 'CNY', { paid_at: '2025-11-20T06:00:00.000Z' })
    expect((await at.refunds.factsOf(old.id, undefined)).lastDay).toMatchObject({ past: true })
    await expect(at.ask(old, 1)).rejects.toEqual(code('payments.refundTooLate'))
    const order = at.order('number', 100, 'CNY', { redemption: 'redeemed', open_disputes: 1 })
    const { orderRev, warnings } = await at.refunds.factsOf(order.id, 10)
    expect(warnings.filter(({ severity }) => severity === 'warning').map((one) => one.code)).toEqual(['redeemed', 'disputed'])
    const input = { orderId: order.id, orderRev, amountMinor: 10, currency: 'CNY', reason: '', note: '', acknowledged: ['redeemed'] }
    await expect(at.refunds.request(input, requester)).rejects.toMatchObject({ code: 'payments.warningsUnread', params: { warnings: 'disputed' } })
    await expect(at.refunds.request({ ...input, currency: 'EUR', acknowledged: ['redeemed', 'disputed'] }, requester)).rejects.toEqual(code('payments.refundCurrencyDiffers'))
    await expect(at.refunds.request({ ...input, reason: '退'.repeat(27), acknowledged: [] }, requester)).rejects.toMatchObject({ fields: [{ path: 'reason' }] })
    await expect(at.ask(order, 101)).rejects.toEqual(code('payments.refundExceeds'))
  })

  it('is checked in the transaction that writes: of a hundred at once only what fits comes through', async () => {
    const at = openRefunds()
    const order = at.order('number', 1_000)
    const { orderRev } = await at.refunds.factsOf(order.id, 90)
    const ask = (rev: number) =>
      at.refunds.request({ orderId: order.id, orderRev: rev, amountMinor: 90, currency: 'CNY', reason: '', note: '', acknowledged: ['sameOrderLately'] }, requester)
    const first = await Promise.allSettled(Array.from({ length: 100 }, () => ask(orderRev)))
    expect(first.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const one of first) if (one.status === 'rejected') expect(one.reason).toEqual(code('payments.orderChanged'))
    // Whoever reads again each time gets as many as there is money for.
    for (let turn = 0; turn < 20; turn += 1) await ask((await at.refunds.factsOf(order.id, 90)).orderRev).catch(() => undefined)
    expect(at.sums(order.id)).toEqual({ total: 1_000, refunded: 0, inFlight: 990, count: 11 })
  })
})

describe('an answer that does not come', () => {
  it('is looked up by its number, and never sent under another', async () => {
    const at = openRefunds()
    const order = at.order()
    at.provider.turns = ['lostAfter']
    const { id, refundNo } = await at.ask(order, 1_000)
    await at.queue(id)
    await at.run()
    expect(at.state(id)).toBe('unknown')
    // Until it is known, nothing more goes out on this order.
    await expect(at.ask(order, 1_000)).rejects.toEqual(code('payments.refundUnsettled'))
    await at.pass(minutes(1))
    expect(at.state(id)).toBe('processing')
    at.provider.finish()
    await at.pass(minutes(10))
    expect(at.state(id)).toBe('succeeded')
    expect(at.provider.sends).toEqual([refundNo])
  })

  it('of a call that never arrived: surely not found after a minute and three questions, it goes again under the same number', async () => {
    const at = openRefunds()
    at.provider.turns = ['lostBefore']
    const { id, refundNo } = await at.ask(at.order(), 1_000)
    await at.queue(id)
    await at.run()
    for (const seconds of [3, 12, 31]) {
      await at.pass(seconds * 1000)
      expect(at.state(id)).toBe('unknown')
    }
    await at.pass(minutes(1))
    expect(at.state(id)).toBe('queued')
    await at.run()
    expect(at.state(id)).toBe('processing')
    expect(at.provider.sends).toEqual([refundNo])
  })

  it('is a person’s where it surely is not found and the number may not be repeated', async () => {
    const at = openRefunds()
    at.provider.turns = ['lostBefore']
    const { id } = await at.ask(at.order('once'), 1_000)
    await at.queue(id)
    await at.run()
    for (const seconds of [3, 12, 31, 61]) await at.pass(seconds * 1000)
    expect(at.state(id)).toBe('review')
    expect(at.provider.sends).toEqual([])
  })

  it('is unknown too when our own code breaks in the call', async () => {
    const at = openRefunds()
    at.provider.turns = ['throwAfter']
    const { id } = await at.ask(at.order(), 1_000)
    await at.queue(id)
    await at.run()
    expect(await at.refunds.get(id)).toMatchObject({ state: 'unknown', attempts: [{ outcome: 'unknown', code: 'internal' }] })
  })

  it('stays unknown while nobody answers, and is a person’s after seven days', async () => {
    const at = openRefunds()
    at.provider.turns = ['lostAfter']
    const { id } = await at.ask(at.order(), 1_000)
    await at.queue(id)
    await at.run()
    at.provider.queriesFail = true
    for (let day = 0; day < 7; day += 1) await at.pass(days(1))
    expect(at.state(id)).toBe('unknown')
    for (let day = 0; day < 2; day += 1) await at.pass(days(1))
    expect(at.state(id)).toBe('review')
  })

  it.each([
    ['lostAfter', 'processing'],
    ['lostBefore', 'review'],
  ] as const)('where upstream tells a sum only: %s → %s', async (turn, state) => {
    const at = openRefunds()
    at.provider.turns = [turn]
    const { id } = await at.ask(at.order('sum'), 1_000)
    await at.queue(id)
    await at.run()
    expect(at.state(id)).toBe('unknown')
    if (turn === 'lostAfter') at.provider.finish()
    for (const seconds of [3, 12, 31, 61, 301, 1201]) await at.pass(seconds * 1000)
    expect(at.state(id)).toBe(turn === 'lostAfter' ? 'succeeded' : state)
  })

  it('is never mistaken for another of the same amount, where upstream tells a sum only', async () => {
    const at = openRefunds()
    const order = at.order('sum')
    const [one, two] = [await at.ask(order, 1_000), await at.ask(order, 1_000)]
    at.provider.turns = ['processing', 'lostBefore']
    await at.queue(one.id, two.id)
    await at.pass(0)
    await at.pass(minutes(2))
    // The first is accepted and not over: whatever the sum does now, it says nothing about a second one.
    expect([at.state(one.id), at.state(two.id)]).toEqual(['processing', 'queued'])
    at.provider.finish()
    for (let turn = 0; turn < 4; turn += 1) await at.pass(minutes(7))
    expect([at.state(one.id), at.state(two.id)]).toEqual(['succeeded', 'review'])
  })

  it('that nobody can look up goes to two persons, and blocks its order until then', async () => {
    const at = openRefunds()
    at.provider.turns = ['lostAfter']
    const order = at.order('blind')
    const { id } = await at.ask(order, 1_000)
    await at.queue(id)
    await at.run()
    expect(at.state(id)).toBe('review')
    await expect(at.ask(order, 1)).rejects.toEqual(code('payments.refundUnsettled'))
    await expect(at.refunds.recordPortal({ orderId: order.id, amountMinor: 1, currency: 'CNY', providerRefundNo: '', at: start, evidence: 'e' }, requester)).rejects.toEqual(code('payments.refundUnsettled'))
    await expect(at.refunds.confirmReview({ id, agree: true }, approver)).rejects.toEqual(code('payments.nothingToReview'))
    await at.refunds.review({ id, outcome: 'refunded', providerRefundNo: 'X1', evidence: 'seen in the portal' }, requester)
    await expect(at.refunds.review({ id, outcome: 'notRefunded', providerRefundNo: '', evidence: 'e' }, approver)).rejects.toEqual(code('payments.reviewWaits'))
    await expect(at.refunds.confirmReview({ id, agree: true }, requester)).rejects.toEqual(code('payments.ownReview'))
    expect(at.state(id)).toBe('review')
    await at.refunds.confirmReview({ id, agree: false }, approver)
    await at.refunds.review({ id, outcome: 'refunded', providerRefundNo: 'X1', evidence: 'seen in the portal' }, requester)
    expect(await at.refunds.confirmReview({ id, agree: true }, approver)).toMatchObject({ state: 'succeeded', providerRefundNo: 'X1' })
    expect(at.sums(order.id)).toMatchObject({ refunded: 1_000, inFlight: 0 })
  })

  it('of a program that ended between intent and answer is looked up at the next start', async () => {
    const at = openRefunds()
    const number = await at.ask(at.order(), 1_000)
    const blind = await at.ask(at.order('blind'), 1_000)
    await at.queue(number.id, blind.id)
    for (const { id } of [number, blind])
      await at.repository.beginSend({ id, at: at.clock.instant(), by: { id: '', name: 'MiniDesk', correlationId: 'c' }, pauseSeconds: 0, alone: false, refundedBeforeMinor: null, requestDigest: '' })
    expect([at.state(number.id), at.state(blind.id)]).toEqual(['sending', 'sending'])
    const again = at.boot()
    await again.recover()
    await again.run()
    expect(at.state(blind.id)).toBe('review')
    expect((await at.refunds.get(number.id)).attempts[0]).toMatchObject({ call: 'send', outcome: 'unknown', code: 'payments.sendingInterrupted' })
    expect(at.state(number.id)).toBe('unknown')
    expect(at.provider.sends).toEqual([])
  })
})

describe('a refusal', () => {
  it('for now is tried again under the same number, for so long and no longer', async () => {
    const at = openRefunds()
    at.provider.turns = ['refusedNow', 'notSent']
    const { id, refundNo } = await at.ask(at.order(), 1_000)
    await at.queue(id)
    await at.run()
    expect(at.state(id)).toBe('queued')
    await at.run()
    expect(at.provider.turns).toHaveLength(1)
    await at.pass(minutes(1))
    await at.pass(minutes(2))
    expect(at.state(id)).toBe('processing')
    expect(at.provider.sends).toEqual([refundNo])
    const other = await at.ask(at.order(), 1_000)
    at.provider.turns = Array.from({ length: 20 }, () => 'refusedNow' as const)
    await at.queue(other.id)
    for (let turn = 0; turn < 20; turn += 1) await at.pass(minutes(2))
    expect(at.state(other.id)).toBe('failed')
    expect(at.provider.turns).toHaveLength(14)
  })

  it('for good frees the sum; only where a number can be repeated it may go again', async () => {
    const at = openRefunds()
    const [order, blindOrder] = [at.order(), at.order('blind')]
    at.provider.turns = ['refusedNever', 'refusedNever']
    const [one, blind] = [await at.ask(order, 10_000), await at.ask(blindOrder, 1_000)]
    await at.queue(one.id, blind.id)
    await at.run()
    expect([at.state(one.id), at.state(blind.id)]).toEqual(['failed', 'failed'])
    expect(at.sums(order.id)).toMatchObject({ inFlight: 0, count: 0 })
    await expect(at.queue(blind.id)).rejects.toEqual(code('payments.refundNotAgain'))
    // Somebody used the money meanwhile: the old one does not fit any more.
    const other = await at.ask(order, 1)
    await expect(at.queue(one.id)).rejects.toEqual(code('payments.refundExceeds'))
    await at.refunds.withdraw(other.id, other.rev, requester)
    await at.queue(one.id)
    await at.run()
    expect(at.state(one.id)).toBe('processing')
  })
})

describe('what the provider says later', () => {
  it('never takes a success back, and counts a success that comes after a failure', async () => {
    const at = openRefunds()
    at.provider.turns = ['done', 'refusedNever']
    const order = at.order()
    const [one, two] = [await at.ask(order, 9_000), await at.ask(at.order(), 1_000)]
    await at.queue(one.id, two.id)
    await at.run()
    const told = (state: 'failed' | 'succeeded' | 'processing') => ({ reading: { state, rawState: state, raw: '' }, via: 'notification' as const })
    expect(await at.port.applyReading({ refundId: one.id, ...told('failed') })).toMatchObject({ after: 'succeeded', repeated: true })
    expect(await at.port.applyReading({ refundId: one.id, ...told('processing') })).toMatchObject({ after: 'succeeded' })
    expect(await at.port.applyReading({ refundId: two.id, ...told('succeeded') })).toMatchObject({ before: 'failed', after: 'succeeded' })
    expect(await at.port.applyReading({ refundId: two.id, ...told('succeeded') })).toMatchObject({ repeated: true })
  })

  it('counts where it comes before the answer to the call', async () => {
    const at = openRefunds()
    const { id } = await at.ask(at.order(), 1_000)
    at.provider.during = async () => {
      at.provider.during = undefined
      await at.port.applyReading({ refundId: id, reading: { state: 'succeeded', rawState: 'S', raw: '' }, via: 'notification' })
    }
    at.provider.turns = ['lostAfter']
    await at.queue(id)
    await at.run()
    expect(await at.refunds.get(id)).toMatchObject({ state: 'succeeded', attempts: [{ outcome: 'unknown' }] })
  })

  it('with another amount moves nothing and flags the order', async () => {
    const at = openRefunds()
    const order = at.order()
    const { id } = await at.ask(order, 1_000)
    await at.queue(id)
    await at.run()
    await at.port.applyReading({ refundId: id, reading: { state: 'succeeded', rawState: 'S', amountMinor: 999, raw: '' }, via: 'notification' })
    expect(at.state(id)).toBe('processing')
    expect((await at.refunds.factsOf(order.id, 1)).warnings).toContainEqual(expect.objectContaining({ code: 'flag_amountDiffers' }))
  })

  it('that staff must act waits for them, and two persons can end it', async () => {
    const at = openRefunds()
    at.provider.turns = ['needsManual']
    const { id } = await at.ask(at.order(), 1_000)
    await at.queue(id)
    await at.run()
    expect(at.state(id)).toBe('needsManual')
    at.provider.book.refunds.forEach((refund) => (refund.state = 'succeeded'))
    await at.pass(minutes(5))
    expect(at.state(id)).toBe('succeeded')
  })
})

describe('a refund that somebody made elsewhere', () => {
  it.each(['list', 'sum', 'number'])('is seen before sending (%s), and what was asked for goes back to its author', async (kind) => {
    const at = openRefunds()
    const order = at.order(kind)
    const [one, two] = [await at.ask(order, 3_000), await at.ask(order, 2_000)]
    at.provider.refundInPortal(order.merchantNo, 4_000)
    await at.queue(one.id)
    await at.run()
    expect([at.state(one.id), at.state(two.id)]).toEqual(['returned', 'returned'])
    expect(at.provider.sends).toEqual([])
    expect(at.sums(order.id)).toMatchObject(kind === 'number' ? { refunded: 0, inFlight: 0 } : { refunded: 4_000, inFlight: 0, count: 1 })
    const { warnings } = await at.refunds.factsOf(order.id, 1)
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'flag_unknownUpstreamRefund', severity: 'warning' }))
    const { rows } = await at.refunds.list({ filter: { forMe: true }, limit: 10, count: true }, { ...requester, permissions: [] })
    expect(rows.map(({ id }) => id).sort()).toEqual([one.id, two.id].sort())
  })

  it('that exceeds what we know is counted all the same, and shown', async () => {
    const at = openRefunds()
    const order = at.order('list', 1_000)
    await at.ask(order, 900)
    at.provider.refundInPortal(order.merchantNo, 800)
    const [reading] = at.provider.book.refunds
    await at.port.importUpstream({ orderId: order.id, reading: { state: 'succeeded', rawState: 'S', refundNo: reading?.refundNo ?? '', amountMinor: 800, currency: 'CNY', raw: '' } })
    expect(at.sums(order.id)).toMatchObject({ refunded: 800, inFlight: 0 })
    const { warnings } = await at.refunds.factsOf(order.id, 1)
    expect(warnings.map((one) => one.code)).toEqual(expect.arrayContaining(['flag_refundedMore', 'flag_unknownUpstreamRefund']))
    await expect(at.ask(order, 201)).rejects.toEqual(code('payments.refundExceeds'))
  })

  it('is recorded by hand, counts at once, and is not imported a second time', async () => {
    const at = openRefunds()
    const order = at.order('list', 1_000)
    const input = { orderId: order.id, amountMinor: 400, currency: 'CNY', providerRefundNo: '', at: start, evidence: 'portal, 11:02' }
    expect(await at.refunds.recordPortal(input, requester)).toMatchObject({ state: 'succeeded', source: 'portal' })
    await expect(at.refunds.recordPortal({ ...input, amountMinor: 601 }, requester)).rejects.toEqual(code('payments.refundExceeds'))
    at.provider.refundInPortal(order.merchantNo, 400)
    const one = await at.ask(order, 600)
    await at.queue(one.id)
    await at.run()
    expect(at.state(one.id)).toBe('processing')
    expect(at.sums(order.id)).toMatchObject({ refunded: 400, inFlight: 600, count: 2 })
    await at.refunds.recordPortal({ ...input, orderId: at.order('list').id, providerRefundNo: 'Z1' }, requester)
    await expect(at.refunds.recordPortal({ ...input, orderId: at.order('list').id, providerRefundNo: 'Z1' }, requester)).rejects.toEqual(code('payments.refundKnown'))
  })
})

describe('a restored workspace', () => {
  it('asks upstream about its numbers first, and sends nothing that nobody can look up', async () => {
    const at = openRefunds({ restoredAt: '2026-11-23T00:00:00.000Z' })
    const [order, blindOrder] = [at.order(), at.order('blind')]
    const [one, blind] = [await at.ask(order, 1_000), await at.ask(blindOrder, 1_000)]
    await at.queue(one.id, blind.id)
    // It went out after the backup was made.
    at.provider.turns = ['done']
    await at.provider.client('number').refund?.({} as never, { refundNo: one.refundNo, amountMinor: 1_000, currency: 'CNY', reason: '', order: order as never }, { correlationId: '' })
    at.clock.advance(days(2))
    await at.recover()
    expect(at.state(blind.id)).toBe('returned')
    await at.run()
    expect(at.provider.sends).toEqual([one.refundNo])
    expect(at.state(one.id)).toBe('succeeded')
    // What was both asked for and sent after the backup shows only in the order: a person looks before more goes out.
    const lost = at.order()
    at.provider.refundInPortal(lost.merchantNo, 700)
    const again = await at.ask(lost, 700)
    await at.queue(again.id)
    await at.run()
    expect(at.state(again.id)).toBe('returned')
    expect((await at.refunds.factsOf(blindOrder.id, 1)).warnings).toContainEqual(expect.objectContaining({ code: 'restored', severity: 'warning' }))
  })
})
