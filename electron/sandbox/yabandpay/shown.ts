import { toMajor } from '@shared/domain/money'
import type { StandInOrder, StandInRefund } from '../payments/types'

/** CNY to EUR at a fixed rate: 7.80 CNY for one. */
const cnyPerEurHundredths = 780

/** What an order settles: its own currency, or EUR where it was paid in CNY. */
export function settlementOf(order: StandInOrder): { minor: number; currency: string } {
  if (order.currency !== 'CNY') return { minor: order.paidMinor, currency: order.currency }
  return { minor: Math.floor((order.paidMinor * 100) / cnyPerEurHundredths), currency: 'EUR' }
}

function stateOfOrder(order: StandInOrder): string {
  if (order.state === 'open') return order.more['raw'] ?? 'pending'
  if (order.state === 'closed') return order.more['cancelled'] === 'yes' ? 'cancelled' : 'expired'
  return order.state === 'paid' ? 'paid' : 'declined'
}

function stateOfRefund({ state, more }: StandInRefund): string {
  if (state === 'needsManual') return more['later'] === 'yes' ? 'refund pending' : (more['raw'] ?? 'refund error')
  return { processing: 'refund processing', succeeded: 'refunded', failed: 'refund failed' }[state]
}

/** Fields that an answer and a notification share. */
export function orderFields(order: StandInOrder): Record<string, string> {
  const settled = settlementOf(order)
  const amount = order.state === 'paid' ? order.paidMinor : order.amountMinor
  return {
    order_id: order.merchantNo,
    trade_id: order.providerNo,
    transaction_id: order.wechatNo,
    state: stateOfOrder(order),
    amount: toMajor(amount, order.currency),
    tip_amount: toMajor(order.state === 'paid' ? Number(order.more['tipMinor'] ?? '0') : 0, order.currency),
    currency: order.currency,
    settlement_amount: toMajor(settled.minor, settled.currency),
    settlement_currency: settled.currency,
    exchange_rate: order.currency === 'CNY' ? '7.80' : '1',
    pay_method: 'online',
    sub_pay_method: order.method,
    description: order.description,
    acquirer_id: '',
  }
}

export function refundFields(refund: StandInRefund, order: StandInOrder): Record<string, string> {
  return {
    refund_id: refund.providerRefundNo,
    m_refund_id: refund.refundNo === '' ? 'null' : refund.refundNo,
    order_id: order.merchantNo,
    trade_id: order.providerNo,
    transaction_id: order.wechatNo,
    refund_time: String(Math.floor(refund.createdAtMs / 1000)),
    state: stateOfRefund(refund),
    refund_amount: toMajor(refund.amountMinor, refund.currency),
    refund_currency: refund.currency,
    refund_description: refund.reason,
  }
}
