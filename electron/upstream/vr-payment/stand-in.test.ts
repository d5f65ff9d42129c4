import { expect, it } from 'vitest'
import { startVrPaymentStandIn } from '../../sandbox/vr-payment'
import { call, order, orderForRefund, refund, setUp as start } from '../payments/overseas.fixture'
import { vrPayment } from './index'

const token = 'OGE4Mjk0MTc0YjdlY2IyODAxNGI5Njk5'
const account = { kind: 'vr', values: { redirectUrl: '' }, secrets: { accessToken: token } }
const setUp = (more: object = {}) => start(vrPayment, account, startVrPaymentStandIn, more)

async function created({ client, account: open }: Awaited<ReturnType<typeof setUp>>, merchantNo = 'M-1') {
  const made = await client.createOrder(open, order({ method: 'wechat', merchantNo }), call)
  if (made.outcome !== 'done') throw new Error(JSON.stringify(made))
  return orderForRefund({ merchantNo, providerNo: made.value.providerNo ?? '' })
}

it('the Location of a 307 is the pay link, and is not followed', async () => {
  const made = await setUp()
  const result = await made.client.createOrder(made.account, order({ method: 'wechat' }), call)
  expect(result).toMatchObject({ outcome: 'done', value: { payWith: { gives: 'url', text: expect.stringMatching(/\/pay\/[0-9a-f]{32}$/u) as string }, providerNo: expect.stringMatching(/^[0-9a-f]{32}$/u) as string } })
  expect(made.records).toHaveLength(1)
  expect(made.records[0]).toMatchObject({ status: 307, path: '/processing-api/v1/payments' })
})

it('a payment is seen by polling alone', async () => {
  const made = await setUp()
  const order_ = await created(made)
  const ask = () => made.client.queryOrder(made.account, { ...order_, by: 'provider' }, call)
  expect(await ask()).toMatchObject({ state: 'pending', rawState: '000.200.000' })
  await made.standIn.act(order_.providerNo, 'pay')
  expect(await ask()).toMatchObject({ state: 'paid', merchantNo: 'M-1', amountMinor: 2_490, currency: 'EUR' })
  expect(made.notices.received).toEqual([])
  expect([made.client.readNotification, vrPayment.traits.notification]).toEqual([undefined, 'none'])
})

it('declined, in another currency or with a wrong token is refused in so many words', async () => {
  const made = await setUp()
  expect(await made.client.createOrder(made.account, order({ method: 'wechat', merchantNo: 'M-FAIL' }), call)).toMatchObject({ outcome: 'refused', fault: { params: { message: 'transaction declined' } } })
  expect(await made.client.createOrder(made.account, order({ method: 'wechat', currency: 'CHF' }), call)).toMatchObject({ outcome: 'refused' })
  const wrong = { ...made.account, secrets: { accessToken: 'x'.repeat(20) } }
  expect(await made.client.createOrder(wrong, order({ method: 'alipay' }), call)).toMatchObject({ outcome: 'refused' })
  await expect(made.client.test(wrong, call)).rejects.toMatchObject({ code: 'payments.refusedByProvider' })
  expect(await made.client.test(made.account, call)).toMatchObject({ detail: expect.stringContaining('404') as string })
  expect(JSON.stringify(made.records)).not.toContain(token)
})

it('a refund is found by the provider’s number; without an answer it is unknown and sent once', async () => {
  const made = await setUp()
  const order_ = await created(made)
  expect(await made.client.refund?.(made.account, refund({ order: order_ }), call)).toMatchObject({ outcome: 'refused' })
  await made.standIn.act(order_.providerNo, 'pay')
  const sent = await made.client.refund?.(made.account, refund({ order: order_ }), call)
  expect(sent).toMatchObject({ outcome: 'done', value: { state: 'processing', amountMinor: 1_000 } })
  const providerRefundNo = sent?.outcome === 'done' ? (sent.value.providerRefundNo ?? '') : ''
  made.clock.advance(60_000)
  expect(await made.client.queryRefund?.(made.account, { refundNo: 'R-1', providerRefundNo, amountMinor: 1_000, order: order_ }, call)).toMatchObject({ state: 'succeeded', refundNo: 'R-1', amountMinor: 1_000 })
  made.standIn.setFault({ kind: 'dropAfter', path: '{id}' })
  expect(await made.client.refund?.(made.account, refund({ order: order_, refundNo: 'R-2' }), call)).toMatchObject({ outcome: 'unknown' })
  made.standIn.clearFaults()
  await expect(made.client.queryRefund?.(made.account, { refundNo: 'R-2', providerRefundNo: '', amountMinor: 1_000, order: order_ }, call)).rejects.toMatchObject({ code: 'payments.refundNumberMissing' })
  expect(await made.client.refund?.(made.account, refund({ order: order_, amountMinor: 491 }), call)).toMatchObject({ outcome: 'refused' })
  expect(made.standIn.refunds()).toHaveLength(2)
})
