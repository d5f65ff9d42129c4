import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OrderReading } from '../../../upstream/payments'
import { orderMayBecome, orderStates } from '@shared/domain/payments'
import { decideReading, type OrderFacts } from './decide'
import { ordersWorkspace } from './orders.fixture'

const open: OrderFacts = {
  state: 'pending',
  rawState: 'NOTPAY',
  merchantNo: 'MD1',
  providerNo: '',
  wechatNo: '',
  method: 'wechat_native',
  description: '房间',
  currency: 'CNY',
  orderedMinor: 1000,
  receivedMinor: null,
  tipMinor: null,
  settledMinor: null,
  settledCurrency: null,
  rate: null,
  refundCurrency: 'CNY',
  refundTotalMinor: null,
  refundedMinor: 0,
  inFlightMinor: 0,
  paidAt: null,
  expiresAt: null,
  flags: [],
  settledFlags: {},
}
const paid: OrderReading = { state: 'paid', rawState: 'SUCCESS', amountMinor: 1000, currency: 'CNY', merchantId: '1900000001', raw: '' }
const decide = (reading: Partial<OrderReading>, order: Partial<OrderFacts> = {}) => decideReading({ ...open, ...order }, { ...paid, ...reading }, ['1900000001'])

describe('a reading', () => {
  it('of the right sum pays the order; a tip counts as received', () => {
    expect(decide({}).next).toMatchObject({ state: 'paid', receivedMinor: 1000, refundTotalMinor: 1000, flags: [] })
    expect(decide({ tipMinor: 150, receivedMinor: 1150 }).next).toMatchObject({ state: 'paid', receivedMinor: 1150, tipMinor: 150, refundTotalMinor: 1150, flags: [] })
    expect(decide({ tipMinor: 150 }).next).toMatchObject({ receivedMinor: 1150 })
  })

  it.each([
    [{ amountMinor: 999 }, 'amountDiffers'],
    [{ receivedMinor: 900 }, 'amountDiffers'],
    [{ receivedMinor: 1150 }, 'overpaid'],
    [{ currency: 'EUR' }, 'currencyDiffers'],
    [{ merchantId: '1900000002' }, 'accountDiffers'],
    [{ merchantNo: 'MD2' }, 'accountDiffers'],
  ])('%j is flagged %s and does not pay it', (reading, flag) => {
    const decided = decide(reading)
    expect(decided).toMatchObject({ held: true, next: { state: 'pending', receivedMinor: null, refundTotalMinor: null, flags: [flag] } })
    expect(decideReading(decided.next, { ...paid, ...reading }, ['1900000001']).raised).toEqual([])
  })

  it('never changes money that stands, but tells of it', () => {
    const { next } = decide({})
    const later = decideReading(next, { ...paid, amountMinor: 700 }, [])
    expect(later.next).toMatchObject({ state: 'paid', receivedMinor: 1000, refundTotalMinor: 1000, flags: ['amountDiffers'] })
    expect(decideReading(next, { ...paid, refundedMinor: 300 }, []).next.flags).toEqual(['unknownUpstreamRefund'])
    expect(decideReading(next, paid, [])).toMatchObject({ repeated: true, raised: [] })
  })

  it('any sequence of them never moves an order backwards nor changes money after it is paid', () => {
    const reading = fc.record(
      {
        state: fc.constantFrom(...orderStates),
        rawState: fc.constantFrom('A', 'B'),
        amountMinor: fc.constantFrom(1000, 999),
        receivedMinor: fc.constantFrom(1000, 1100, 900),
        tipMinor: fc.constantFrom(100, 0),
        currency: fc.constantFrom('CNY', 'EUR'),
        merchantId: fc.constantFrom('1900000001', 'x'),
        merchantNo: fc.constantFrom('MD1', 'MD2'),
        providerNo: fc.constantFrom('P1', 'P2'),
        settledMinor: fc.constantFrom(130, 140),
        settledCurrency: fc.constantFrom('EUR', 'USD'),
        refundedMinor: fc.constantFrom(0, 500),
        raw: fc.constant(''),
      },
      { requiredKeys: ['state', 'rawState', 'raw'] },
    )
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 12 }), fc.constantFrom('CNY', 'EUR'), (readings, refundCurrency) => {
        let order: OrderFacts = { ...open, refundCurrency }
        for (const one of readings) {
          const { next } = decideReading(order, one, ['1900000001'])
          expect(orderMayBecome(order.state, next.state)).toBe(true)
          expect([next.orderedMinor, next.currency, next.refundCurrency]).toEqual([1000, 'CNY', refundCurrency])
          for (const key of ['receivedMinor', 'tipMinor', 'settledMinor', 'settledCurrency', 'refundTotalMinor', 'paidAt'] as const)
            if (order.state === 'paid' && order[key] !== null) expect(next[key]).toBe(order[key])
          for (const key of ['merchantNo', 'providerNo', 'wechatNo'] as const) if (order[key] !== '') expect(next[key]).toBe(order[key])
          expect(order.flags.every((flag) => next.flags.includes(flag))).toBe(true)
          if (next.state === 'paid') expect(next.receivedMinor).not.toBeNull()
          expect(decideReading(next, one as OrderReading, ['1900000001']).next.state).toBe(next.state)
          order = next
        }
      }),
      { numRuns: 400 },
    )
  })
})

