import { wechatPayV2Text } from '@shared/domain/signatures'
import { Fault } from '../../platform/errors/fault'
import type { ProviderClient, ProviderTools } from '../payments/types'
import { billCalls } from './bills'
import { createExchange } from './exchange'
import { readNotification, reply } from './notifications'
import { orderCalls } from './orders'
import { refundCalls } from './refunds'

/** A number that no merchant makes: asking for it proves the credentials and changes nothing. */
const nobodysNumber = 'minidesk_credentials_test'

export function connectV2(tools: ProviderTools): ProviderClient {
  const exchange = createExchange(tools)
  const orders = orderCalls(exchange, tools)
  return {
    ...orders,
    ...refundCalls(exchange),
    ...billCalls(tools),
    async test(account, call) {
      const numbers = { merchantNo: nobodysNumber, providerNo: '', wechatNo: '', by: 'merchant' } as const
      try {
        await orders.queryOrder(account, numbers, call)
      } catch (cause) {
        // Signed by WeChat with the account's key: so both know it.
        if (!(cause instanceof Fault) || cause.code !== 'payments.orderNotFound') throw cause
      }
      return { detail: 'signatureAccepted' }
    },
    readNotification,
    reply,
    explain: (_account, _call, values) => wechatPayV2Text(Object.entries(values)),
  }
}
