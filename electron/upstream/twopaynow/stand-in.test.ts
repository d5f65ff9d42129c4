import { describe, expect, it } from 'vitest'
import { practiceDescription, practiceNames, startTwoPayNowStandIn } from '../../sandbox/twopaynow'
import { call, order, orderForRefund, rawOf, refund, setUp as start } from '../payments/overseas.fixture'
import { description } from './description'
import { twoPayNow } from './index'

const key = 'zG93Cv85BCCp2h'
const account = { kind: '2paynow', values: { mid: '4002563369', redirectUrl: '' }, secrets: { key } }
const practised = { description: practiceDescription(description) }
const setUp = (more: object = practised) => start(twoPayNow, account, startTwoPayNowStandIn, more)
type Made = Awaited<ReturnType<typeof setUp>>

async function paid({ client, account: open, standIn }: Made, more: Parameters<typeof order>[0] = {}) {
  const created = await client.createOrder(open, order({ method: 'wechat_native', ...more }), call)
  if (created.outcome !== 'done') throw new Error(JSON.stringify(created))
  await standIn.act(created.value.providerNo ?? '', 'pay')
  return orderForRefund({ merchantNo: more.merchantNo ?? 'M-1', providerNo: created.value.providerNo ?? '' })
}

describe('an order at 2PayNow', () => {
  it('as a code is asked for by the provider’s number, as a link by ours', async () => {
    const made = await setUp()
    const { providerNo } = await paid(made)
    expect(providerNo).toMatch(/^A\d{17}$/u)
    const ask = (by: 'merchant' | 'provider', merchantNo: string, number: string) => made.client.queryOrder(made.account, { merchantNo, providerNo: number, wechatNo: '', by }, call)
    expect(await ask('provider', 'M-1', providerNo)).toMatchObject({ state: 'paid', rawState: 'TRADE_SUCCESS', amountMinor: 2_490, currency: 'EUR', receivedMinor: 2_490, refundedMinor: 0 })
    await expect(ask('merchant', 'M-1', '')).rejects.toMatchObject({ code: 'payments.refusedByProvider', params: { message: 'trade not exist' } })
    expect(await made.client.test(made.account, call)).toEqual({ detail: 'HTTP 200 trade not exist' })

    const link = await made.client.createOrder(made.account, order({ merchantNo: 'M-2', method: 'wechat_link' }), call)
    const url = link.outcome === 'done' ? (link.value.payWith?.text ?? '') : ''
    // Nothing was sent: the address is all there is.
    expect(Object.keys(made.standIn.calls())).toEqual(['precreate', 'query', 'wap_query'])
    expect(url).not.toContain(key)
    await made.standIn.act(url, 'pay')
    expect(await ask('merchant', 'M-2', '')).toMatchObject({ state: 'paid', providerNo: expect.stringMatching(/^A\d{17}$/u) as string })
  })

  it('whose link the guest changed shows the amount that was really asked for', async () => {
    const { client, account: open, standIn } = await setUp()
    const link = await client.createOrder(open, order({ method: 'alipay_link' }), call)
    const url = link.outcome === 'done' ? (link.value.payWith?.text ?? '') : ''
    await standIn.act(url.replace('amount=24.90', 'amount=0.01'), 'pay')
    expect(await client.queryOrder(open, { merchantNo: 'M-1', providerNo: '', wechatNo: '', by: 'merchant' }, call)).toMatchObject({ state: 'paid', amountMinor: 1 })
  })

  it('of a wrong account or currency is refused in the provider’s words, or not sent', async () => {
    const { client, account: open } = await setUp()
    const wrong = { ...open, values: { ...open.values, mid: '9999' } }
    expect(await client.createOrder(wrong, order({ method: 'wechat_native' }), call)).toMatchObject({ outcome: 'refused', fault: { params: { message: 'mid not exist' } } })
    expect(await client.createOrder(open, order({ method: 'wechat_native', currency: 'CNY' }), call)).toMatchObject({ outcome: 'refused' })
    expect(await client.createOrder(open, order({ method: 'paypal' }), call)).toMatchObject({ outcome: 'notSent' })
  })

  it('is closed while unpaid only', async () => {
    const made = await setUp()
    const created = await made.client.createOrder(made.account, order({ method: 'alipay_native', merchantNo: 'M-2' }), call)
    const numbers = { merchantNo: 'M-2', providerNo: created.outcome === 'done' ? (created.value.providerNo ?? '') : '', wechatNo: '' }
    expect(await made.client.closeOrder?.(made.account, numbers, call)).toMatchObject({ outcome: 'done' })
    const order_ = await paid(made)
    expect(await made.client.closeOrder?.(made.account, order_, call)).toMatchObject({ outcome: 'refused', fault: { code: 'payments.paidMeanwhile' } })
  })
})

