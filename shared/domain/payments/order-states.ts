/**
 * States of an order that all providers share; the provider's own word is kept beside it. That something was refunded
 * is no state: it follows from our refund records (payment-providers §1.3).
 * `created`: our record, the provider's answer not here yet. `unknown`: whether the order exists there is not known.
 */
export const orderStates = ['created', 'pending', 'paid', 'closed', 'failed', 'unknown'] as const
export type OrderState = (typeof orderStates)[number]

export function isOrderState(text: string): text is OrderState {
  return (orderStates as readonly string[]).includes(text)
}

/** What may follow what. `closed` → `paid` happens: paid after the merchant had given the order up (G-loop). */
const following: Readonly<Record<OrderState, readonly OrderState[]>> = {
  created: ['pending', 'paid', 'closed', 'failed', 'unknown'],
  unknown: ['pending', 'paid', 'closed', 'failed'],
  pending: ['paid', 'closed', 'failed', 'unknown'],
  closed: ['paid'],
  failed: ['paid', 'pending', 'closed'],
  paid: [],
}

/** Whether a reading may move an order: a late or old message never takes a payment back. */
export function orderMayBecome(from: OrderState, to: OrderState): boolean {
  return from === to || following[from].includes(to)
}

/** Orders that are asked about until they are over. */
export function isOrderOpen(state: OrderState): boolean {
  return state === 'created' || state === 'pending' || state === 'unknown'
}
