import { apportion, feeOf } from './rounding'
import { computeMonth, type MonthLine } from './month'
import type { FeeOrder, FeeRule, FeeWindow } from './types'

export type LateReason = 'lateOrder' | 'lateRefund' | 'refundClosed' | 'orderChanged' | 'orderGone'

/** What became known of a month after its statement stood. */
export interface LateFact {
  orderId: string
  number: string
  reason: LateReason
  baseMinor: number
  feeMinor: number
}

export interface Part {
  baseMinor: number
  feeMinor: number
}

/**
 * Compares a confirmed month with what the books say of it now, by the rule that it was computed with. `taken` is what
 * later statements have taken over already, by order. The confirmed month itself is never changed (§4.2, closed months).
 */
export function lateFacts(
  before: readonly FeeOrder[],
  now: readonly FeeOrder[],
  rule: FeeRule,
  window: FeeWindow,
  taken: ReadonlyMap<string, Part>,
): LateFact[] {
  const then = partsOf(before, rule, window)
  const today = partsOf(now, rule, window)
  const [oldOrders, newOrders] = [byId(before), byId(now)]
  const facts: LateFact[] = []
  for (const id of [...new Set([...then.keys(), ...today.keys(), ...taken.keys()])].sort()) {
    const [was, is, had] = [then.get(id) ?? none, today.get(id) ?? none, taken.get(id) ?? none]
    const baseMinor = is.baseMinor - was.baseMinor - had.baseMinor
    const feeMinor = is.feeMinor - was.feeMinor - had.feeMinor
    if (baseMinor === 0 && feeMinor === 0) continue
    const [old, current] = [oldOrders.get(id), newOrders.get(id)]
    facts.push({ orderId: id, number: (current ?? old)?.number ?? '', reason: reasonOf(old, current, window), baseMinor, feeMinor })
  }
  return rule.level === 'total' ? roundTogether(facts, then, taken, rule) : facts
}

const none: Part = { baseMinor: 0, feeMinor: 0 }

/** Per order, each rounded by itself: a change of one order must not move another's part. */
function partsOf(orders: readonly FeeOrder[], rule: FeeRule, window: FeeWindow): Map<string, Part> {
  const { own, earlier } = computeMonth(orders, { ...rule, level: 'perOrder' }, window)
  const parts = new Map<string, Part>()
  for (const { order, amountMinor, feeMinor } of [...own, ...earlier] satisfies MonthLine[]) {
    const part = parts.get(order.id) ?? none
    parts.set(order.id, { baseMinor: part.baseMinor + amountMinor, feeMinor: part.feeMinor + feeMinor })
  }
  return parts
}

/** Where the total is rounded, all late facts together move it by one rounded difference. */
function roundTogether(facts: readonly LateFact[], then: ReadonlyMap<string, Part>, taken: ReadonlyMap<string, Part>, rule: FeeRule): LateFact[] {
  const moved = facts.filter(({ baseMinor }) => baseMinor !== 0)
  let base = 0
  for (const { baseMinor } of [...then.values(), ...taken.values()]) base += baseMinor
  const more = moved.reduce((sum, { baseMinor }) => sum + baseMinor, 0)
  const total = feeOf(base + more, rule.ratePpm, rule.rounding) - feeOf(base, rule.ratePpm, rule.rounding)
  const parts = apportion(moved.map(({ baseMinor }) => baseMinor), rule.ratePpm, total)
  const short = total - parts.reduce((sum, part) => sum + part, 0)
  return moved.map((fact, at) => ({ ...fact, feeMinor: (parts[at] ?? 0) + (at === 0 ? short : 0) }))
}

function reasonOf(old: FeeOrder | undefined, now: FeeOrder | undefined, { fromMs, untilMs }: FeeWindow): LateReason {
  if (!now) return 'orderGone'
  const inMonth = (order: FeeOrder) => new Map(order.refunds.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs).map((refund) => [refund.number, refund.minor]))
  if (!old) return now.paidAtMs >= fromMs ? 'lateOrder' : 'lateRefund'
  const [had, has] = [inMonth(old), inMonth(now)]
  if ([...has.keys()].some((number) => !had.has(number))) return 'lateRefund'
  if ([...had.keys()].some((number) => !has.has(number))) return 'refundClosed'
  return 'orderChanged'
}

const byId = (orders: readonly FeeOrder[]) => new Map(orders.map((order) => [order.id, order]))
