import type { PaymentOrder } from '@shared/contract/payment-orders'
import type { ProviderTraits } from '@shared/contract/payment-providers'
import { isOrderOpen } from '@shared/domain/payments'

/** What a person may do to an order, and if not, why (a text key under `paymentScreens.blocked`; empty: it can be done). */
export function closeBlocked(order: PaymentOrder, traits: ProviderTraits | undefined, now: number): '' | 'closeNever' | 'closeOver' | 'closeSoon' {
  if (!isOrderOpen(order.state)) return 'closeOver'
  if (traits && !traits.close) return 'closeNever'
  const age = (now - Date.parse(order.createdAt)) / 60_000
  return traits && age < traits.closeAfterMinutes ? 'closeSoon' : ''
}

/** Whether anything can be refunded at all; the refund form knows the rest. */
export function refundBlocked(order: PaymentOrder): '' | 'refundUnpaid' | 'refundDone' {
  if (order.received === undefined) return 'refundUnpaid'
  return order.refundable?.minor === 0 ? 'refundDone' : ''
}

/** The provider refunds in another currency and has not said at what rate: nothing can be refunded before that. */
export function lacksRate(order: PaymentOrder): boolean {
  return order.received !== undefined && order.refundable === undefined && order.refunded.currency !== order.received.currency
}

/** What can be asked about: an order of which the provider has some number. */
export function queryBlocked(order: PaymentOrder, traits: ProviderTraits | undefined): '' | 'queryNever' | 'queryNoNumber' {
  if (!traits) return ''
  if (traits.orderQuery.length === 0) return 'queryNever'
  const known = { merchant: order.merchantNo, provider: order.providerNo, wechat: order.wechatNo }
  return traits.orderQuery.some((kind) => known[kind] !== '') ? '' : 'queryNoNumber'
}
