import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { startYabandPayStandIn } from '../../sandbox/yabandpay'
import { call, order, orderForRefund, rawOf, refund, setUp as start } from '../payments/overseas.fixture'
import { cancelEndsMs } from './close'
import { yabandPay } from './index'
import { orderStateOf, refundStateOf } from './states'

const key = '0123456789abcdef0123456789abcdef'
const account = { kind: 'yaband', values: { user: '10086', redirectUrl: 'https://shop.example/back?a=1&b=2' }, secrets: { key } }

const setUp = (more = {}) => start(yabandPay, account, startYabandPayStandIn, more)
type Made = Awaited<ReturnType<typeof setUp>>

/** A paid order, as refunds need it. */
async function paid({ client, account: open, standIn }: Made, more: Parameters<typeof order>[0] = {}) {
  const created = await client.createOrder(open, order(more), call)
  if (created.outcome !== 'done') throw new Error(JSON.stringify(created))
  const providerNo = created.value.providerNo ?? ''
  await standIn.act(providerNo, 'pay')
  return orderForRefund({ ...more, merchantNo: more.merchantNo ?? 'M-1', providerNo })
}

describe('an order at YabandPay', () => {
  it.each([
    ['hosted', {}, 'url', /^http:\/\/127\.0\.0\.1:\d+\/pay\//u],
    ['wechat_native', {}, 'codeUrl', /^weixin:\/\//u],
    ['wechat_mini', { appId: 'wx1', openid: 'o1' }, 'miniProgram', /"package":"prepay_id=/u],
    ['wechat_h5', {}, 'url', /\/pay\//u],
    ['alipay', {}, 'url', /\/pay\//u],
    ['paypal', { payerEmail: 'guest@example.com' }, 'url', /\/pay\//u],
    ['ideal', {}, 'url', /\/pay\//u],
  ])('by %s', async (method, asked, gives, form) => {
    const { client, account: open } = await setUp()
    const created = await client.createOrder(open, order({ method, asked }), call)
    expect(created).toMatchObject({ outcome: 'done', value: { payWith: { gives, text: expect.stringMatching(form) as string } } })
  })

  it('is asked for by the provider’s number alone, and its tip stands apart', async () => {
    const made = await setUp()
    const { providerNo } = await paid(made, { merchantNo: 'M-TIP' })
    const ask = (by: 'provider' | 'merchant') => made.client.queryOrder(made.account, { merchantNo: 'M-TIP', providerNo, wechatNo: '', by }, call)
    expect(await ask('provider')).toMatchObject({
      state: 'paid', merchantNo: 'M-TIP', providerNo, wechatNo: expect.stringMatching(/^4200\d{24}$/u) as string,
      amountMinor: 2_490, receivedMinor: 2_590, tipMinor: 100, currency: 'EUR', settledCurrency: 'EUR',
    })
    await expect(ask('merchant')).rejects.toMatchObject({ code: 'payments.providerNumberMissing' })
    await expect(made.client.queryOrder(made.account, { merchantNo: 'M-TIP', providerNo: 'M-TIP', wechatNo: '', by: 'provider' }, call)).rejects.toMatchObject({ code: 'payments.refusedByProvider' })
  })

  it('with a number used before, a wrong amount or a wrong key is refused by the provider', async () => {
    const { client, account: open } = await setUp()
    await client.createOrder(open, order(), call)
    for (const [account_, order_] of [
      [open, order()],
      [open, order({ merchantNo: 'M-2', amountMinor: 9 })],
      [open, order({ merchantNo: 'M-3', currency: 'XAU' })],
      [{ ...open, secrets: { key: 'f'.repeat(32) } }, order({ merchantNo: 'M-4' })],
    ] as const)
      expect(await client.createOrder(account_, order_, call)).toMatchObject({ outcome: 'refused', again: 'never', fault: { code: 'payments.refusedByProvider' } })
  })

  it('that cannot be asked for is not sent', async () => {
    const { client, account: open, standIn } = await setUp()
    expect(await client.createOrder(open, order({ method: 'sofort' }), call)).toMatchObject({ outcome: 'notSent' })
    expect(await client.createOrder(open, order({ method: 'paypal' }), call)).toMatchObject({ outcome: 'notSent', fault: { code: 'payments.askedMissing' } })
    expect(standIn.calls()).toEqual({})
  })

  it('in whole yen and thousandths of a dinar goes and comes back exactly', async () => {
    const made = await setUp()
    for (const [currency, amountMinor] of [['JPY', 12_345], ['KWD', 12_345]] as const) {
      const { providerNo } = await paid(made, { merchantNo: `M-${currency}`, currency, amountMinor })
      expect(await made.client.queryOrder(made.account, { merchantNo: '', providerNo, wechatNo: '', by: 'provider' }, call)).toMatchObject({ amountMinor, receivedMinor: amountMinor, currency })
    }
  })

  it('is closed while unpaid; a paid one is not reversed by the way', async () => {
    const made = await setUp()
    const created = await made.client.createOrder(made.account, order({ merchantNo: 'M-2' }), call)
    const providerNo = created.outcome === 'done' ? (created.value.providerNo ?? '') : ''
    const numbers = { merchantNo: 'M-2', providerNo, wechatNo: '' }
    expect(await made.client.closeOrder?.(made.account, numbers, call)).toMatchObject({ outcome: 'done' })
    expect(await made.client.queryOrder(made.account, { ...numbers, by: 'provider' }, call)).toMatchObject({ state: 'closed', rawState: 'cancelled' })
    const order_ = await paid(made)
    expect(await made.client.closeOrder?.(made.account, order_, call)).toMatchObject({ outcome: 'refused', fault: { code: 'payments.paidMeanwhile' } })
    expect(made.standIn.calls()['v3.CancelPayment']).toBe(1)
  })

  it('can be cancelled until 00:30 CET of the next day', () => {
    expect(new Date(cancelEndsMs('2026-06-30T06:00:00.000Z')).toISOString()).toBe('2026-06-30T23:30:00.000Z')
    expect(new Date(cancelEndsMs('2026-06-30T23:10:00.000Z')).toISOString()).toBe('2026-07-01T23:30:00.000Z')
  })
})

describe('a refund at YabandPay', () => {
  it('is accepted first and refunded later', async () => {
    const made = await setUp()
    const order_ = await paid(made)
    const sent = await made.client.refund?.(made.account, refund({ order: order_ }), call)
    expect(sent).toMatchObject({ outcome: 'done', value: { state: 'processing', refundNo: 'R-1' } })
    const providerRefundNo = sent?.outcome === 'done' ? (sent.value.providerRefundNo ?? '') : ''
    const ask = () => made.client.queryRefund?.(made.account, { refundNo: 'R-1', providerRefundNo, amountMinor: 1_000, order: order_ }, call)
    expect(await ask()).toMatchObject({ state: 'processing', amountMinor: 1_000, currency: 'EUR', refundNo: 'R-1' })
    made.clock.advance(60_000)
    expect(await ask()).toMatchObject({ state: 'succeeded', rawState: 'refunded' })
  })

  it('waits for the balance and is refunded by itself', async () => {
    const made = await setUp()
    const order_ = await paid(made)
    const sent = await made.client.refund?.(made.account, refund({ order: order_, refundNo: 'R-LOWBAL' }), call)
    const providerRefundNo = sent?.outcome === 'done' ? (sent.value.providerRefundNo ?? '') : ''
    const ask = () => made.client.queryRefund?.(made.account, { refundNo: '', providerRefundNo, amountMinor: 1_000, order: order_ }, call)
    expect(await ask()).toMatchObject({ state: 'needsManual', rawState: 'refund pending' })
    made.clock.advance(120_000)
    expect(await ask()).toMatchObject({ state: 'succeeded' })
  })

  it.each(['dropAfter', 'systemErrorAfter', 'dropBefore'] as const)('whose answer is lost (%s) is unknown, sent once, and cannot be found', async (kind) => {
    const made = await setUp()
    const order_ = await paid(made)
    made.standIn.setFault({ kind, path: 'v3.CreateRefund' })
    const sent = await made.client.refund?.(made.account, refund({ order: order_ }), call)
    expect(sent).toMatchObject({ outcome: 'unknown', fault: { retry: 'afterCheck' } })
    expect(made.standIn.calls()['v3.CreateRefund']).toBe(1)
    expect(made.records.at(-1)).toMatchObject({ outcome: 'unknown' })
    await expect(made.client.queryRefund?.(made.account, { refundNo: 'R-1', providerRefundNo: '', amountMinor: 1_000, order: order_ }, call)).rejects.toMatchObject({ code: 'payments.refundNumberMissing' })
    expect(yabandPay.traits).toMatchObject({ refundIdempotent: false, refundList: false, refundQuery: 'providerNumber' })
  })

  it('beyond what was received, in another currency, or the thirtieth, is refused; the same number twice is two refunds', async () => {
    const made = await setUp()
    const order_ = await paid(made)
    const send = (more: object) => made.client.refund?.(made.account, refund({ order: order_, ...more }), call)
    expect(await send({ amountMinor: 2_491 })).toMatchObject({ outcome: 'refused', fault: { params: { message: 'refund amount exceeds the payment' } } })
    expect(await send({ currency: 'CHF' })).toMatchObject({ outcome: 'refused' })
    for (let part = 0; part < 29; part += 1) expect(await send({ refundNo: 'R-same', amountMinor: 10 })).toMatchObject({ outcome: 'done' })
    expect(await send({ amountMinor: 10 })).toMatchObject({ outcome: 'refused', fault: { params: { message: 'too many refunds' } } })
    expect(made.standIn.refunds()).toHaveLength(29)
    expect(await made.client.refund?.(made.account, refund({ order: { ...order_, providerNo: '' } }), call)).toMatchObject({ outcome: 'notSent' })
  })

  it('of an order in CNY goes in the local currency, up to what was settled', async () => {
    const made = await setUp()
    const order_ = await paid(made, { currency: 'CNY', amountMinor: 7_800 })
    expect(await made.client.refund?.(made.account, refund({ order: order_, currency: 'EUR', amountMinor: 1_001 }), call)).toMatchObject({ outcome: 'refused' })
    expect(await made.client.refund?.(made.account, refund({ order: order_, currency: 'EUR', amountMinor: 1_000 }), call)).toMatchObject({ outcome: 'done' })
  })
})

describe('a notification of YabandPay', () => {
  it.each(['json', 'keepEmpty', 'dot'] as const)('in the form %s is believed with its amount, and answered with ok', async (form) => {
    const made = await setUp()
    made.standIn.setNoticeForm(form)
    const { providerNo } = await paid(made)
    const raw = await made.notices.nth(0)
    expect(await made.client.readNotification?.(made.account, raw)).toMatchObject({
      ok: true, event: 'payment', verified: 'covered', key: `payment:${providerNo}:paid`,
      order: { state: 'paid', merchantNo: 'M-1', providerNo, amountMinor: 2_490, receivedMinor: 2_490, currency: 'EUR', paidAt: '2026-06-30T06:00:00.000Z' },
    })
    expect(made.client.reply(true)).toMatchObject({ status: 200, body: 'ok' })
  })

  it('of a refund names ours and theirs', async () => {
    const made = await setUp()
    const order_ = await paid(made)
    await made.client.refund?.(made.account, refund({ order: order_ }), call)
    await made.standIn.act(order_.providerNo, 'finishRefunds')
    expect(await made.client.readNotification?.(made.account, await made.notices.nth(1))).toMatchObject({ ok: true, event: 'refund', verified: 'covered', refund: { state: 'succeeded', refundNo: 'R-1', amountMinor: 1_000, currency: 'EUR' } })
  })

  it('that was changed, forged or is another account’s is refused', async () => {
    const made = await setUp()
    await made.client.createOrder(made.account, order(), call)
    await made.standIn.act('M-1', 'notifyForged')
    const raw = await made.notices.nth(0)
    expect(await made.client.readNotification?.(made.account, raw)).toMatchObject({ ok: false, code: 'signatureWrong' })
    const data = { user: '999', trade_id: 't', state: 'paid', amount: '1.00', currency: 'EUR' }
    const sign = createHmac('sha256', key).update('amount=1.00&currency=EUR&state=paid&trade_id=t&user=999').digest('hex')
    expect(await made.client.readNotification?.(made.account, rawOf({ method: 'POST', body: JSON.stringify({ sign, data }) }))).toMatchObject({ ok: false, code: 'accountDiffers' })
  })

  it('whose fields could be read in two ways is not believed', async () => {
    const { client, account: open } = await setUp()
    const signed = (text: string) => createHmac('sha256', key).update(text).digest('hex')
    // The signed state is inside, another one outside.
    const twice = { sign: signed('amount=1.00&state=pending&trade_id=t'), data: { amount: '1.00', state: 'paid', trade_id: 't', more: { state: 'pending' } } }
    expect(await client.readNotification?.(open, rawOf({ method: 'POST', body: JSON.stringify(twice) }))).toMatchObject({ ok: false, code: 'unreadable' })
    // What was one field when it was signed is cut into two.
    const cut = { sign: signed('demo=x&state=paid&trade_id=t'), data: { demo: 'x&state=paid', trade_id: 't' } }
    expect(await client.readNotification?.(open, rawOf({ method: 'POST', body: JSON.stringify(cut) }))).toMatchObject({ ok: true, verified: 'hint' })
  })

  it('of a payout is put aside; numbers keep their written form', async () => {
    const { client, account: open } = await setUp()
    const sign = createHmac('sha256', key).update('amount=10.50&currency=EUR&payout_id=p1&state=completed').digest('hex')
    const body = `{"sign":"${sign}","data":{"payout_id":"p1","amount":10.50,"currency":"EUR","state":"completed","memo":null}}`
    expect(await client.readNotification?.(open, rawOf({ method: 'POST', body }))).toMatchObject({ ok: true, event: 'other' })
  })

  it.each([
    '', 'null', '[]', '"x"', '{"sign":"a"}', '{"sign":1,"data":{}}', '{"data":{"__proto__":{"state":"paid"}},"sign":"x"}', '['.repeat(100_000), `{"sign":"x","data":${'{"a":'.repeat(50)}1${'}'.repeat(50)}}`, `{"sign":"x","data":{"a":"${'x'.repeat(300_000)}"}}`,
  ])('that is hostile is refused (%#)', async (body) => {
    const { client, account: open } = await setUp()
    expect(await client.readNotification?.(open, rawOf({ method: 'POST', body }))).toMatchObject({ ok: false })
  })
})

it('states are read whatever their case and number, and never guessed', () => {
  expect(['Paid', '00 paid', '00', 'Verify', '07', 'cancelled'].map(orderStateOf)).toEqual(['paid', 'paid', 'paid', 'pending', 'closed', 'closed'])
  expect(['20 to-be-approval', '21', 'Refund Processing', 'refunded', '24', 'refund_error'].map(refundStateOf)).toEqual(['needsManual', 'needsManual', 'processing', 'succeeded', 'failed', 'needsManual'])
  for (const odd of ['', '26', '26 x', 'constructor', '99 paid?', 'toString']) expect([orderStateOf(odd), refundStateOf(odd)]).toEqual(['unknown', 'unknown'])
})

it('the test call changes nothing; the key never leaves by log or fault', async () => {
  const made = await setUp()
  expect(await made.client.test(made.account, call)).toMatchObject({ detail: 'EUR/CNY 7.80' })
  const bad = { ...made.account, secrets: { key: 'k'.repeat(32) } }
  const fault: unknown = await made.client.test(bad, call).catch((error: unknown) => error)
  expect(JSON.stringify([fault, made.records])).not.toMatch(/k{32}|0123456789abcdef/u)
  expect(() => yabandPay.baseUrlOf({ ...made.account, values: { baseUrl: 'https://evil.example' } })).toThrow('payments.hostNotAllowed')
})
