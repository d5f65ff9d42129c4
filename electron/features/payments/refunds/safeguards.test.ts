import { describe, expect, it } from 'vitest'
import { approver, freePolicy, openRefunds, requester } from './refunds.fixture'

const code = (expected: string) => expect.objectContaining({ code: expected })
const minutes = (count: number) => count * 60_000

describe('money is not let go', () => {
  it('by a record that two persons made before the provider spoke', async () => {
    const at = openRefunds()
    at.provider.turns = ['lostAfter']
    const order = at.order('blind')
    const { id } = await at.ask(order, 1_000)
    await at.queue(id)
    await at.run()
    await at.refunds.review({ id, outcome: 'notRefunded', providerRefundNo: '', evidence: 'not in the portal yet' }, requester)
    await at.port.applyReading({ refundId: id, reading: { state: 'processing', rawState: 'P', raw: '' }, via: 'notification' })
    await expect(at.refunds.confirmReview({ id, agree: true }, approver)).rejects.toEqual(code('payments.nothingToReview'))
    expect(at.state(id)).toBe('processing')
    expect(at.sums(order.id)).toMatchObject({ inFlight: 1_000 })
  })

  it('by taking somebody else’s part of a sum for an unknown refund of ours', async () => {
    const at = openRefunds()
    at.provider.turns = ['lostBefore']
    const order = at.order('sum')
    const { id } = await at.ask(order, 1_000)
    await at.queue(id)
    await at.run()
    expect(at.state(id)).toBe('unknown')
    at.provider.refundInPortal(order.merchantNo, 2_000)
    const [ground] = await at.repository.ordersWithNumber({ number: order.merchantNo })
    if (!ground) throw new Error('no order')
    await at.commands['refunds.readUpstream']({ orderId: ground.id }, { caller: { operator: { id: 'a', name: 'a' } }, correlationId: 'c' } as never)
    // 2,000 are gone at the provider, 1,000 of them surely not ours: the unknown one stays unknown.
    expect(at.state(id)).toBe('unknown')
    expect(at.sums(order.id)).toEqual({ total: 10_000, refunded: 1_000, inFlight: 1_000, count: 2 })
  })

  it('by sending failed ones again beside others, each within a limit that all together pass', async () => {
    const at = openRefunds()
    at.setPolicy({ ...freePolicy, limits: [{ currency: 'CNY', perRequesterAndDay: 1_000 }] })
    at.provider.turns = ['refusedNever', 'refusedNever']
    const [one, alone] = [await at.ask(at.order(), 1_000), await at.ask(at.order(), 1)]
    expect([one.approvalReasons.length, alone.approvalReasons.length]).toEqual([0, 1])
    await at.queue(one.id)
    await at.run()
    await at.refunds.withdraw(alone.id, alone.rev, requester)
    expect(at.state(one.id)).toBe('failed')
    const two = await at.ask(at.order(), 1_000)
    expect(two.state).toBe('approved')
    await expect(at.queue(one.id)).rejects.toEqual(code('payments.refundNotApproved'))
    await at.refunds.withdraw(two.id, two.rev, requester)
    at.provider.turns = []
    await at.queue(one.id)
    await at.pass(minutes(1))
    expect(at.state(one.id)).toBe('processing')
  })

  it('by a backup that knows an older amount than the one that was sent', async () => {
    const at = openRefunds({ restoredAt: '2026-11-23T00:00:00.000Z' })
    const order = at.order()
    const { id, refundNo } = await at.ask(order, 1_000)
    await at.queue(id)
    // Changed and sent after the backup was made.
    const sent = { refundNo, amountMinor: 4_000, currency: 'CNY', reason: '', order: order as never }
    await at.provider.client('number').refund?.({} as never, sent, { correlationId: '' })
    at.provider.finish()
    await at.run()
    expect(at.state(id)).toBe('succeeded')
    expect(at.sums(order.id)).toMatchObject({ refunded: 4_000, inFlight: 0 })
    expect((await at.refunds.factsOf(order.id, 1)).warnings).toContainEqual(expect.objectContaining({ code: 'flag_amountDiffers' }))
    expect(at.provider.sends).toEqual([refundNo])
  })
})
