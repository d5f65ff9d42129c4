import { describe, expect, it } from 'vitest'
import { verifyAudit } from '../../../platform/audit'
import { approver, auditKey, openRefunds, requester, start } from './refunds.fixture'

const minutes = (count: number) => count * 60_000

describe('one refund', () => {
  it('is asked for, sent and told as refunded only when the provider says so', async () => {
    const at = openRefunds()
    const order = at.order()
    const asked = await at.ask(order, 4_000)
    expect(asked).toMatchObject({ state: 'approved', amount: { minor: 4_000, currency: 'CNY' }, approvalReasons: [] })
    expect(at.sums(order.id)).toEqual({ total: 10_000, refunded: 0, inFlight: 4_000, count: 1 })
    await at.operators.ensurePracticeOperator('p')
    const [practice] = await at.operators.list()
    await at.refunds.send([asked.id], undefined, { ...requester, operatorId: practice?.id ?? '' })
    await at.run()
    expect(await at.refunds.get(asked.id)).toMatchObject({ state: 'processing', attempts: [{ call: 'send', outcome: 'done' }] })
    at.provider.finish()
    at.clock.advance(minutes(2))
    await at.run()
    const done = await at.refunds.get(asked.id)
    expect(done).toMatchObject({ state: 'succeeded', refundNo: asked.refundNo, providerRefundNo: expect.stringMatching(/^P/) })
    expect(at.sums(order.id)).toEqual({ total: 10_000, refunded: 4_000, inFlight: 0, count: 1 })
    expect(at.provider.sends).toEqual([asked.refundNo])
    expect(verifyAudit(at.db, auditKey)).toMatchObject({ ok: true })
    expect(at.errors).toEqual([])
  })
})
