/** WeChat cloud development payment, reached through the merchant's cloud function. Source: payment-providers §6. */
import { Fault } from '../../platform/errors/fault'
import type { PaymentProvider, ProviderClient, ProviderTools } from '../payments/types'
import { createExchange } from './exchange'
import { readNotification, reply } from './notifications'
import { orderCalls } from './orders'
import { refundCalls } from './refunds'
import { traits } from './traits'

/** A number that no merchant makes: asking for it shows that token, environment and function are right. */
const nobodysNumber = 'minidesk_credentials_test'

export const cloudPay: PaymentProvider = {
  kind: 'cloudpay',
  traits,
  baseUrlOf: () => 'https://api.weixin.qq.com',
  hosts: ['api.weixin.qq.com'],
  connect,
}

function connect(tools: ProviderTools): ProviderClient {
  const exchange = createExchange(tools)
  const orders = orderCalls(exchange)
  return {
    ...orders,
    ...refundCalls(exchange),
    async test(account, call) {
      const numbers = { merchantNo: nobodysNumber, providerNo: '', wechatNo: '', by: 'merchant' } as const
      try {
        await orders.queryOrder(account, numbers, call)
      } catch (cause) {
        if (!(cause instanceof Fault) || cause.code !== 'payments.orderNotFound') throw cause
      }
      return { detail: 'functionAnswered' }
    },
    readNotification,
    reply,
  }
}
