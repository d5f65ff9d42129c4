import { describe, expect, it, onTestFinished } from 'vitest'
import { wechatPayV3 } from '../../../upstream/wechatpay-v3'
import { setUp } from '../../../upstream/wechatpay-v3/contract.fixture'
import { ordersWorkspace } from './orders.fixture'

/** Orders over the real client of WeChat Pay v3 and its stand-in. */
async function atWechatPay() {
  const kit = await setUp()
  onTestFinished(() => kit.close())
  const open = () => kit.account()
  const { values } = open()
  const real = { client: kit.client, open, clock: kit.clock }
  return { ...ordersWorkspace(wechatPayV3.traits, { kind: 'v3', values: { ...values } }, undefined, real), standIn: kit.standIn, real }
}

describe('orders at WeChat Pay v3', () => {
  it('an answer lost after acting makes one order, which is found, paid and told once', async () => {
    const space = await atWechatPay()
    space.standIn.setFault({ kind: 'dropAfter', path: '/v3/pay/transactions/native', times: 1 })
    const order = await space.create()
    expect(order.state).toBe('unknown')
    expect(space.standIn.orders()).toHaveLength(1)
    space.clock.advance(3_000)
    await space.now.orders.poller.tick()
    expect((await space.now.orders.get(order.id)).order.state).toBe('pending')
    await space.standIn.act(order.merchantNo, 'pay')
    const paid = await space.now.orders.query(order.id, space.doer())
    expect(paid).toMatchObject({ state: 'paid', rawState: 'SUCCESS', flags: [], received: { minor: 12_800, currency: 'CNY' } })
    expect(paid.wechatNo).not.toBe('')
    expect(space.standIn.orders()).toHaveLength(1)
    expect(await space.now.orders.query(order.id, space.doer())).toEqual({ ...paid, queries: paid.queries + 1 })
  })

  it('another sum than ordered is flagged and does not count as paid', async () => {
    const space = await atWechatPay()
    const order = await space.create()
    expect(order).toMatchObject({ state: 'pending', payWith: { gives: 'codeUrl', text: expect.stringMatching(/^weixin:/u) } })
    await space.standIn.act(order.merchantNo, 'payOtherAmount')
    const flagged = await space.now.orders.query(order.id, space.doer())
    expect(flagged.state).toBe('pending')
    expect(flagged.flags).toHaveLength(1)
  })

  it('an unpaid one is closed there when its time is over; one that only the provider knows is taken over', async () => {
    const space = await atWechatPay()
    const order = await space.create({ validMinutes: 10 })
    space.clock.advance(11 * 60_000)
    await space.now.orders.poller.tick()
    expect((await space.now.orders.get(order.id)).order.state).toBe('closed')
    expect(space.standIn.orders()[0]?.state).toBe('closed')
    const known = await space.create()
    await space.standIn.act(known.merchantNo, 'pay')
    // A second workspace with the same account, which has never heard of the order.
    const other = ordersWorkspace(wechatPayV3.traits, { kind: 'v3', values: { mchid: '1900009191' } }, undefined, space.real)
    const adopted = await other.now.orders.adopt({ accountId: other.accountId, number: known.merchantNo, which: 'merchant', details: {} }, other.doer())
    expect(adopted).toMatchObject({ known: false, order: { state: 'paid', source: 'adopted', merchantNo: known.merchantNo, received: { minor: 12_800 } } })
    expect(adopted.order.wechatNo).not.toBe('')
  })
})
