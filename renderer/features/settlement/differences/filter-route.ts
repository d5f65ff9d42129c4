import type { Difference } from '@shared/contract/settlement-reconciliation'
import type { DifferenceClass, Month } from '@shared/contract/settlement-values'
import type { LocationQuery } from 'vue-router'
import { differenceClasses, differenceStates, namedIn } from '../parts/choices'
import { monthIn } from '../parts/months'

export const orders = ['amount', 'day', 'age'] as const

/** What the list of differences is narrowed to, as it stands in the address. */
export interface DifferenceFilter {
  reconciliationId?: string
  month?: Month
  /** An account of the month, where the board leads here: its reconciliation is looked for. */
  accountId?: string
  classes?: DifferenceClass[]
  /** Absent: those that wait. */
  states?: Difference['state'][]
  assignee?: string
  currency?: string
  text?: string
  order: (typeof orders)[number]
}

/** What is left to do; shown unless the address asks for others. */
export const waiting: readonly Difference['state'][] = ['open', 'inWork']

/** The filter of an address. What does not fit (typed by hand, from an older version) is passed over. */
export function filterOfQuery(query: LocationQuery | Record<string, string>): DifferenceFilter {
  const of = (key: string): string | undefined => {
    const value = query[key]
    return typeof value === 'string' && value !== '' && value.length <= 200 ? value : undefined
  }
  const [reconciliationId, month, accountId, assignee, currency, text] = [of('reconciliation'), monthIn(query['month']), of('account'), of('assignee'), of('currency'), of('q')]
  const classes = namedIn(differenceClasses, query['class'])
  const states = query['state'] === 'all' ? [...differenceStates] : namedIn(differenceStates, query['state'])
  return {
    ...(reconciliationId === undefined ? {} : { reconciliationId }),
    ...(month === undefined ? {} : { month }),
    ...(accountId === undefined ? {} : { accountId }),
    ...(classes.length === 0 ? {} : { classes }),
    states: states.length === 0 ? [...waiting] : states,
    ...(assignee === undefined ? {} : { assignee: assignee.slice(0, 80) }),
    ...(currency !== undefined && /^[A-Z]{3}$/u.test(currency) ? { currency } : {}),
    ...(text === undefined ? {} : { text }),
    order: orders.find((one) => one === query['order']) ?? 'amount',
  }
}

const sameStates = (states: readonly Difference['state'][], others: readonly Difference['state'][]) =>
  states.length === others.length && others.every((one) => states.includes(one))

/** The address of a filter; reading it back gives the same. */
export function queryOfFilter({ reconciliationId, month, accountId, classes, states = [...waiting], assignee, currency, text, order }: DifferenceFilter): Record<string, string> {
  const state = sameStates(states, differenceStates) ? 'all' : states.join(',')
  const parts: Record<string, string | undefined> = {
    reconciliation: reconciliationId,
    month,
    account: accountId,
    class: classes?.join(','),
    state: sameStates(states, waiting) ? undefined : state,
    assignee,
    currency,
    q: text,
    order: order === 'amount' ? undefined : order,
  }
  return Object.fromEntries(Object.entries(parts).filter((part): part is [string, string] => part[1] !== undefined && part[1] !== ''))
}
