import type { OrderState } from '@shared/domain/payments'
import type { RefundReading } from '../payments/kit'

/** States of a payment, `00` to `08` (payment-providers §2.4, C Y-ntf). */
const orderStates: Readonly<Record<string, OrderState>> = {
  paid: 'paid',
  authorized: 'pending',
  pending: 'pending',
  // Waits for the customer.
  processing: 'pending',
  // The customer has paid and the provider looks at the risk: not ours yet.
  verify: 'pending',
  declined: 'failed',
  failed: 'failed',
  expired: 'closed',
  cancelled: 'closed',
}

/** States of a refund, `20` to `25` (§2.5, C Y-rq); the text of `26` could not be read and stays unknown. */
const refundStates: Readonly<Record<string, RefundReading['state']>> = {
  // Waits for an administrator in the provider's portal.
  'to be approval': 'needsManual',
  // The balance is too low; sent by itself later.
  'refund pending': 'needsManual',
  'refund processing': 'processing',
  refunded: 'succeeded',
  'refund failed': 'failed',
  'refund error': 'needsManual',
}

const byCode: Readonly<Record<string, string>> = {
  '00': 'paid', '01': 'authorized', '02': 'pending', '03': 'processing', '04': 'verify', '05': 'declined', '06': 'failed', '07': 'expired', '08': 'cancelled',
  '20': 'to be approval', '21': 'refund pending', '22': 'refund processing', '23': 'refunded', '24': 'refund failed', '25': 'refund error',
}

/** `Paid`, `paid`, `00` and `00 paid` are one state: texts may begin with a capital in notifications. */
function plain(text: string): string {
  const lower = text.trim().toLowerCase().replaceAll(/[-_\s]+/gu, ' ')
  const match = /^(\d\d)(?: (.+))?$/u.exec(lower)
  return match ? (match[2] ?? byCode[match[1] ?? ''] ?? '') : lower
}

export function orderStateOf(text: string): OrderState {
  const state = plain(text)
  return Object.hasOwn(orderStates, state) ? (orderStates[state] ?? 'unknown') : 'unknown'
}

export function refundStateOf(text: string): RefundReading['state'] {
  const state = plain(text)
  return Object.hasOwn(refundStates, state) ? (refundStates[state] ?? 'unknown') : 'unknown'
}
