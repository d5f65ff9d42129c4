import { createPublicKey, verify } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { call, type Kit, merchantKey, newOrder, setUp } from './contract.fixture'

let kit: Kit
afterEach(() => kit.close())

describe('orders', () => {
  it('is created, paid, and told the same by either number', async () => {
    kit = await setUp()
    const { client, standIn, account } = kit
    const created = await client.createOrder(account(), newOrder('HT20261128001'), call)
    expect(created).toMatchObject({ outcome: 'done', value: { payWith: { gives: 'codeUrl' } } })
    const numbers = { merchantNo: 'HT20261128001', providerNo: '', wechatNo: '' }
    expect(await client.queryOrder(account(), { ...numbers, by: 'merchant' }, call)).toMatchObject({
      state: 'pending',
      rawState: 'NOTPAY',
      amountMinor: 12_800,
    })
    await standIn.act('HT20261128001', 'pay')
    const paid = await client.queryOrder(account(), { ...numbers, by: 'merchant' }, call)
    expect(paid).toMatchObject({
      state: 'paid',
      currency: 'CNY',
      receivedMinor: 12_800,
      merchantId: '1900009191',
      method: 'wechat_native',
      paidAt: '2026-11-28T02:00:00.000Z',
    })
    expect(paid.wechatNo).toMatch(/^4200\d{24}$/u)
    const again = await client.queryOrder(account(), { ...numbers, wechatNo: paid.wechatNo ?? '', by: 'wechat' }, call)
    expect(again).toEqual(paid)
  })
})

void [createPublicKey, verify, merchantKey]
