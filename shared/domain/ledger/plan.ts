import type { Day } from '../days'
import { addMonths, type Counter, Counts, countersOf, type DatedEdge, edgeKey, monthOf } from './counters'
import type { LedgerLimitValues } from './limits'
import { type Edge, type RuleId, unsupportedBy } from './rules'

/** A wish: this binding shall be there, or shall not. */
export interface Wish {
  want: 'have' | 'drop'
  edge: Edge
}

/** Why a step stands where it stands; the texts are `ledger.because.<code>`. */
export type Because =
  /** There is room now. */
  | { code: 'roomNow' }
  /** The allowance of every month before is used up. */
  | { code: 'monthFull'; rule: RuleId; accountId: string; limit: number; month: string }
  /** The total would be full without an unbinding before it. */
  | { code: 'afterUnbind'; rule: RuleId; accountId: string; limit: number }
  /** Unbinding comes first, because something wished later takes room in the same count. */
  | { code: 'makesRoom'; rule: RuleId; accountId: string; limit: number }
  /** Unbinding has no allowance and can be done at once. */
  | { code: 'anyTime' }

export interface PlanStep {
  action: 'bind' | 'unbind'
  edge: Edge
  /** Month `YYYY-MM` in Beijing. */
  month: string
  /** The first day on which it can be done. */
  from: Day
  because: Because
}

/** Why a wish cannot be met; the texts are `ledger.refusals.<code>`. */
export interface Refusal {
  wish: Wish
  code: 'unsupported' | 'totalFull' | 'contradiction'
  rule?: RuleId
  accountId?: string
  limit?: number
  /** How many count already, with what this plan adds before. */
  used?: number
}

