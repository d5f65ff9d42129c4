import { describe, expect, it } from 'vitest'
import { Fault } from '../../platform/errors/fault'
import { type CloudPayStandInOptions, startCloudPayStandIn } from '../../sandbox/cloudpay'
import { call, order, orderForRefund, rawOf, refund, setUp } from '../payments/overseas.fixture'
import type { OrderToCreate, RefundToSend } from '../payments/types'
import { cloudPay } from './index'

const account = {
  kind: 'cloudpay',
  values: { appid: 'wx0123456789abcdef', subMchid: '1900000301', env: 'prod-1', functionName: 'pay', callbackFunction: 'payCallback', spelling: 'camel', envIn: 'query' },
  secrets: {},
}
const minute = 60_000

async function kitOf(values: Record<string, string> = {}, options: Partial<CloudPayStandInOptions> = {}) {
  const kit = await setUp(cloudPay, { ...account, values: { ...account.values, ...values } }, (given) => startCloudPayStandIn({ ...given, ...options }))
  const tokens: boolean[] = []
  const client = cloudPay.connect({
    http: kit.http,
    clock: kit.clock,
    baseUrl: () => Promise.resolve(kit.standIn.baseUrl),
    wechatToken: (_appId, _call, fresh = false) => {
      tokens.push(fresh)
      return Promise.resolve(fresh ? 'FRESH-TOKEN' : 'USED-TOKEN')
    },
    nonce: () => 'n1',
  })
  return { ...kit, client, tokens }
}
type Kit = Awaited<ReturnType<typeof kitOf>>

const mini = (more: Partial<OrderToCreate> = {}) => order({ method: 'wechat_mini', currency: 'CNY', asked: { openid: 'oUpF8uMuAJO' }, ...more })
const numbers = { merchantNo: 'M-1', providerNo: '', wechatNo: '', by: 'merchant' } as const
const ours = orderForRefund({ currency: 'CNY' })

async function paid(kit: Kit) {
  expect(await kit.client.createOrder(kit.account, mini(), call)).toMatchObject({ outcome: 'done' })
  await kit.standIn.act('M-1', 'pay')
}
const send = (kit: Kit, more: Partial<RefundToSend> = {}) => kit.client.refund?.(kit.account, refund({ order: ours, ...more }), call)
const query = async (kit: Kit, refundNo: string) => kit.client.queryRefund?.(kit.account, { refundNo, providerRefundNo: '', amountMinor: 1_000, order: ours }, call)

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.catch((thrown: unknown) => thrown)
  if (!(error instanceof Fault)) throw new Error('no fault', { cause: error })
  return error.code
}

