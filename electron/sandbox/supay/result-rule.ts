import type { ProviderDescription } from '@shared/contract/payment-providers'

/** Which field of the query says what became of an order; the real one's is not known. */
export interface ResultRule {
  field: string
  paid: string
  waiting: string
  closed: string
}

export const practiceResult: ResultRule = { field: 'trade_status', paid: 'TRADE_FINISHED', waiting: 'WAIT_BUYER_PAY', closed: 'TRADE_CLOSED' }

/** A description for practice: the shipped one, told which field and value of this stand-in mean that an order is paid. */
export function practiceDescription(shipped: ProviderDescription, rule: ResultRule = practiceResult): ProviderDescription {
  const query = shipped.calls['query.merchant']
  if (!query) return shipped
  const answer = { ...query.answer, map: { ...query.answer.map, state: rule.field }, states: { [rule.paid]: 'paid', [rule.waiting]: 'pending', [rule.closed]: 'closed' } }
  return { ...shipped, calls: { ...shipped.calls, 'query.merchant': { ...query, answer } } }
}
