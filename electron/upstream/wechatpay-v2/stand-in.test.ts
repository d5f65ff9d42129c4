import type { NumberKind } from '@shared/contract/payment-values'
import { describe, expect, it } from 'vitest'
import { Hash } from 'wechatpay-axios-plugin'
import { Fault } from '../../platform/errors/fault'
import { call, order, orderForRefund, refund } from '../payments/overseas.fixture'
import type { OrderNumbers } from '../payments/types'
import { certificate, direct, setUpV2, v2Order } from './stand-in.fixture'

type Kit = Awaited<ReturnType<typeof setUpV2>>

const numbers = (more: Partial<OrderNumbers & { by: NumberKind }> = {}) => ({ merchantNo: 'M-1', providerNo: '', wechatNo: '', by: 'merchant' as NumberKind, ...more })
const minute = 60_000

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.catch((thrown: unknown) => thrown)
  if (!(error instanceof Fault)) throw new Error('no fault', { cause: error })
  return error.code
}

/** An order that is paid: as it stands in our books. */
async function paid(kit: Kit, more: Parameters<typeof v2Order>[0] = {}) {
  const made = v2Order(more)
  expect(await kit.client.createOrder(kit.account, made, call)).toMatchObject({ outcome: 'done' })
  await kit.standIn.act(made.merchantNo, 'pay')
  return orderForRefund({ merchantNo: made.merchantNo, amountMinor: made.amountMinor, receivedMinor: made.amountMinor, currency: made.currency })
}

const queryRefund = (kit: Kit, refundNo: string, ours: ReturnType<typeof orderForRefund>) =>
  kit.client.queryRefund?.(kit.account, { refundNo, providerRefundNo: '', amountMinor: 1_000, order: ours }, call) ?? Promise.reject(new Error('cannot'))
const send = (kit: Kit, asked: Parameters<typeof refund>[0]) => kit.client.refund?.(kit.account, refund(asked), call) ?? Promise.reject(new Error('cannot'))

