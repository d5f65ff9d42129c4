import { isOrderOpen, orderPollWait, type OrderState } from '@shared/domain/payments'

const hourMs = 3_600_000
/** How long after its end an order that cannot be closed is looked at once more: a late payment must not be missed. */
const lateLookMs = 24 * hourMs
/** An order whose answer is missing is asked about soon. */
export const unknownFirstWaitMs = 2_000
/** An account that cannot be used now (locked, incomplete) is not asked again at once. */
export const blockedWaitMs = 30 * 60_000

export function later(now: string, ms: number): string {
  return new Date(Date.parse(now) + ms).toISOString()
}

/**
 * When an open order is asked about next (payment-providers §1.5), or null when it is over. An unpaid order is asked
 * at its very end once more.
 */
export function nextQueryOf(order: { state: OrderState; queries: number; expiresAt: string | null }, now: string): string | null {
  if (!isOrderOpen(order.state)) return null
  const next = later(now, orderPollWait(order.queries))
  const { expiresAt } = order
  return expiresAt !== null && expiresAt > now && next > expiresAt ? expiresAt : next
}

/** One late look at an order that was given up here but that the provider may still take money for. */
export function lateLookOf(now: string): string {
  return later(now, lateLookMs)
}
