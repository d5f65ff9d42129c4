import type { Day } from '../days'
import type { LedgerLimitValues } from './limits'
import { type Edge, type Rule, rulesOf } from './rules'

/** A binding that stands or stood. Days are counted in Beijing, whose calendar month the allowance is of. */
export interface DatedEdge extends Edge {
  boundOn: Day
  unboundOn?: Day | undefined
}

/** One count that a binding takes room in: a rule, for one account, and for a month where the rule is of months. */
export interface Counter {
  rule: Rule
  accountId: string
  limit: number
}

/** Month `YYYY-MM` of a day. */
export const monthOf = (day: Day): string => day.slice(0, 7)

/** The month `count` months later. */
export function addMonths(month: string, count: number): string {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count
  return `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}`
}

/** A name under which edges of the same two accounts are the same. */
export const edgeKey = ({ kind, holderId, targetId }: Pick<Edge, 'kind' | 'holderId' | 'targetId'>): string =>
  `${kind} ${holderId} ${targetId}`

/** Everything that a binding counts in; what is not supported at all has a limit of 0. */
export function countersOf(edge: Edge, limits: LedgerLimitValues): Counter[] {
  return rulesOf(edge).map((rule) => {
    const key = rule.limitOf(edge)
    return {
      rule,
      accountId: rule.side === 'holder' ? edge.holderId : edge.targetId,
      limit: key === undefined ? 0 : limits[key],
    }
  })
}

/** Counts bindings by rule and account: those that stand, and those made in each month, undone since or not. */
export class Counts {
  readonly #counts = new Map<string, number>()

  constructor(edges: readonly DatedEdge[]) {
    for (const edge of edges) {
      if (edge.unboundOn === undefined) this.stands(edge, 1)
      this.made(edge, monthOf(edge.boundOn))
    }
  }

  /** One more or less that stands. */
  stands(edge: Edge, by: 1 | -1): void {
    for (const rule of rulesOf(edge)) if (rule.window === 'total') this.#add(keyOf(rule, edge, ''), by)
  }

  /** One more made in a month. */
  made(edge: Edge, month: string): void {
    for (const rule of rulesOf(edge)) if (rule.window === 'month') this.#add(keyOf(rule, edge, month), 1)
  }

  /** How many count under a rule for an account now, or in `month`. */
  used(counter: Pick<Counter, 'rule' | 'accountId'>, month: string): number {
    const window = counter.rule.window === 'total' ? '' : month
    return this.#counts.get(`${counter.rule.id} ${counter.accountId} ${window}`) ?? 0
  }

  #add(key: string, by: number): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + by)
  }
}

function keyOf(rule: Rule, edge: Edge, window: string): string {
  return `${rule.id} ${rule.side === 'holder' ? edge.holderId : edge.targetId} ${window}`
}