describe('applied in the store', () => {
  it('the same words twice are one event; a late word takes nothing back', async () => {
    const space = ordersWorkspace()
    const order = await space.create()
    space.provider.pay(order.merchantNo)
    const apply = (changes: Partial<OrderReading> = {}) =>
      space.now.orders.applyReading({ orderId: order.id, reading: space.provider.reading(order.merchantNo, changes), via: 'notification' })
    expect(await apply()).toMatchObject({ before: 'pending', after: 'paid', repeated: false, flags: [] })
    expect(await apply()).toMatchObject({ before: 'paid', after: 'paid', repeated: true })
    expect(await apply({ state: 'closed', rawState: 'CLOSED' })).toMatchObject({ after: 'paid' })
    expect(await apply({ state: 'pending', rawState: 'NOTPAY' })).toMatchObject({ after: 'paid' })
    expect(await space.kinds(order.id)).toEqual(['asked', 'made', 'statePaid'])
    expect((await space.now.orders.get(order.id)).order).toMatchObject({ rawState: 'PAID', wechatNo: `42000000${order.merchantNo}` })
  })

  it('another sum waits for a person, who takes the money as it came; then it is not asked for again', async () => {
    const space = ordersWorkspace()
    const order = await space.create()
    space.provider.pay(order.merchantNo, { amountMinor: 9_900 })
    const flagged = await space.now.orders.query(order.id, space.doer())
    expect(flagged).toMatchObject({ state: 'pending', flags: ['amountDiffers'], refundable: { minor: 0 } })
    expect(flagged.nextQueryAt).toBeUndefined()
    await space.now.orders.query(order.id, space.doer())
    expect((await space.kinds(order.id)).filter((kind) => kind === 'flagged')).toHaveLength(1)
    await expect(space.now.orders.clearFlag({ id: order.id, flag: 'overpaid', note: '看过' }, '李雷')).rejects.toMatchObject({ code: 'payments.flagMissing' })
    const settled = await space.now.orders.clearFlag({ id: order.id, flag: 'amountDiffers', note: '客人少付，退回' }, '李雷')
    expect(settled).toMatchObject({ state: 'paid', flags: [], received: { minor: 9_900 }, refundable: { minor: 9_900, currency: 'CNY' }, ordered: { minor: 12_800 } })
    expect(await space.now.orders.query(order.id, space.doer())).toMatchObject({ state: 'paid', flags: [], received: { minor: 9_900 } })
    expect(await space.kinds(order.id)).toEqual(['asked', 'made', 'flagged', 'flagSettled', 'moneyAccepted'])
  })

  it('another currency or account is settled without becoming paid, and not flagged again for the same words', async () => {
    const space = ordersWorkspace()
    const order = await space.create()
    space.provider.pay(order.merchantNo, { currency: 'EUR' })
    await space.now.orders.query(order.id, space.doer())
    const settled = await space.now.orders.clearFlag({ id: order.id, flag: 'currencyDiffers', note: '已在后台退款' }, '李雷')
    expect(settled).toMatchObject({ state: 'pending', flags: [] })
    expect(await space.now.orders.query(order.id, space.doer())).toMatchObject({ state: 'pending', flags: [] })
  })

  it('a number that another order has is not taken over', async () => {
    const space = ordersWorkspace()
    const [first, second] = [await space.create(), await space.create()]
    space.provider.pay(first.merchantNo, { wechatNo: '4200001' })
    space.provider.pay(second.merchantNo, { wechatNo: '4200001' })
    await space.now.orders.query(first.id, space.doer())
    expect(await space.now.orders.query(second.id, space.doer())).toMatchObject({ wechatNo: '', flags: ['accountDiffers'] })
    expect(await space.now.orders.find(space.accountId, { wechatNo: '4200001' })).toMatchObject({ id: first.id })
  })
})
