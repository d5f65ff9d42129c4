import { describe, expect, it } from 'vitest'
import { practiceDescription, startSupayStandIn } from '../../sandbox/supay'
import { call, order as anyOrder, orderForRefund, rawOf, refund, setUp as start } from '../payments/overseas.fixture'
import { description } from './description'
import { supay } from './index'

const code = 'AUTHCODE0123456789'
const account = { kind: 'supay', values: { merchantId: '71001', redirectUrl: 'https://shop.example/back' }, secrets: { authenticationCode: code } }
const practised = { description: practiceDescription(description) }
const setUp = (more: object = practised) => start(supay, account, startSupayStandIn, more)
const order = (more: Parameters<typeof anyOrder>[0] = {}) => anyOrder({ currency: 'AUD', method: 'wechat', ...more })
const numbers = { merchantNo: 'M-1', providerNo: '', wechatNo: '', by: 'merchant' } as const
type Made = Awaited<ReturnType<typeof setUp>>

async function paid({ client, account: open, standIn }: Made) {
  expect(await client.createOrder(open, order(), call)).toMatchObject({ outcome: 'done' })
  await standIn.act('M-1', 'pay')
  return orderForRefund({ currency: 'AUD' })
}

describe('an order at SuPay', () => {
  it('gives a cashier’s address, a code, or an Alipay link', async () => {
    const { client, account: open, standIn } = await setUp()
    expect(await client.createOrder(open, order(), call)).toMatchObject({ outcome: 'done', value: { payWith: { gives: 'url', text: expect.stringContaining('/pay/SP') as string } } })
    expect(await client.createOrder(open, order({ merchantNo: 'M-2', method: 'wechat_native' }), call)).toMatchObject({ value: { payWith: { gives: 'codeUrl', text: expect.stringMatching(/^weixin:/u) as string } } })
    const link = await client.createOrder(open, order({ merchantNo: 'M-3', method: 'alipay_link' }), call)
    const url = link.outcome === 'done' ? (link.value.payWith?.text ?? '') : ''
    expect(url).not.toContain(code)
    await standIn.act(url, 'pay')
    expect(await client.queryOrder(open, { ...numbers, merchantNo: 'M-3' }, call)).toMatchObject({ state: 'paid', amountMinor: 2_490, currency: 'AUD' })
    expect(await client.createOrder(open, order(), call)).toMatchObject({ outcome: 'refused', fault: { params: { message: 'merchant_trade_no already used' } } })
  })

  it('is never marked paid until the settings say which field and value mean it', async () => {
    const shipped = await setUp({})
    await paid(shipped)
    expect(await shipped.client.queryOrder(shipped.account, numbers, call)).toMatchObject({ state: 'pending', rawState: 'T' })
    const told = await setUp()
    await paid(told)
    expect(await told.client.queryOrder(told.account, numbers, call)).toMatchObject({ state: 'paid', rawState: 'TRADE_FINISHED', amountMinor: 2_490 })
  })
})

describe('a refund at SuPay', () => {
  it('is accepted; no query finds it', async () => {
    const made = await setUp()
    const order_ = await paid(made)
    expect(await made.client.refund?.(made.account, refund({ order: order_ }), call)).toMatchObject({ outcome: 'done', value: { state: 'processing' } })
    expect(made.client.queryRefund).toBeUndefined()
    expect(supay.traits).toMatchObject({ refundQuery: 'none', refundIdempotent: false })
  })

  it('whose answer is lost is unknown and sent once; beyond the sum it is refused', async () => {
    const made = await setUp()
    const order_ = await paid(made)
    expect(await made.client.refund?.(made.account, refund({ order: order_, amountMinor: 2_491 }), call)).toMatchObject({ outcome: 'refused' })
    for (const kind of ['dropAfter', 'systemErrorAfter'] as const) {
      made.standIn.setFault({ kind, path: 'refund', times: 1 })
      expect(await made.client.refund?.(made.account, refund({ order: order_, amountMinor: 10 }), call)).toMatchObject({ outcome: 'unknown', fault: { retry: 'afterCheck' } })
    }
    expect([made.standIn.calls()['/payment/bridge/refund'], made.standIn.refunds().length]).toEqual([3, 2])
  })
})

describe('a notification of SuPay', () => {
  it.each(['text', 'json'] as const)('is a hint, confirmed by the provider (%s)', async (form) => {
    const made = await setUp()
    made.standIn.setConfirmForm(form)
    await paid(made)
    const raw = await made.notices.nth(0)
    expect(await made.client.readNotification?.(made.account, raw)).toMatchObject({ ok: true, verified: 'hint', order: { state: 'unknown', merchantNo: 'M-1' } })
    expect(await made.client.confirmNotification?.(made.account, raw, call)).toBe(true)
    // A failing server says neither yes nor no: it is asked again later.
    made.standIn.setFault({ kind: 'systemErrorBefore', path: 'notification_verification' })
    await expect(made.client.confirmNotification?.(made.account, raw, call)).rejects.toMatchObject({ code: 'payments.answerUnclear' })
  })

  it('that the provider did not send is not confirmed; a wrong token is refused', async () => {
    const made = await setUp()
    await made.client.createOrder(made.account, order(), call)
    await made.standIn.act('M-1', 'notifyForged')
    const raw = await made.notices.nth(0)
    expect(await made.client.readNotification?.(made.account, raw)).toMatchObject({ ok: true, verified: 'hint' })
    expect(await made.client.confirmNotification?.(made.account, raw, call)).toBe(false)
    expect(await made.client.readNotification?.(made.account, { ...raw, query: raw.query.replace(/token=../u, 'token=zz') })).toMatchObject({ ok: false, code: 'signatureWrong' })
    for (const query of ['', 'a=b', 'notice_id=1&notice_id=2&merchant_trade_no=x&token=y']) expect(await made.client.readNotification?.(made.account, rawOf({ method: 'GET', body: '' }, { query }))).toMatchObject({ ok: false })
  })
})
