import type { Day } from '../days'
import { addMonths, Counts, countersOf, type DatedEdge, monthOf } from './counters'
import type { AccountKind, BindingKind } from './kinds'
import type { LedgerLimitValues } from './limits'
import { type Edge, type RuleId, rules } from './rules'

/** How far one rule is used up for one account. */
export interface Usage {
  rule: RuleId
  kind: BindingKind
  window: 'total' | 'month'
  accountId: string
  used: number
  limit: number
  remaining: number
  /** Today where there is room, the first day of the next month where the month is used up; none where the total is. */
  nextFree?: Day
}

/** An account that bindings are counted for. */
export interface CountedAccount {
  id: string
  kind: AccountKind
  certified: boolean
}

/**
 * What is used and what remains, now and in this calendar month in Beijing. Accounts that hold bindings have every
 * rule that can apply to them; those that are bound only the rules under which something counts.
 */
export function usageOf(
  accounts: readonly CountedAccount[],
  bindings: readonly DatedEdge[],
  limits: LedgerLimitValues,
  today: Day,
): Usage[] {
  const counts = new Counts(bindings)
  const month = monthOf(today)
  return accounts.flatMap((account) =>
    rules.flatMap((rule): Usage[] => {
      const isHolder = rule.side === 'holder'
      const fits = isHolder
        ? account.kind === (rule.kind === 'link' ? 'officialAccount' : 'openAccount')
        : account.kind === 'miniProgram' || account.kind === 'miniGame'
      const key = fits ? rule.limitOf(account) : undefined
      const used = fits ? counts.used({ rule, accountId: account.id }, month) : 0
      if (key === undefined ? used === 0 : !isHolder && used === 0) return []
      const limit = key === undefined ? 0 : limits[key]
      const remaining = Math.max(0, limit - used)
      const nextFree = remaining > 0 ? today : rule.window === 'month' && limit > 0 ? firstOfNext(month) : undefined
      return [
        {
          rule: rule.id,
          kind: rule.kind,
          window: rule.window,
          accountId: account.id,
          used,
          limit,
          remaining,
          ...(nextFree === undefined ? {} : { nextFree }),
        },
      ]
    }),
  )
}

const firstOfNext = (month: string): Day => `${addMonths(month, 1)}-01`

/** The first rule that a new binding on a day would break, with its numbers; `undefined` where it fits. */
export function brokenBy(
  edge: Edge,
  bindings: readonly DatedEdge[],
  limits: LedgerLimitValues,
  day: Day,
): { rule: RuleId; limit: number; used: number } | undefined {
  const counts = new Counts(bindings)
  for (const counter of countersOf(edge, limits)) {
    const used = counts.used(counter, monthOf(day))
    if (used >= counter.limit) return { rule: counter.rule.id, limit: counter.limit, used }
  }
  if (edge.kind === 'open' && edge.throughApi && edge.relation === 'other') return { rule: 'A28-N-3', limit: 0, used: 0 }
  return undefined
}