describe('orders of WeChat Pay v2', () => {
  it.each(['MD5', 'HMAC-SHA256'])('a code to scan is made, paid and found by both numbers (%s)', async (signType) => {
    const kit = await setUpV2('v2', { signType })
    const made = await kit.client.createOrder(kit.account, v2Order(), call)
    expect(made).toMatchObject({ outcome: 'done', value: { payWith: { gives: 'codeUrl', text: expect.stringMatching(/^weixin:\/\/wxpay\/bizpayurl\?pr=/u) } } })
    expect(await kit.client.queryOrder(kit.account, numbers(), call)).toMatchObject({ state: 'pending', rawState: 'NOTPAY' })
    await kit.standIn.act('M-1', 'pay')
    const reading = await kit.client.queryOrder(kit.account, numbers(), call)
    expect(reading).toMatchObject({
      state: 'paid', rawState: 'SUCCESS', merchantNo: 'M-1', amountMinor: 2_490, receivedMinor: 2_490, currency: 'CNY', method: 'wechat_native',
      paidAt: '2026-06-30T06:00:00.000Z', merchantId: '1900000109', wechatNo: expect.stringMatching(/^4200\d{24}$/u),
    })
    const wechatNo = reading.wechatNo ?? ''
    expect(await kit.client.queryOrder(kit.account, numbers({ wechatNo, by: 'wechat' }), call)).toMatchObject({ merchantNo: 'M-1' })
  })

  it('a mini program is paid with parameters that the published library signs alike', async () => {
    for (const kind of ['v2', 'v2sp'] as const) {
      const kit = await setUpV2(kind)
      const made = await kit.client.createOrder(kit.account, v2Order({ method: 'wechat_mini', asked: { openid: 'oUpF8uMuAJO' } }), call)
      const text = made.outcome === 'done' ? (made.value.payWith?.text ?? '') : ''
      const { paySign, ...parameters } = JSON.parse(text) as Record<string, string>
      const appId = kind === 'v2' ? direct.values.appid : 'wx0123456789abcdef'
      expect(parameters).toMatchObject({ timeStamp: '1782799200', signType: 'HMAC-SHA256', package: expect.stringMatching(/^prepay_id=wx2026/u) })
      expect(paySign).toBe(Hash.sign('HMAC-SHA256', { appId, ...parameters }, kit.account.secrets['apiKey'] ?? ''))
      expect(await kit.client.createOrder(kit.account, v2Order({ merchantNo: 'M-2', method: 'wechat_mini' }), call)).toMatchObject({ outcome: 'notSent' })
    }
  })

  it('a page for the browser of the payer is made', async () => {
    const kit = await setUpV2()
    const made = await kit.client.createOrder(kit.account, v2Order({ method: 'wechat_h5', asked: { payerIp: '203.0.113.7' } }), call)
    expect(made).toMatchObject({ outcome: 'done', value: { payWith: { gives: 'url', text: expect.stringMatching(/^https:\/\/wx\.tenpay\.com\//u) } } })
  })

  it('the same number is the same order; with other content it is looked up, after closing it is refused', async () => {
    const kit = await setUpV2()
    const first = await kit.client.createOrder(kit.account, v2Order(), call)
    const second = await kit.client.createOrder(kit.account, v2Order(), call)
    expect(first.outcome === 'done' && second.outcome === 'done' && first.value.payWith).toEqual(second.outcome === 'done' && second.value.payWith)
    expect(kit.standIn.orders()).toHaveLength(1)
    expect(await kit.client.createOrder(kit.account, v2Order({ amountMinor: 1 }), call)).toMatchObject({ outcome: 'unknown', fault: { code: 'wechatpayV2.numberUsed' } })
    expect(await kit.client.closeOrder?.(kit.account, numbers(), call)).toMatchObject({ outcome: 'unknown', fault: { code: 'wechatpayV2.orderStateRefused' } })
    kit.clock.advance(6 * minute)
    expect(await kit.client.closeOrder?.(kit.account, numbers(), call)).toMatchObject({ outcome: 'done' })
    expect(await kit.client.queryOrder(kit.account, numbers(), call)).toMatchObject({ state: 'closed' })
    expect(await kit.client.createOrder(kit.account, v2Order(), call)).toMatchObject({ outcome: 'refused', again: 'never', fault: { code: 'wechatpayV2.orderClosed' } })
  })

  it('a lost answer is unknown, and the query finds the order', async () => {
    const kit = await setUpV2()
    kit.standIn.setFault({ kind: 'dropAfter', times: 1 })
    expect(await kit.client.createOrder(kit.account, v2Order(), call)).toMatchObject({ outcome: 'unknown' })
    expect(await kit.client.queryOrder(kit.account, numbers(), call)).toMatchObject({ state: 'pending' })
    kit.standIn.setFault({ kind: 'dropBefore', times: 1 })
    expect(await kit.client.createOrder(kit.account, v2Order({ merchantNo: 'M-2' }), call)).toMatchObject({ outcome: 'unknown' })
    expect(await codeOf(kit.client.queryOrder(kit.account, numbers({ merchantNo: 'M-2' }), call))).toBe('payments.orderNotFound')
    expect(await kit.client.createOrder(kit.account, v2Order({ merchantNo: 'M-3-SYSERR' }), call)).toMatchObject({ outcome: 'unknown', fault: { code: 'wechatpayV2.systemError' } })
    expect(await kit.client.createOrder(kit.account, v2Order({ merchantNo: 'M-3-SYSERR' }), call)).toMatchObject({ outcome: 'done' })
    expect(kit.standIn.orders().map(({ merchantNo }) => merchantNo)).toEqual(['M-1', 'M-3-SYSERR'])
  })

  it('an answer with a wrong signature is no answer', async () => {
    const kit = await setUpV2()
    kit.standIn.setFault({ kind: 'badSignature' })
    expect(await kit.client.createOrder(kit.account, v2Order(), call)).toMatchObject({ outcome: 'unknown', fault: { code: 'payments.answerUnsigned' } })
    expect(await codeOf(kit.client.queryOrder(kit.account, numbers(), call))).toBe('payments.answerUnsigned')
    expect(kit.records.at(-1)).toMatchObject({ fault: 'payments.answerUnsigned', system: 'wechatpay-v2' })
  })

  it('what cannot be right is not sent', async () => {
    const kit = await setUpV2()
    for (const wrong of [v2Order({ amountMinor: 0 }), v2Order({ merchantNo: 'a b' }), v2Order({ currency: 'EUR' }), order({ method: 'paypal', currency: 'CNY' })])
      expect(await kit.client.createOrder(kit.account, wrong, call)).toMatchObject({ outcome: 'notSent' })
    expect(await kit.client.createOrder({ ...kit.account, notifyUrl: '' }, v2Order(), call)).toMatchObject({ outcome: 'notSent', fault: { code: 'wechatpayV2.notifyUrlNeeded' } })
    expect(await kit.client.createOrder({ ...kit.account, secrets: {} }, v2Order(), call)).toMatchObject({ outcome: 'notSent', fault: { code: 'wechatpayV2.settingMissing' } })
    expect(kit.standIn.calls()).toEqual({})
  })

  it('credentials are tested by a call that changes nothing', async () => {
    const kit = await setUpV2()
    expect(await kit.client.test(kit.account, call)).toEqual({ detail: 'signatureAccepted' })
    const wrong = { ...kit.account, secrets: { apiKey: 'f'.repeat(32) } }
    expect(await codeOf(kit.client.test(wrong, call))).toBe('wechatpayV2.signRefused')
    expect(await codeOf(kit.client.test({ ...kit.account, values: { ...kit.account.values, appid: 'wx0000000000000000' } }, call))).toBe('wechatpayV2.merchantWrong')
  })

  it('an overseas merchant asks in its own currency; a service provider only for its own sub-merchants', async () => {
    const overseas = await setUpV2('v2', { region: 'overseas' })
    await paid(overseas, { currency: 'JPY', amountMinor: 3 })
    expect(await overseas.client.queryOrder(overseas.account, numbers(), call)).toMatchObject({ currency: 'JPY', amountMinor: 3, rate: '780000000' })
    const partner = await setUpV2('v2sp')
    await paid(partner)
    expect(await partner.client.queryOrder(partner.account, numbers(), call)).toMatchObject({ state: 'paid', merchantId: '1900000200' })
    const foreign = { ...partner.account, values: { ...partner.account.values, subMchid: '1900000999' } }
    expect(await codeOf(partner.client.queryOrder(foreign, numbers(), call))).toBe('wechatpayV2.unclear')
  })
})

describe('refunds of WeChat Pay v2', () => {
  it('are accepted first and done later', async () => {
    const kit = await setUpV2()
    const ours = await paid(kit)
    expect(await send(kit, { order: ours })).toMatchObject({
      outcome: 'done',
      value: { state: 'processing', refundNo: 'R-1', amountMinor: 1_000, currency: 'CNY', providerRefundNo: expect.stringMatching(/^5030\d{25}$/u) },
    })
    expect(await queryRefund(kit, 'R-1', ours)).toMatchObject({ state: 'processing', rawState: 'PROCESSING' })
    kit.clock.advance(2 * minute)
    expect(await queryRefund(kit, 'R-1', ours)).toMatchObject({ state: 'succeeded', completedAt: '2026-06-30T06:02:00.000Z', destination: '支付用户零钱', merchantNo: 'M-1' })
    expect(await kit.client.queryOrder(kit.account, numbers(), call)).toMatchObject({ state: 'paid', rawState: 'REFUND' })
    expect(await codeOf(queryRefund(kit, 'R-9', ours))).toBe('payments.refundNotFound')
  })

  it('whose answer is lost are unknown; asked for and sent again under the same number they are one', async () => {
    const kit = await setUpV2()
    const ours = await paid(kit)
    for (const [refundNo, fault] of [['R-1', 'dropAfter'], ['R-2', 'systemErrorAfter'], ['R-3', 'badSignature']] as const) {
      kit.standIn.setFault({ kind: fault, path: '/secapi', times: 1 })
      expect(await send(kit, { order: ours, refundNo, amountMinor: 100 })).toMatchObject({ outcome: 'unknown' })
      expect(await queryRefund(kit, refundNo, ours)).toMatchObject({ state: 'processing', amountMinor: 100 })
      expect(await send(kit, { order: ours, refundNo, amountMinor: 100 })).toMatchObject({ outcome: 'done' })
    }
    kit.standIn.setFault({ kind: 'dropBefore', path: '/secapi', times: 1 })
    expect(await send(kit, { order: ours, refundNo: 'R-4', amountMinor: 100 })).toMatchObject({ outcome: 'unknown' })
    expect(await codeOf(queryRefund(kit, 'R-4', ours))).toBe('payments.refundNotFound')
    expect(await send(kit, { order: ours, refundNo: 'R-4', amountMinor: 100 })).toMatchObject({ outcome: 'done' })
    expect(kit.standIn.refunds().map(({ refundNo, amountMinor }) => [refundNo, amountMinor])).toEqual([['R-1', 100], ['R-2', 100], ['R-3', 100], ['R-4', 100]])
  })

  it('never exceed what was received; a number stands for one refund; too late is too late', async () => {
    const kit = await setUpV2()
    const ours = await paid(kit)
    expect(await send(kit, { order: ours, amountMinor: 2_489 })).toMatchObject({ outcome: 'done' })
    expect(await send(kit, { order: ours, refundNo: 'R-2', amountMinor: 2 })).toMatchObject({ outcome: 'refused', again: 'never', fault: { code: 'wechatpayV2.refundRefused' } })
    expect(await send(kit, { order: ours, amountMinor: 1 })).toMatchObject({ outcome: 'refused', again: 'never', fault: { code: 'wechatpayV2.refundNumberUsed' } })
    expect(await send(kit, { order: ours, refundNo: 'R-2', amountMinor: 1 })).toMatchObject({ outcome: 'done' })
    kit.clock.advance(366 * 24 * 60 * minute)
    const late = await send(kit, { order: ours, refundNo: 'R-3', amountMinor: 1 })
    expect(late).toMatchObject({ outcome: 'refused', again: 'never', fault: { code: 'wechatpayV2.refundTooLate', upstream: { system: 'wechatpay-v2', code: 'TRADE_OVERDUE' } } })
  })

  it('that lack income may be sent again, from the topped-up money where the account allows it', async () => {
    const kit = await setUpV2()
    const ours = await paid(kit)
    const poor = { order: ours, refundNo: 'R-1-LOWBAL', amountMinor: 100 }
    expect(await send(kit, poor)).toMatchObject({ outcome: 'refused', again: 'sameNumber', fault: { code: 'wechatpayV2.notEnough' } })
    expect(await send(kit, { ...poor, source: 'REFUND_SOURCE_RECHARGE_FUNDS' })).toMatchObject({ outcome: 'done' })
    const both = await setUpV2('v2', { refundSecondSource: 'yes' })
    expect(await send(both, { ...poor, order: await paid(both) })).toMatchObject({ outcome: 'done' })
    expect(both.standIn.refunds()).toHaveLength(1)
    expect(both.standIn.calls()['/secapi/pay/refund']).toBe(2)
  })

  it('wait for staff or fail as WeChat says; too many in a second wait a minute', async () => {
    const kit = await setUpV2('v2', {}, { refundsPerSecond: { correct: 3, faulty: 2 } })
    const ours = await paid(kit)
    for (const refundNo of ['R-1-ABN', 'R-2-FAIL', 'R-3-SLOW']) await send(kit, { order: ours, refundNo, amountMinor: 10 })
    expect(await queryRefund(kit, 'R-1-ABN', ours)).toMatchObject({ state: 'needsManual', rawState: 'CHANGE' })
    expect(await queryRefund(kit, 'R-2-FAIL', ours)).toMatchObject({ state: 'failed', rawState: 'REFUNDCLOSE' })
    for (const state of ['processing', 'processing', 'succeeded']) expect(await queryRefund(kit, 'R-3-SLOW', ours)).toMatchObject({ state })
    const fourth = { order: ours, refundNo: 'R-4', amountMinor: 10 }
    expect(await send(kit, fourth)).toMatchObject({ outcome: 'refused', again: 'sameNumber', waitMs: minute, fault: { code: 'wechatpayV2.tooOften' } })
    kit.clock.advance(minute)
    expect(await send(kit, fourth)).toMatchObject({ outcome: 'done' })
    kit.standIn.setFault({ kind: 'tooMany', times: 1 })
    expect(await send(kit, { ...fourth, refundNo: 'R-5' })).toMatchObject({ outcome: 'refused', again: 'sameNumber', waitMs: minute })
  })

  it('of an order are listed beyond ten, those of staff in the portal too', async () => {
    const kit = await setUpV2()
    const ours = await paid(kit)
    expect(await kit.client.listRefunds?.(kit.account, ours, call)).toEqual([])
    for (let n = 0; n < 23; n += 1) await send(kit, { order: ours, refundNo: `R-${n}`, amountMinor: 10 })
    await kit.standIn.act('M-1', 'refundInPortal')
    const listed = (await kit.client.listRefunds?.(kit.account, ours, call)) ?? []
    expect(listed).toHaveLength(24)
    expect(listed.reduce((sum, { amountMinor = 0 }) => sum + amountMinor, 0)).toBe(2_490)
    expect(listed.at(-1)).toMatchObject({ amountMinor: 2_260, refundNo: expect.stringMatching(/^5030/u) })
  })

  it('are not sent without a client certificate', async () => {
    const kit = await setUpV2()
    const ours = await paid(kit)
    const { id, kind, serial, pem } = certificate
    expect(await kit.client.refund?.({ ...kit.account, keys: [{ id, kind, serial, pem }] }, refund({ order: ours }), call)).toMatchObject({ outcome: 'notSent', fault: { code: 'wechatpayV2.certificateMissing' } })
    expect(kit.standIn.refunds()).toEqual([])
  })

  it('with every kind of lost answer: each number is one refund, and both books agree', async () => {
    const kit = await setUpV2()
    const ours = await paid(kit)
    for (const [kind, share] of [['dropAfter', 0.3], ['dropBefore', 0.3], ['systemErrorAfter', 0.3], ['systemErrorBefore', 0.3]] as const)
      kit.standIn.setFault({ kind, path: '/secapi', share })
    let sent = 0
    /** Sends until WeChat has it; what is unknown is asked for first. */
    const insist = async (refundNo: string) => {
      for (;;) {
        sent += 1
        const effect = await send(kit, { order: ours, refundNo, amountMinor: 7 })
        if (effect.outcome === 'done') return
        expect(effect.outcome).toBe('unknown')
        const found = await queryRefund(kit, refundNo, ours).catch((cause: unknown) => cause)
        if (!(found instanceof Fault)) return
        expect(found.code).toBe('payments.refundNotFound')
      }
    }
    await Promise.all(Array.from({ length: 30 }, (_, n) => insist(`R-${n}`)))
    kit.standIn.clearFaults()
    expect(sent).toBeGreaterThan(30)
    expect(kit.standIn.refunds()).toHaveLength(30)
    const listed = (await kit.client.listRefunds?.(kit.account, ours, call)) ?? []
    expect(new Set(listed.map(({ refundNo }) => refundNo)).size).toBe(30)
    expect(listed.reduce((sum, { amountMinor = 0 }) => sum + amountMinor, 0)).toBe(210)
  })

  it('are remembered by the stand-in over a restart', async () => {
    const kit = await setUpV2()
    const ours = await paid(kit)
    await send(kit, { order: ours })
    const again = await setUpV2('v2', {}, { restore: kit.standIn.snapshot() })
    expect(await queryRefund(again, 'R-1', ours)).toMatchObject({ state: 'processing', amountMinor: 1_000 })
    expect(await send(again, { order: ours })).toMatchObject({ outcome: 'done' })
    expect(again.standIn.refunds()).toHaveLength(1)
    expect(await send(again, { order: ours, refundNo: 'R-2', amountMinor: 1_491 })).toMatchObject({ outcome: 'refused' })
  })
})
