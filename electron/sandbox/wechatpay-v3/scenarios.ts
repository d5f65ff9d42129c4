/**
 * What the end of a number asks for (payment-providers §10.1), readable in every log. Of a refund: the end of its own
 * number, or of its order's.
 */
const endings = [
  'PAID',
  'EXPIRE',
  'FAIL',
  'TIMEOUT',
  'SYSERR',
  'DUP',
  'ABN',
  'LOWBAL',
  'SLOW',
  'BADSIG',
  'OTHERAMT',
] as const
export type Scenario = (typeof endings)[number]

export function scenarioOf(number: string): Scenario | undefined {
  const ending = /-([A-Z]+)$/u.exec(number)?.[1]
  return endings.find((one) => one === ending)
}

/** How often a slow refund is asked about before it is done. */
export const slowQueries = 3
