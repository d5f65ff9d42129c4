import type { Reconciliation } from '@shared/contract/settlement-reconciliation'
import type { Month } from '@shared/contract/settlement-values'
import { lastDayOf, settlementZone } from '@shared/domain/beijing-time'
import type { RouteLocationRaw } from 'vue-router'

type Query = Record<string, string>
const of = (accountId: string | undefined): Query => (accountId === undefined ? {} : { account: accountId })

/** Days of a month as the lists of orders and refunds take them in their address. */
function monthDays(month: Month): Query {
  return { from: `${month}-01`, to: lastDayOf(month), zone: settlementZone }
}

/** The reconciliation that holds an account's rows of a month: it shows exactly those that were summed. */
export function reconciliationOf(all: readonly Reconciliation[], month: Month, accountId: string | undefined): Reconciliation | undefined {
  const here = all.filter((one) => one.month === month && one.lastRun !== undefined && (accountId === undefined || one.left.accountId === accountId || one.right.accountId === accountId))
  return here.find(({ left, right }) => left.source === 'orders' && right.source === 'bill') ?? here[0]
}

const entries = (id: string, query: Query): RouteLocationRaw => ({ name: 'settlement.entries', params: { id }, query })

/** Where the rows of the board's figures are. */
export const boardLinks = {
  paid: (month: Month, accountId?: string): RouteLocationRaw => ({ path: '/payments', query: { ...of(accountId), dayOf: 'paid', ...monthDays(month) } }),
  refunded: (month: Month, accountId?: string, found?: Reconciliation): RouteLocationRaw =>
    found
      ? entries(found.id, { side: found.left.source === 'orders' ? 'left' : 'right', part: 'total', kind: 'refund' })
      : { path: '/payments/refunds', query: { ...of(accountId), ...monthDays(month) } },
  fees: (found: Reconciliation): RouteLocationRaw => entries(found.id, { side: found.left.source === 'orders' ? 'right' : 'left', part: 'total' }),
  differences: (month: Month, accountId?: string): RouteLocationRaw => ({ name: 'settlement.differences', query: { month, state: 'open,inWork', ...of(accountId) } }),
  bills: (month: Month, accountId?: string): RouteLocationRaw => ({ name: 'settlement.bills', query: { month, ...of(accountId) } }),
  serviceFee: (month: Month): RouteLocationRaw => ({ name: 'settlement.fees', query: { month } }),
  closing: (month: Month): RouteLocationRaw => ({ name: 'settlement.closing', query: { month } }),
}
