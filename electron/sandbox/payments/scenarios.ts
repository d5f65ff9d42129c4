import type { StandInOrder, StandInRefund } from './types'

/** Scenarios that the end of a merchant's own number asks for (payment-providers §10.1), readable in every log. */
export function orderScenario(house: { pay(order: StandInOrder): void }, order: StandInOrder): void {
  const { merchantNo } = order
  if (merchantNo.endsWith('-PAID')) house.pay(order)
  if (merchantNo.endsWith('-EXPIRE')) order.state = 'closed'
  if (merchantNo.endsWith('-FAIL')) order.state = 'failed'
  if (merchantNo.endsWith('-REVIEW')) order.more['raw'] = 'verify'
}

/** `-SLOW` is over after three queries, `-LOWBAL` when the balance is filled up. */
export function refundScenario(refund: StandInRefund): void {
  const { refundNo } = refund
  if (refundNo.endsWith('-FAIL')) refund.state = 'failed'
  if (refundNo.endsWith('-ABN')) Object.assign(refund, { state: 'needsManual' })
  if (refundNo.endsWith('-LOWBAL')) {
    refund.state = 'needsManual'
    refund.more['later'] = 'yes'
  }
  if (refundNo.endsWith('-SLOW')) Object.assign(refund.more, { hold: 'yes', queriesLeft: '3' })
}

/** Counts a query of a slow refund. */
export function askedAbout(refund: StandInRefund, nowMs: number): void {
  const left = Number(refund.more['queriesLeft'] ?? '')
  if (refund.more['queriesLeft'] === undefined || refund.state !== 'processing') return
  refund.more['queriesLeft'] = String(left - 1)
  if (left > 1) return
  refund.state = 'succeeded'
  refund.completedAtMs = nowMs
}