describe('WeChat cloud payment', () => {
  it.each([['camel', 'query'], ['snake', 'body'], ['snake', 'query']])('an order is made for a mini program, paid, closed and refunded (%s, %s)', async (spelling, envIn) => {
    const kit = await kitOf({ spelling, envIn })
    const made = await kit.client.createOrder(kit.account, mini(), call)
    expect(made).toMatchObject({ outcome: 'done', value: { payWith: { gives: 'miniProgram', text: expect.stringContaining('"package":"prepay_id=wx') } } })
    expect(await kit.client.queryOrder(kit.account, numbers, call)).toMatchObject({ state: 'pending', rawState: 'NOTPAY', merchantId: '1900000301' })
    await kit.standIn.act('M-1', 'pay')
    const reading = await kit.client.queryOrder(kit.account, numbers, call)
    expect(reading).toMatchObject({ state: 'paid', amountMinor: 2_490, receivedMinor: 2_490, currency: 'CNY', paidAt: '2026-06-30T06:00:00.000Z' })
    expect(await kit.client.queryOrder(kit.account, { ...numbers, wechatNo: reading.wechatNo ?? '', by: 'wechat' }, call)).toMatchObject({ merchantNo: 'M-1' })
    expect(await send(kit)).toMatchObject({ outcome: 'done', value: { state: 'processing', refundNo: 'R-1' } })
    expect(await query(kit, 'R-1')).toMatchObject({ state: 'processing', amountMinor: 1_000 })
    kit.clock.advance(2 * minute)
    expect(await query(kit, 'R-1')).toMatchObject({ state: 'succeeded', completedAt: '2026-06-30T06:02:00.000Z' })
    expect(await kit.client.createOrder(kit.account, mini({ merchantNo: 'M-2', expiresAt: '2026-06-30T08:00:00.000Z' }), call)).toMatchObject({ outcome: 'done' })
    kit.clock.advance(6 * minute)
    expect(await kit.client.closeOrder?.(kit.account, { ...numbers, merchantNo: 'M-2' }, call)).toMatchObject({ outcome: 'done' })
  })

  it('a token that is over is fetched anew, once', async () => {
    const kit = await kitOf()
    kit.standIn.refuseToken('USED-TOKEN', 42001)
    expect(await kit.client.test(kit.account, call)).toEqual({ detail: 'functionAnswered' })
    expect(kit.tokens).toEqual([false, true])
    kit.standIn.refuseToken('FRESH-TOKEN', 40014)
    expect(await kit.client.createOrder(kit.account, mini(), call)).toMatchObject({ outcome: 'notSent', fault: { code: 'cloudpay.notCalled', upstream: { system: 'cloudpay', code: '40014' } } })
    expect(kit.standIn.orders()).toEqual([])
    expect(JSON.stringify(kit.records)).not.toContain('-TOKEN')
  })

  it('without a token nothing was sent, however the token was lost', async () => {
    const kit = await kitOf()
    const lost = new Fault('http.timeout', { retry: 'afterCheck' })
    const client = cloudPay.connect({ http: kit.http, clock: kit.clock, baseUrl: () => Promise.resolve(kit.standIn.baseUrl), wechatToken: () => Promise.reject(lost), nonce: () => 'n1' })
    expect(await client.refund?.(kit.account, refund({ order: ours }), call)).toMatchObject({ outcome: 'notSent', fault: { code: 'http.timeout' } })
  })

  it('a refund whose answer is late or lost is unknown, asked for, and one', async () => {
    const kit = await kitOf({}, { functionLimitMs: 5 })
    await paid(kit)
    kit.standIn.setFault({ kind: 'delay', ms: 10, path: 'refund', times: 1 })
    expect(await send(kit)).toMatchObject({ outcome: 'unknown', fault: { code: 'cloudpay.callUnclear' } })
    for (const kind of ['dropAfter', 'systemErrorAfter'] as const) {
      kit.standIn.setFault({ kind, path: 'refund', times: 1 })
      expect(await send(kit)).toMatchObject({ outcome: 'unknown' })
    }
    expect(await query(kit, 'R-1')).toMatchObject({ state: 'processing' })
    expect(await send(kit)).toMatchObject({ outcome: 'done' })
    kit.standIn.setFault({ kind: 'dropBefore', path: 'refund', times: 1 })
    expect(await send(kit, { refundNo: 'R-2' })).toMatchObject({ outcome: 'unknown' })
    expect(await codeOf(query(kit, 'R-2'))).toBe('payments.refundNotFound')
    expect(kit.standIn.refunds().map(({ refundNo }) => refundNo)).toEqual(['R-1'])
  })

  it('refunds keep the rules of APIv2', async () => {
    const kit = await kitOf()
    await paid(kit)
    expect(await send(kit, { amountMinor: 2_490 })).toMatchObject({ outcome: 'done' })
    expect(await send(kit, { refundNo: 'R-2', amountMinor: 1 })).toMatchObject({ outcome: 'refused', again: 'never', fault: { code: 'wechatpayV2.refundRefused', upstream: { system: 'cloudpay', code: 'ERROR' } } })
    expect(await send(kit, { amountMinor: 1 })).toMatchObject({ outcome: 'refused', fault: { code: 'wechatpayV2.refundNumberUsed' } })
    kit.standIn.setFault({ kind: 'tooMany', path: 'refund', times: 1 })
    expect(await send(kit, { refundNo: 'R-3' })).toMatchObject({ outcome: 'refused', again: 'sameNumber', waitMs: minute })
    const foreign = { ...kit.account, values: { ...kit.account.values, subMchid: '1900000999' } }
    expect(await kit.client.refund?.(foreign, refund({ order: ours, refundNo: 'R-4' }), call)).toMatchObject({ outcome: 'refused', again: 'never', fault: { code: 'wechatpayV2.noPermission' } })
  })

  it('an empty list with a count is no "none"', async () => {
    const kit = await kitOf()
    await paid(kit)
    await send(kit)
    kit.standIn.setEmptyRefundLists(true)
    kit.clock.advance(2 * minute)
    expect(await query(kit, 'R-1')).toMatchObject({ state: 'processing', rawState: 'LIST_EMPTY', refundNo: 'R-1' })
    expect(await codeOf(query(kit, 'R-9'))).toBe('payments.refundNotFound')
  })

  it('what cannot be is not sent; a function that is not there leaves it open', async () => {
    const kit = await kitOf()
    for (const wrong of [mini({ asked: {} }), mini({ method: 'wechat_native' }), mini({ currency: 'EUR' }), mini({ amountMinor: 1.5 })])
      expect(await kit.client.createOrder(kit.account, wrong, call)).toMatchObject({ outcome: 'notSent' })
    expect(kit.standIn.calls()).toEqual({})
    const other = { ...kit.account, values: { ...kit.account.values, functionName: 'other' } }
    expect(await kit.client.createOrder(other, mini(), call)).toMatchObject({ outcome: 'unknown', fault: { code: 'cloudpay.callUnclear' } })
    expect(await codeOf(kit.client.test(other, call))).toBe('cloudpay.callUnclear')
  })

  it('the callback proves nothing; it comes again until errcode is 0', async () => {
    const kit = await kitOf()
    const answers = ['<xml><return_code>SUCCESS</return_code></xml>', kit.client.reply(false).body]
    kit.notices.say(() => ({ status: 200, body: answers.shift() ?? kit.client.reply(true).body }))
    await paid(kit)
    const readings = await Promise.all([0, 1, 2].map(async (n) => kit.client.readNotification?.(kit.account, await kit.notices.nth(n))))
    expect(readings[0]).toMatchObject({ ok: true, event: 'payment', verified: 'none', order: { state: 'paid', merchantNo: 'M-1', amountMinor: 2_490, merchantId: '1900000301' } })
    expect(new Set(readings.map((reading) => (reading?.ok === true ? reading.key : ''))).size).toBe(1)
    await kit.standIn.act('M-1', 'notifyForged')
    const forged = await kit.client.readNotification?.(kit.account, await kit.notices.nth(3))
    expect(forged).toMatchObject({ ok: true, verified: 'none', order: { amountMinor: 2_590 } })
    const read = (body: string) => Promise.resolve(kit.client.readNotification?.(kit.account, rawOf({ method: 'POST', body })))
    expect(await read('{"subMchId":"1900000999","outTradeNo":"M-1"}')).toMatchObject({ ok: false, code: 'accountDiffers' })
    expect(await read('{"sub_mch_id":"1900000301","out_trade_no":"M-1","return_code":"SUCCESS","result_code":"SUCCESS","total_fee":2490}')).toMatchObject({ ok: true, order: { amountMinor: 2_490 } })
    for (const bad of ['', '[]', 'null', '{"subMchId":"1900000301"}', '['.repeat(50_000)]) expect(await read(bad)).toMatchObject({ ok: false })
  })
})