describe('a refund at 2PayNow', () => {
  it('is not sent until an administrator has described it', async () => {
    const made = await setUp({})
    const order_ = await paid(made)
    expect(await made.client.refund?.(made.account, refund({ order: order_ }), call)).toMatchObject({ outcome: 'notSent', fault: { code: 'payments.callNotDescribed' } })
    expect(twoPayNow.traits).toMatchObject({ refund: 'described', refundQuery: 'order', refundIdempotent: false, unverified: true })
  })

  it('is seen in the sum of its order, and says nothing before', async () => {
    const made = await setUp()
    const order_ = await paid(made)
    expect(await made.client.refund?.(made.account, refund({ order: order_, refundedBeforeMinor: 0 }), call)).toMatchObject({ outcome: 'done', value: { state: 'processing' } })
    const ask = (refundedBeforeMinor: number) => made.client.queryRefund?.(made.account, { refundNo: 'R-1', providerRefundNo: '', amountMinor: 1_000, refundedBeforeMinor, order: order_ }, call)
    expect(await ask(0)).toMatchObject({ state: 'unknown' })
    made.clock.advance(60_000)
    expect(await ask(0)).toMatchObject({ state: 'succeeded', amountMinor: 1_000 })
    // Somebody refunded beside us.
    expect(await ask(300)).toMatchObject({ state: 'needsManual' })
  })

  it.each(['dropAfter', 'systemErrorAfter'] as const)('whose answer is lost (%s) is unknown, sent once, and found in the sum', async (kind) => {
    const made = await setUp()
    const order_ = await paid(made)
    made.standIn.setFault({ kind, path: practiceNames.function })
    expect(await made.client.refund?.(made.account, refund({ order: order_ }), call)).toMatchObject({ outcome: 'unknown' })
    expect(made.standIn.calls()[practiceNames.function]).toBe(1)
    made.clock.advance(60_000)
    expect(await made.client.queryRefund?.(made.account, { refundNo: 'R-1', providerRefundNo: '', amountMinor: 1_000, refundedBeforeMinor: 0, order: order_ }, call)).toMatchObject({ state: 'succeeded' })
  })

  it('beyond what was received is refused; the same number twice is two', async () => {
    const made = await setUp()
    const order_ = await paid(made)
    const send = (amountMinor: number) => made.client.refund?.(made.account, refund({ order: order_, amountMinor }), call)
    expect(await send(2_491)).toMatchObject({ outcome: 'refused', fault: { params: { message: 'refund refused: exceeds' } } })
    await send(1_245)
    await send(1_245)
    expect(made.standIn.refunds()).toHaveLength(2)
    expect(await send(1)).toMatchObject({ outcome: 'refused' })
  })
})

describe('a notification of 2PayNow', () => {
  const published = 'sign=4f83e30f527ff4ed0fc9c03185f43f97&timestamp=1571034662245&trade_no=A19101413542297869&merchant_trade_no=&amount_cny=0.08&function=precreate&currency=EUR&trade_status=TRADE_SUCCESS&mid=4002563369&passback_parameters=%7B%22serial_number%22%3A%2216223658963%22%7D&amount=0.01'

  it('as published is read, but is a hint only, and too old unless brought by hand', async () => {
    const { client, account: open } = await setUp()
    const raw = (more: object) => rawOf({ method: 'GET', body: '' }, { query: published, ...more })
    expect(await client.readNotification?.(open, raw({ receivedAt: '2019-10-14T06:31:02.245Z' }))).toMatchObject({ ok: true, verified: 'hint', order: { state: 'paid', providerNo: 'A19101413542297869', amountMinor: 1, currency: 'EUR' } })
    expect(await client.readNotification?.(open, raw({}))).toMatchObject({ ok: false, code: 'timestampOld' })
    expect(await client.readNotification?.(open, raw({ byHand: true }))).toMatchObject({ ok: true })
    expect(await client.readNotification?.(open, raw({ byHand: true, query: published.replace('4f83', '4f84') }))).toMatchObject({ ok: false, code: 'signatureWrong' })
    expect(await client.readNotification?.(open, raw({ byHand: true, query: `${published}&amount=900.00` }))).toMatchObject({ ok: false, code: 'unreadable' })
    expect(client.reply(true)).toMatchObject({ status: 200, body: 'success' })
  })

  it('with a forged amount has a right signature: only the query tells the truth', async () => {
    const made = await setUp()
    const created = await made.client.createOrder(made.account, order({ method: 'wechat_native' }), call)
    const providerNo = created.outcome === 'done' ? (created.value.providerNo ?? '') : ''
    await made.standIn.act(providerNo, 'notifyForged')
    expect(await made.client.readNotification?.(made.account, await made.notices.nth(0))).toMatchObject({ ok: true, verified: 'hint', order: { state: 'paid', amountMinor: 2_590, merchantNo: 'M-1' } })
    expect(await made.client.queryOrder(made.account, { merchantNo: 'M-1', providerNo, wechatNo: '', by: 'provider' }, call)).toMatchObject({ state: 'pending', amountMinor: 2_490 })
  })
})
