/** Orders through the merchant's cloud function. Source: payment-providers §6.3. */
import { Fault } from '../../platform/errors/fault'
import type { CreatedOrder, OrderToCreate, ProviderClient } from '../payments/types'
import { cut, merchantNumber, minorText, numbered, numberOf, refuseOther, toCompactTime } from '../wechatpay-v2'
import type { CloudAccount } from './account'
import type { CloudCall, Exchange, Returned } from './exchange'
import { orderReading } from './readings'

export function orderCalls(exchange: Exchange): Pick<ProviderClient, 'createOrder' | 'queryOrder'> & Required<Pick<ProviderClient, 'closeOrder'>> {
  return {
    createOrder: (account, order, call) => exchange.effect(account, (cloud) => createCall(cloud, order), created, call),
    async queryOrder(account, order, call) {
      const { said, raw } = await exchange.ask(account, { action: 'queryorder', fields: numberOf(order, order.by === 'merchant') }, call)
      const reading = orderReading(said, said.text('tradeState') ?? '', raw)
      refuseOther(reading, order)
      if ((reading.merchantId ?? account.values['subMchid']) !== account.values['subMchid']) throw new Fault('wechatpayV2.answerOfOther', { retry: 'afterCheck' })
      return reading
    },
    closeOrder: (account, order, call) =>
      exchange.effect(
        account,
        () => ({ action: 'closeorder', fields: [['out_trade_no', numbered(order.merchantNo, merchantNumber, 'merchantNo')]] }),
        ({ raw }) => ({ raw }),
        call,
      ),
  }
}

/** Where WeChat and the function are to tell what happens; the address is for a function that passes it on. */
export function callbackFields({ callbackFunction, env, notifyUrl }: CloudAccount): [string, string][] {
  return [
    ['function_name', callbackFunction],
    ['env_id', callbackFunction === '' ? '' : env],
    ['notify_url', notifyUrl],
  ]
}

function createCall(cloud: CloudAccount, order: OrderToCreate): CloudCall {
  const openid = order.asked['openid'] ?? ''
  const refuse = (field: string, path: string, code: string) => new Fault('wechatpayV2.fieldRefused', { params: { field }, fields: [{ path, code }] })
  if (order.method !== 'wechat_mini') throw refuse('method', 'method', 'invalid')
  // The function is called without a user, so that it does not know who pays (§6.2).
  if (openid === '') throw refuse('openid', 'asked.openid', 'required')
  if (order.currency !== 'CNY') throw new Fault('wechatpayV2.currencyDomestic', { params: { currency: order.currency } })
  return {
    action: 'unifiedorder',
    fields: [
      ...callbackFields(cloud),
      ['body', cut(order.description, 127)],
      ['out_trade_no', numbered(order.merchantNo, merchantNumber, 'merchantNo')],
      ['total_fee', Number(minorText(order.amountMinor, 'amount'))],
      ['fee_type', 'CNY'],
      ['spbill_create_ip', '127.0.0.1'],
      ['trade_type', 'JSAPI'],
      ['openid', openid],
      ['time_start', toCompactTime(order.createdAt)],
      ['time_expire', toCompactTime(order.expiresAt)],
    ],
  }
}

/** The arguments of `wx.requestPayment`; nothing that a browser could open exists in this mode (§6.3). */
function created({ said, raw }: Returned): CreatedOrder {
  const payment = said.object('payment')
  if (!payment) throw new Fault('cloudpay.answerUnreadable', { params: { reason: 'payment' }, retry: 'afterCheck' })
  return { payWith: { gives: 'miniProgram', text: JSON.stringify(payment) }, raw }
}
