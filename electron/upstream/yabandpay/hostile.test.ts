import { expect, it, onTestFinished } from 'vitest'
import { startStandInServer } from '../../sandbox/http/server'
import { startYabandPayStandIn } from '../../sandbox/yabandpay'
import { call, order, orderForRefund, refund, setUp } from '../payments/overseas.fixture'
import { yabandPay } from './index'

/** A server that answers anything but what is expected. */
async function against(status: number, body: string) {
  const server = await startStandInServer(() => ({ status, headers: { 'content-type': 'application/json' }, body }))
  onTestFinished(() => server.close())
  const made = await setUp(yabandPay, { kind: 'yaband', values: { user: '1' }, secrets: { key: 'k'.repeat(32) } }, startYabandPayStandIn)
  const client = yabandPay.connect({ http: made.http, clock: made.clock, baseUrl: () => Promise.resolve(server.baseUrl), wechatToken: () => Promise.reject(new Error('none')), nonce: () => 'n' })
  return { client, account: made.account }
}

const order_ = orderForRefund({ providerNo: 't1' })

it.each([
  [200, ''],
  [200, 'null'],
  [200, '[]'],
  [200, '<html>log in to the Wi-Fi</html>'],
  [200, '{"status":"false","code":"500"}'],
  [200, '{"status":1,"data":{"refund_id":"r"}}'],
  [200, '{"status":true,"data":{}}'],
  [200, '{"status":true,"data":{"refund_id":{"a":1},"trade_id":[]}}'],
  [200, '{"status":true,"data":null}'],
  [200, '{"__proto__":{"status":false},"code":"1"}'],
  [200, `{"status":false,"x":${'['.repeat(50)}${']'.repeat(50)}}`],
  [200, `{"status":false,"x":"${'y'.repeat(300_000)}"}`],
  [502, '<h1>Bad Gateway</h1>'],
  [403, 'Forbidden'],
])('an answer that is none leaves an effect unknown (%# %i)', async (status, body) => {
  const { client, account } = await against(status, body)
  expect(await client.refund?.(account, refund({ order: order_ }), call)).toMatchObject({ outcome: 'unknown', fault: { retry: 'afterCheck' } })
  expect(await client.createOrder(account, order(), call)).toMatchObject({ outcome: 'unknown' })
})

it('an answer about another order or with odd amounts marks nothing paid', async () => {
  const paid = (info: object) => JSON.stringify({ status: true, code: '200', data: { transaction_info: { trade_id: 't1', state: 'paid', currency: 'EUR', ...info } } })
  const ask = async (body: string) => {
    const { client, account } = await against(200, body)
    return client.queryOrder(account, { ...order_, by: 'provider' }, call)
  }
  await expect(ask(paid({ trade_id: 't2', amount: '1.00' }))).rejects.toMatchObject({ code: 'payments.answerOfAnother' })
  for (const odd of [{}, { amount: '' }, { amount: '1e3' }, { amount: '-5.00' }, { amount: '1.001' }, { amount: { a: 1 } }, { amount: '99999999999999999999' }, { amount: '1.00', currency: 'euro' }])
    expect((await ask(paid(odd))).state, JSON.stringify(odd)).toBe('unknown')
  expect(await ask(paid({ amount: '24.90' }))).toMatchObject({ state: 'paid', receivedMinor: 2_490 })
})

it('an unreachable server was surely not asked', async () => {
  const made = await setUp(yabandPay, { kind: 'yaband', values: { user: '1' }, secrets: { key: 'k'.repeat(32) } }, startYabandPayStandIn)
  await made.standIn.close()
  expect(await made.client.refund?.(made.account, refund({ order: order_ }), call)).toMatchObject({ outcome: 'notSent' })
})
