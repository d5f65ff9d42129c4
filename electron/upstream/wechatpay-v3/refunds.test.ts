import { afterEach, describe, expect, it } from 'vitest'
import { call, type Kit, newOrder, orderOf, refundOf, setUp } from './contract.fixture'

let kit: Kit
afterEach(() => kit.close())

async function paid(merchantNo: string, options: Parameters<typeof setUp>[0] = {}): Promise<Kit> {
  kit = await setUp(options)
  await kit.client.createOrder(kit.account(), newOrder(merchantNo), call)
  await kit.standIn.act(merchantNo, 'pay')
  return kit
}

const asked = (merchantNo: string, refundNo: string, amountMinor = 5_000) => ({
  refundNo,
  providerRefundNo: '',
  amountMinor,
  order: orderOf(merchantNo),
})

describe('refunds', () => {
  it('is accepted first and succeeds later; the order then says REFUND and stays paid', async () => {
    const { client, standIn, account, clock } = await paid('HT-refund-1')
    const sent = await client.refund(account(), refundOf('HT-refund-1', 'RF1', { source: 'UNSETTLED' }), call)
    expect(sent).toMatchObject({ outcome: 'done', value: { state: 'processing', refundNo: 'RF1', amountMinor: 5_000, currency: 'CNY' } })
    expect(sent.outcome === 'done' && sent.value.providerRefundNo).toMatch(/^5030\d{25}$/u)
    clock.advance(5 * 60_000)
    const done = await client.queryRefund(account(), asked('HT-refund-1', 'RF1'), call)
    expect(done).toMatchObject({ state: 'succeeded', completedAt: '2026-11-28T02:05:00.000Z', destination: '支付用户零钱' })
    const order = await client.queryOrder(account(), { ...orderOf('HT-refund-1'), by: 'merchant' }, call)
    expect(order).toMatchObject({ state: 'paid', rawState: 'REFUND', amountMinor: 12_800 })
    expect(standIn.refunds()[0]?.more['fundsAccount']).toBe('UNSETTLED')
  })

  it('an answer lost after acting: unknown, found by query, the same number once more is the same refund', async () => {
    const { client, standIn, account } = await paid('HT-refund-2')
    standIn.setFault({ kind: 'systemErrorAfter', path: '/refunds', times: 1 })
    const lost = await client.refund(account(), refundOf('HT-refund-2', 'RF2'), call)
    expect(lost).toMatchObject({ outcome: 'unknown', fault: { code: 'wechatpayV3.systemError' } })
    expect(await client.queryRefund(account(), asked('HT-refund-2', 'RF2'), call)).toMatchObject({ state: 'processing' })
    expect(await client.refund(account(), refundOf('HT-refund-2', 'RF2'), call)).toMatchObject({ outcome: 'done' })
    expect(standIn.refunds()).toHaveLength(1)
  })

  it('one that never arrived is surely not there', async () => {
    const { client, standIn, account } = await paid('HT-refund-3')
    standIn.setFault({ kind: 'dropBefore', path: '/refunds', times: 1 })
    expect(await client.refund(account(), refundOf('HT-refund-3', 'RF3'), call)).toMatchObject({ outcome: 'unknown' })
    const query = client.queryRefund(account(), asked('HT-refund-3', 'RF3'), call)
    await expect(query).rejects.toMatchObject({ code: 'payments.refundNotFound' })
  })

  it('more than was paid, another content under the same number, and an unpaid order are refused for good', async () => {
    const { client, standIn, account } = await paid('HT-refund-4')
    const send = (refundNo: string, amountMinor: number, merchantNo = 'HT-refund-4') =>
      client.refund(account(), refundOf(merchantNo, refundNo, { amountMinor }), call)
    expect(await send('RF4', 12_000)).toMatchObject({ outcome: 'done' })
    const never = { outcome: 'refused', again: 'never', fault: { code: 'wechatpayV3.invalidRequest' } }
    expect(await send('RF5', 801)).toMatchObject({ ...never, fault: { upstream: { message: '退款金额大于可退金额' } } })
    expect(await send('RF4', 11_999)).toMatchObject(never)
    expect(await send('RF6', 800)).toMatchObject({ outcome: 'done' })
    await client.createOrder(account(), newOrder('HT-unpaid'), call)
    expect(await send('RF7', 1, 'HT-unpaid')).toMatchObject({ outcome: 'refused', fault: { code: 'wechatpayV3.resourceMissing' } })
    expect(standIn.refunds().map(({ amountMinor }) => amountMinor)).toEqual([12_000, 800])
  })

  it('a balance too low may be sent again under the same number, after a while; too many calls, said without a signature, are looked up', async () => {
    const { client, standIn, account } = await paid('HT-refund-LOWBAL')
    const low = await client.refund(account(), refundOf('HT-refund-LOWBAL', 'RF8'), call)
    expect(low).toMatchObject({ outcome: 'refused', again: 'sameNumber', waitMs: 600_000, fault: { code: 'wechatpayV3.notEnough' } })
    standIn.setFault({ kind: 'tooMany', path: '/refunds', times: 1 })
    const source = 'AVAILABLE'
    const often = await client.refund(account(), refundOf('HT-refund-LOWBAL', 'RF8', { source }), call)
    expect(often).toMatchObject({ outcome: 'unknown', fault: { code: 'wechatpayV3.frequencyLimited' } })
    expect(await client.refund(account(), refundOf('HT-refund-LOWBAL', 'RF8', { source }), call)).toMatchObject({ outcome: 'done' })
  })

  it.each([
    ['HT-refund-ABN', 'needsManual', 'ABNORMAL'],
    ['HT-refund-FAIL', 'failed', 'CLOSED'],
  ])('%s ends %s', async (merchantNo, state, rawState) => {
    kit = await setUp()
    const { client, standIn, account } = kit
    await client.createOrder(account(), newOrder(merchantNo), call)
    await standIn.act(merchantNo, 'pay')
    standIn.setRefundTime(0)
    await client.refund(account(), refundOf(merchantNo, 'RF9'), call)
    expect(await client.queryRefund(account(), asked(merchantNo, 'RF9'), call)).toMatchObject({ state, rawState })
    await standIn.act(merchantNo, 'finishRefunds')
  })

  it('a slow one succeeds after some queries, one made in the portal is known by its number', async () => {
    const { client, standIn, account } = await paid('HT-refund-6')
    await client.refund(account(), refundOf('HT-refund-6', 'RF-SLOW'), call)
    const states: string[] = []
    for (let query = 0; query < 3; query += 1) states.push((await client.queryRefund(account(), asked('HT-refund-6', 'RF-SLOW'), call)).state)
    expect(states).toEqual(['processing', 'processing', 'succeeded'])
    await standIn.act('HT-refund-6', 'refundInPortal')
    const portal = standIn.refunds().find(({ madeInPortal }) => madeInPortal)
    expect(portal?.amountMinor).toBe(3_900)
    expect(await client.queryRefund(account(), asked('HT-refund-6', portal?.refundNo ?? '', 3_900), call)).toMatchObject({ state: 'processing' })
  })

  it('of a sub-merchant and abroad: own paths, looked up by our number', async () => {
    kit = await setUp({ kind: 'v3sp', change: { region: 'global', subMchid: '1900000109', merchantCategoryCode: '7011' } })
    const { client, standIn, account } = kit
    await client.createOrder(account(), newOrder('GS-00001', { currency: 'EUR' }), call)
    await standIn.act('GS-00001', 'pay')
    const refund = refundOf('GS-00001', 'GSR1', { currency: 'EUR', order: orderOf('GS-00001', { currency: 'EUR' }), source: 'AVAILABLE' })
    expect(await client.refund(account(), refund, call)).toMatchObject({ outcome: 'done', value: { currency: 'EUR' } })
    expect(await client.queryRefund(account(), asked('GS-00001', 'GSR1'), call)).toMatchObject({ state: 'processing' })
    const wrong = await client.refund(account(), { ...refund, refundNo: 'GSR2', currency: 'CNY' }, call)
    expect(wrong).toMatchObject({ outcome: 'notSent', fault: { fields: [{ path: 'currency' }] } })
  })

  it('reasons are counted in bytes, and emoji never leave', async () => {
    const { client, standIn, account } = await paid('HT-refund-7')
    const before = standIn.calls()
    for (const reason of ['客'.repeat(27), '取消🙏'])
      expect(await client.refund(account(), refundOf('HT-refund-7', 'RF10', { reason }), call)).toMatchObject({
        outcome: 'notSent',
        fault: { code: 'wechatpayV3.fieldsRefused', fields: [{ path: 'reason' }] },
      })
    expect(standIn.calls()).toEqual(before)
  })
})
