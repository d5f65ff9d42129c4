import type { PaymentOrder } from '@shared/contract/payment-orders'
import { Fault } from '../../platform/errors/fault'
import { doerOf, type PaymentHandlers } from './handlers'
import type { AccountsPort, OrdersPort } from './ports'
import type { PaymentPractice } from './practice'

/** `orders.practiceAct`: what a guest or the provider does to an order, at the stand-in. */
export function practiceCommands(parts: {
  practice: PaymentPractice | undefined
  accounts: AccountsPort
  orders: Pick<OrdersPort, 'forRefund' | 'queryNow'> & { get(id: string): Promise<{ order: PaymentOrder }> }
}): Pick<PaymentHandlers<'orders'>, 'orders.practiceAct'> {
  const { practice, accounts, orders } = parts
  return {
    'orders.practiceAct': async ({ id, act }, context) => {
      if (!practice) throw new Fault('payments.practiceOnly')
      const found = await orders.forRefund(id)
      if (!found) throw new Fault('payments.practiceOrderUnknown')
      const account = await accounts.open(found.accountId)
      const { merchantNo, providerNo, wechatNo } = found.order
      const number = [merchantNo, providerNo, wechatNo].find((one) => one !== '') ?? ''
      await practice.act(account, number, act).catch(async (cause: unknown) => {
        // Of a link that was only given out, the provider hears when the guest opens it: it is opened now.
        const { payWith } = (await orders.get(id)).order
        if (payWith?.gives !== 'url' || !(cause instanceof Fault) || cause.code !== 'payments.practiceOrderUnknown') throw cause
        await practice.act(account, payWith.text, act)
      })
      // Of a provider without notifications nobody would hear of it before the next query.
      if (accounts.traits(found.kind).notification === 'none') {
        const { correlationId, signal } = context
        await orders.queryNow(id, { correlationId, signal, doer: doerOf(context) })
      }
      return {}
    },
  }
}