export interface Plan {
  steps: PlanStep[]
  refused: Refusal[]
  /** Wishes that are met already. */
  met: Wish[]
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const byKey = (a: Edge, b: Edge) => compareText(edgeKey(a), edgeKey(b))
const byWish = (a: Wish, b: Wish) =>
  byKey(a.edge, b.edge) || compareText(a.want, b.want) || Number(a.edge.throughApi) - Number(b.edge.throughApi)

/** A wish with nothing besides it, so that the answer does not depend on what the caller carries along. */
function bare({ want, edge }: Wish): Wish {
  const { kind, holderId, targetId, targetKind, relation, certified, throughApi } = edge
  return { want, edge: { kind, holderId, targetId, targetKind, relation, certified, throughApi } }
}

/**
 * The steps that lead from what is bound to what is wished, month by month, without breaking a limit at any point.
 *
 * Pure and the same for any order of the input. Wishes are taken in the order of their accounts' ids, which rises with
 * the time they were entered. A wish that can never be met is refused with its rule; the others are planned without it.
 * Nothing is unbound that was not asked for. An unbinding stands in the month of the first binding that takes room in
 * the same count, before it, so that nothing is given up sooner than needed; one that makes room for nothing comes at
 * once. Planning again after some steps gives the steps that are left.
 */
export function planBindings(input: {
  bindings: readonly DatedEdge[]
  wishes: readonly Wish[]
  limits: LedgerLimitValues
  /** Today in Beijing. */
  today: Day
}): Plan {
  const { limits, today } = input
  const standing = new Map(
    input.bindings.filter(({ unboundOn }) => unboundOn === undefined).map((edge) => [edgeKey(edge), edge]),
  )
  const sorted = sortWishes(input.wishes, standing)
  const counts = new Counts(input.bindings)
  // What stands when everything is done decides what can be met at all.
  const final = new Counts(input.bindings)
  for (const { edge } of sorted.drops) final.stands(edge, -1)
  const refused = [...sorted.refused]
  const accepted: Edge[] = []
  for (const wish of sorted.haves) {
    const refusal = refusalOf(wish, final, limits)
    if (refusal) refused.push(refusal)
    else {
      final.stands(wish.edge, 1)
      accepted.push(wish.edge)
    }
  }
  const binds = scheduleBinds(accepted, counts, limits, monthOf(today))
  const unbinds = scheduleUnbinds(
    sorted.drops.map(({ edge }) => edge),
    binds,
    limits,
    monthOf(today),
  )
  const steps = [...unbinds, ...binds]
    .sort((a, b) => compareText(a.month, b.month) || turn(a) - turn(b) || byKey(a.edge, b.edge))
    .map((step) => ({ ...step, from: step.month === monthOf(today) ? today : `${step.month}-01` }))
  return { steps: explainRoom(steps, counts, limits), refused, met: sorted.met }
}

const turn = ({ action }: { action: 'bind' | 'unbind' }) => (action === 'unbind' ? 0 : 1)

/** Wishes in their order, each once; met ones and contradictions apart. */
function sortWishes(wishes: readonly Wish[], standing: ReadonlyMap<string, DatedEdge>) {
  const byEdge = new Map<string, Wish[]>()
  for (const wish of wishes.map(bare).sort(byWish)) {
    const key = edgeKey(wish.edge)
    const known = byEdge.get(key) ?? []
    if (!known.some(({ want }) => want === wish.want)) byEdge.set(key, [...known, wish])
  }
  const haves: Wish[] = []
  const drops: Wish[] = []
  const met: Wish[] = []
  const refused: Refusal[] = []
  for (const [key, group] of byEdge) {
    const [wish] = group
    if (!wish) continue
    const stands = standing.get(key)
    if (group.length > 1) refused.push({ wish, code: 'contradiction' })
    else if ((wish.want === 'have') === (stands !== undefined)) met.push(wish)
    else if (wish.want === 'have') haves.push(wish)
    // What stands is counted as it was bound, however the wish describes it.
    else if (stands) drops.push(bare({ want: 'drop', edge: stands }))
  }
  return { haves, drops, met, refused }
}

function refusalOf(wish: Wish, final: Counts, limits: LedgerLimitValues): Refusal | undefined {
  const unsupported = unsupportedBy(wish.edge)
  if (unsupported) return { wish, code: 'unsupported', rule: unsupported }
  for (const counter of countersOf(wish.edge, limits)) {
    if (counter.rule.window !== 'total') continue
    const used = final.used(counter, '')
    if (used < counter.limit) continue
    return { wish, code: 'totalFull', rule: counter.rule.id, accountId: counter.accountId, limit: counter.limit, used }
  }
  return undefined
}

type Undated = Omit<PlanStep, 'from'>

/** Each binding in the first month whose allowance has room. Totals never stand in the way: unbinding comes before. */
function scheduleBinds(accepted: readonly Edge[], start: Counts, limits: LedgerLimitValues, now: string): Undated[] {
  const made = new Map<string, number>()
  const usedIn = (counter: Counter, month: string) =>
    start.used(counter, month) + (made.get(`${counter.rule.id} ${counter.accountId} ${month}`) ?? 0)
  return accepted.map((edge) => {
    const monthly = countersOf(edge, limits).filter(({ rule }) => rule.window === 'month')
    let month = now
    let because: Because = { code: 'roomNow' }
    for (;;) {
      const full = monthly.find((counter) => usedIn(counter, month) >= counter.limit)
      if (!full) break
      because = { code: 'monthFull', rule: full.rule.id, accountId: full.accountId, limit: full.limit, month }
      month = addMonths(month, 1)
    }
    for (const { rule, accountId } of monthly) {
      const key = `${rule.id} ${accountId} ${month}`
      made.set(key, (made.get(key) ?? 0) + 1)
    }
    return { action: 'bind', edge, month, because }
  })
}

/** Each unbinding in the month of the first binding that takes room in the same total; else now. */
function scheduleUnbinds(
  drops: readonly Edge[],
  binds: readonly Undated[],
  limits: LedgerLimitValues,
  now: string,
): Undated[] {
  const totalsOf = (edge: Edge) => countersOf(edge, limits).filter(({ rule }) => rule.window === 'total')
  const first = new Map<string, string>()
  for (const { edge, month } of binds)
    for (const { rule, accountId } of totalsOf(edge)) {
      const key = `${rule.id} ${accountId}`
      const known = first.get(key)
      if (known === undefined || month < known) first.set(key, month)
    }
  return drops.map((edge) => {
    let found: { month: string; because: Because } | undefined
    for (const { rule, accountId, limit } of totalsOf(edge)) {
      const month = first.get(`${rule.id} ${accountId}`)
      if (month !== undefined && (!found || month < found.month))
        found = { month, because: { code: 'makesRoom', rule: rule.id, accountId, limit } }
    }
    return { action: 'unbind', edge, ...(found ?? { month: now, because: { code: 'anyTime' } }) }
  })
}

/** Says of a binding that there is room only because of an unbinding before it. */
function explainRoom(steps: readonly PlanStep[], start: Counts, limits: LedgerLimitValues): PlanStep[] {
  const freed = new Map<string, number>()
  const taken = new Map<string, number>()
  const add = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1)
  return steps.map((step) => {
    const totals = countersOf(step.edge, limits).filter(({ rule }) => rule.window === 'total')
    const keyed = totals.map((counter) => ({ counter, key: `${counter.rule.id} ${counter.accountId}` }))
    if (step.action === 'unbind') {
      for (const { key } of keyed) add(freed, key)
      return step
    }
    const full = keyed.find(
      ({ counter, key }) =>
        (freed.get(key) ?? 0) > 0 && start.used(counter, '') + (taken.get(key) ?? 0) >= counter.limit,
    )
    for (const { key } of keyed) add(taken, key)
    if (!full || step.because.code !== 'roomNow') return step
    const { rule, accountId, limit } = full.counter
    return { ...step, because: { code: 'afterUnbind', rule: rule.id, accountId, limit } }
  })
}
