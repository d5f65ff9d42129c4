import { parseMajor } from '@shared/domain/money'
import type { Answered, House } from '../payments/house'
import type { RefundJudgement } from '../payments/book'
import { askedAbout } from '../payments/scenarios'
import type { StandInOrder } from '../payments/types'
import { no, yes } from './answers'
import type { Envelope } from './envelope'
import { refundFields, settlementOf } from './shown'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

const reasons: Readonly<Record<Exclude<RefundJudgement['verdict'], 'new' | 'same'>, string>> = {
  taken: 'refund id already used',
  unknownOrder: 'trade_id does not exist',
  unpaid: 'order is not paid',
  exceeds: 'refund amount exceeds the payment',
  tooMany: 'too many refunds',
  tooLate: 'order is older than one year',
  zero: 'refund amount is wrong',
}

/** The same `m_refund_id` again is another refund: whether the real one would notice is not known. */
export function createRefund(house: House, { user, data }: Envelope): Answered {
  const order = ofUser(house, user, data['trade_id'] ?? '')
  const currency = data['refund_currency'] ?? ''
  const amount = parseMajor(data['refund_amount'] ?? '', currency)
  if (!amount.ok || !/^\d+(?:\.\d{1,3})?$/u.test(data['refund_amount'] ?? '')) return { reply: no('400', 'refund_amount is wrong') }
  if (order?.more['cancelled'] === 'yes') return { reply: no('400', 'order is cancelled') }
  const limit = order && limitIn(house, order, currency)
  if (order && limit === undefined) return { reply: no('400', 'refund_currency does not fit the order') }
  const refundNo = data['m_refund_id'] ?? ''
  const asked = { refundNo, amountMinor: amount.minor, currency, reason: data['refund_description'] ?? '', notifyUrl: data['notify_url'] ?? '' }
  const judged = house.refund(order && { ...order, paidMinor: limit ?? 0 }, asked, house.id())
  if (judged.verdict !== 'new' && judged.verdict !== 'same') return { reply: no('400', reasons[judged.verdict]), number: refundNo }
  if (refundNo.endsWith('-REVIEW')) Object.assign(judged.refund, { state: 'needsManual', more: { ...judged.refund.more, raw: 'to-be-approval' } })
  return { reply: yes({ refund_id: judged.refund.providerRefundNo }), number: refundNo }
}

/** Most that may be refunded in a currency: that of the order or of its settlement, and only one of both. */
function limitIn(house: House, order: StandInOrder, currency: string): number | undefined {
  if (house.book.refundsOf(order).some((refund) => refund.currency !== currency)) return undefined
  if (currency === order.currency) return order.paidMinor
  const settled = settlementOf(order)
  return currency === settled.currency ? settled.minor : undefined
}

export function queryRefund(house: House, { user, data }: Envelope): Answered {
  // By the provider's number alone.
  const refund = house.book.refunds.find((one) => one.merchant === user && one.providerRefundNo === data['refund_id'])
  const order = refund && house.book.orders.get(refund.orderKey)
  if (!refund || !order) return { reply: no('404', 'refund_id does not exist') }
  askedAbout(refund, house.now)
  return { reply: yes(refundFields(refund, order)) }
}

/** Until 00:30 CET of the next day, whole orders without any refund (payment-providers §2.5). */
export function cancel(house: House, { user, data }: Envelope): Answered {
  const order = ofUser(house, user, data['trade_id'] ?? '')
  if (!order) return { reply: no('404', 'trade_id does not exist') }
  if (order.state === 'closed' || order.state === 'failed') return { reply: no('400', 'order is over') }
  if (house.book.refundsOf(order).length > 0) return { reply: no('400', 'order has refunds') }
  const startOfDay = Math.floor((order.createdAtMs + hourMs) / dayMs) * dayMs - hourMs
  if (house.now > startOfDay + dayMs + hourMs / 2) return { reply: no('400', 'cancel window is over') }
  order.state = 'closed'
  order.more['cancelled'] = 'yes'
  return { reply: yes({ trade_id: order.providerNo, state: 'cancelled' }), after: () => house.notifyPayment(order) }
}

export function ofUser(house: House, user: string, tradeId: string): StandInOrder | undefined {
  return house.refresh([...house.book.orders.values()].find((order) => order.merchant === user && order.providerNo === tradeId))
}
