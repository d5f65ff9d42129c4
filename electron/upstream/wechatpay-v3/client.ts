/** The client of WeChat Pay APIv3, put together from its families. Source: payment-providers §8. */
import { Fault } from '../../platform/errors/fault'
import type { OpenAccount, ProviderCall, ProviderClient, ProviderTools } from '../payments/types'
import { billCalls } from './bills'
import { fetchCertificates } from './certificates'
import { createExchange, type Exchange } from './exchange'
import { readNotification, reply } from './notifications'
import { orderCalls, queryCall } from './orders'
import { refundCalls } from './refunds'

export function createV3Client(tools: ProviderTools): Required<
  Pick<ProviderClient, 'createOrder' | 'queryOrder' | 'closeOrder' | 'refund' | 'queryRefund' | 'fetchKeys' | 'test' | 'readNotification' | 'reply' | 'fetchBill'>
> {
  const exchange = createExchange(tools)
  return {
    ...orderCalls(exchange, tools),
    ...refundCalls(exchange),
    ...billCalls(exchange, tools),
    fetchKeys: async (account, call) => (await fetchCertificates(exchange, account, call)).keys,
    test: (account, call) => test(exchange, tools, account, call),
    readNotification: (account, raw) => {
      const reading = readNotification(account, raw)
      if (reading.ok) tools.keys?.used(account.id, raw.headers.get('wechatpay-serial') ?? '')
      else if (reading.code === 'v3UnknownKey') tools.keys?.unknown(account.id)
      return reading
    },
    reply,
  }
}

/** `detail` is a key under `payments.testDetails`. */
async function test(exchange: Exchange, { nonce }: ProviderTools, account: OpenAccount, call: ProviderCall) {
  const v3 = exchange.open(account)
  if (v3.keyMode !== 'publicKey') {
    const { clockOffSeconds } = await fetchCertificates(exchange, account, call)
    return { detail: 'certificatesRead', ...(clockOffSeconds === undefined ? {} : { clockOffSeconds }) }
  }
  if (!v3.keys.some(({ kind }) => kind === 'publicKey')) {
    throw new Fault('wechatpayV3.publicKeyMissing', { params: { name: account.name } })
  }
  // No order has this number: the answer says so only to a merchant whose signature is right.
  const number = { merchantNo: `minidesk-${nonce().slice(0, 20)}` }
  const exchanged = await exchange.once(account, v3, queryCall(v3, number), call)
  const absent = !exchanged.ok && ['ORDER_NOT_EXIST', 'ORDERNOTEXIST'].includes(exchanged.refusal.code)
  if (!exchanged.ok && !absent) throw exchange.faultOf(exchanged.refusal, 'query')
  const { clockOffSeconds } = exchanged.ok ? exchanged.answer : exchanged.refusal
  return { detail: 'signatureAccepted', ...(clockOffSeconds === undefined ? {} : { clockOffSeconds }) }
}
