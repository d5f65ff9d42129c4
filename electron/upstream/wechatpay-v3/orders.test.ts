import { constants, createPublicKey, verify } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { CreatedOrder, Effect } from '../payments'
import { call, type Kit, merchantKey, newOrder, setUp } from './contract.fixture'

let kit: Kit
afterEach(() => kit.close())

const numbersOf = (merchantNo: string, wechatNo = '') => ({ merchantNo, providerNo: '', wechatNo })
const byMerchant = (merchantNo: string) => ({ ...numbersOf(merchantNo), by: 'merchant' as const })

function payText(effect: Effect<CreatedOrder>): string {
  return effect.outcome === 'done' ? (effect.value.payWith?.text ?? '') : ''
}

describe('orders of a direct merchant', () => {
  it('is created, paid, and told the same by either number', async () => {
    kit = await setUp()
    const { client, standIn, account } = kit
    const created = await client.createOrder(account(), newOrder('HT20261128001'), call)
    expect(created).toMatchObject({ outcome: 'done', value: { payWith: { gives: 'codeUrl' } } })
    expect(payText(created)).toMatch(/^weixin:\/\/wxpay\/bizpayurl\?pr=/u)
    expect(await client.queryOrder(account(), byMerchant('HT20261128001'), call)).toMatchObject({
      state: 'pending',
      rawState: 'NOTPAY',
      amountMinor: 12_800,
    })
    await standIn.act('HT20261128001', 'pay')
    const paid = await client.queryOrder(account(), byMerchant('HT20261128001'), call)
    expect(paid).toMatchObject({
      state: 'paid',
      currency: 'CNY',
      receivedMinor: 12_800,
      merchantId: '1900009191',
      method: 'wechat_native',
      paidAt: '2026-11-28T02:00:00.000Z',
    })
    expect(paid.wechatNo).toMatch(/^4200\d{24}$/u)
    expect(await client.queryOrder(account(), { ...numbersOf('', paid.wechatNo), by: 'wechat' }, call)).toEqual(paid)
    const other = client.queryOrder(account(), byMerchant('HT-nowhere'), call)
    await expect(other).rejects.toMatchObject({ code: 'payments.orderNotFound', upstream: { code: 'ORDER_NOT_EXIST' } })
  })

  it('signs the parameters of wx.requestPayment with the merchant key', async () => {
    kit = await setUp()
    const order = newOrder('HT-mini-1', { method: 'wechat_mini', asked: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' } })
    const parameters = z.record(z.string(), z.string()).parse(JSON.parse(payText(await kit.client.createOrder(kit.account(), order, call))))
    expect(parameters).toMatchObject({ appId: 'wxd678efh567hg6787', signType: 'RSA', timeStamp: '1795831200' })
    const { timeStamp, nonceStr, paySign = '' } = parameters
    const text = `wxd678efh567hg6787\n${timeStamp}\n${nonceStr}\n${parameters['package']}\n`
    const key = { key: createPublicKey(merchantKey), padding: constants.RSA_PKCS1_PADDING }
    expect(verify('sha256', Buffer.from(text), key, Buffer.from(paySign, 'base64'))).toBe(true)
  })

  it('H5 payment opens a page of the stand-in, where a guest pays', async () => {
    kit = await setUp()
    const order = newOrder('HT-h5-1', { method: 'wechat_h5', asked: { payerIp: '203.0.113.7' } })
    const url = payText(await kit.client.createOrder(kit.account(), order, call))
    expect(await (await fetch(url)).text()).toContain('CNY 128.00')
    expect(await (await fetch(url, { method: 'POST' })).text()).toContain('已支付')
    expect(await kit.client.queryOrder(kit.account(), byMerchant('HT-h5-1'), call)).toMatchObject({ state: 'paid', method: 'wechat_h5' })
  })

  it('an answer lost after acting is unknown; the query finds the order, the same number again is the same order', async () => {
    kit = await setUp()
    const { client, standIn, account, records } = kit
    standIn.setFault({ kind: 'dropAfter', path: '/native', times: 1 })
    const lost = await client.createOrder(account(), newOrder('HT-lost-1'), call)
    expect(lost).toMatchObject({ outcome: 'unknown', fault: { code: 'http.connectionReset' } })
    expect(records.at(-1)).toMatchObject({ outcome: 'unknown', system: 'wechatpay-v3' })
    expect(await client.queryOrder(account(), byMerchant('HT-lost-1'), call)).toMatchObject({ state: 'pending' })
    expect(await client.createOrder(account(), newOrder('HT-lost-1'), call)).toMatchObject({ outcome: 'done' })
    expect(standIn.orders()).toHaveLength(1)
  })

  it('a number that is used with other content, or paid, is looked up and not believed to be refused', async () => {
    kit = await setUp()
    const { client, standIn, account } = kit
    await client.createOrder(account(), newOrder('HT-same-1'), call)
    const other = await client.createOrder(account(), newOrder('HT-same-1', { amountMinor: 1 }), call)
    expect(other).toMatchObject({ outcome: 'unknown', fault: { code: 'wechatpayV3.numberUsed' } })
    await standIn.act('HT-same-1', 'pay')
    expect(await client.createOrder(account(), newOrder('HT-same-1'), call)).toMatchObject({
      outcome: 'unknown',
      fault: { code: 'wechatpayV3.orderPaid' },
    })
    expect(await client.closeOrder(account(), numbersOf('HT-same-1'), call)).toMatchObject({
      outcome: 'refused',
      again: 'never',
      fault: { code: 'wechatpayV3.orderPaid' },
    })
  })

  it('closes with a signed 204, and a closed number takes no order again', async () => {
    kit = await setUp()
    const { client, account } = kit
    await client.createOrder(account(), newOrder('HT-close-1'), call)
    expect(await client.closeOrder(account(), numbersOf('HT-close-1'), call)).toMatchObject({ outcome: 'done', value: { raw: '' } })
    expect(await client.queryOrder(account(), byMerchant('HT-close-1'), call)).toMatchObject({ state: 'closed' })
    expect(await client.createOrder(account(), newOrder('HT-close-1'), call)).toMatchObject({
      outcome: 'refused',
      fault: { code: 'wechatpayV3.orderClosed' },
    })
  })

  it('emoji, a missing answer to what the method asks, and a foreign currency are refused before anything is sent', async () => {
    kit = await setUp()
    const { client, standIn, account } = kit
    const bad = newOrder('HT*', { description: '海景房🏨', method: 'wechat_mini', currency: 'EUR' })
    const effect = await client.createOrder(account(), bad, call)
    expect(effect).toMatchObject({ outcome: 'notSent', fault: { code: 'wechatpayV3.fieldsRefused' } })
    const fields = effect.outcome === 'notSent' ? effect.fault.fields : []
    expect(fields?.map(({ path }) => path)).toEqual(['merchantNo', 'description', 'currency', 'openid'])
    const withoutKey = { ...account(), secrets: { apiV3Key: 'short', privateKey: merchantKey } }
    expect(await client.createOrder(withoutKey, newOrder('HT-key-1'), call)).toMatchObject({
      outcome: 'notSent',
      fault: { code: 'wechatpayV3.apiV3KeyWrong' },
    })
    expect(standIn.calls()).toEqual({})
  })
})

describe('service providers and overseas merchants', () => {
  it('a service provider works for its sub-merchant and for no other', async () => {
    const change = { subMchid: '1900000109', subAppid: 'wxd678efh567hg6999' }
    kit = await setUp({ kind: 'v3sp', change })
    const { client, standIn, account } = kit
    const order = newOrder('SP-0001', { method: 'wechat_mini', asked: { openid: 'oABC' } })
    const created = await client.createOrder(account(), order, call)
    expect(payText(created)).toContain('"appId":"wxd678efh567hg6999"')
    await standIn.act('SP-0001', 'pay')
    expect(await client.queryOrder(account(), byMerchant('SP-0001'), call)).toMatchObject({ state: 'paid', merchantId: '1900009191' })
    const foreign = await client.createOrder(account({ subMchid: '1900000999' }), order, call)
    expect(foreign).toMatchObject({ outcome: 'refused', fault: { code: 'wechatpayV3.noAuth' } })
    expect(await client.closeOrder(account(), numbersOf('SP-0001'), call)).toMatchObject({ outcome: 'refused' })
  })

  it.each([
    ['global', { region: 'global', merchantCategoryCode: '4111' }, 'EUR', '/v3/global/'],
    ['hk', { region: 'hk' }, 'HKD', '/hk/v3/'],
  ])('%s has its own paths and currency; a domestic path is refused', async (_name, change, currency, path) => {
    kit = await setUp({ change })
    const { client, standIn, account } = kit
    const order = newOrder('GL-0001', { currency, method: 'wechat_h5', asked: { payerIp: '203.0.113.7' } })
    expect(await client.createOrder(account(), order, call)).toMatchObject({ outcome: 'done' })
    await standIn.act('GL-0001', 'pay')
    expect(await client.queryOrder(account(), byMerchant('GL-0001'), call)).toMatchObject({ state: 'paid', currency })
    expect(Object.keys(standIn.calls()).every((name) => name.includes(path))).toBe(true)
    const wrong = await client.createOrder(account({ region: 'domestic' }), newOrder('GL-0002'), call)
    expect(wrong).toMatchObject({ outcome: 'refused', fault: { code: 'wechatpayV3.invalidRequest' } })
  })
})
