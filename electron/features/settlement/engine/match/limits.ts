import type { MatchRule } from '@shared/contract/settlement-reconciliation'
import { kindCode } from './kinds'
import { certainNumbersOf } from './number-columns'
import type { Side } from './side'

/** What a rule asks of amounts and times. */
export interface Limits {
  amount: MatchRule['amount']
  /** How far two amounts may be apart: the tighter of what the rule names, of the larger amount. */
  tolerance: (one: number, other: number) => number
  /** Milliseconds; Infinity for any distance. */
  windowMs: number
}

export function limitsOf({ amount, toleranceMinor, tolerancePpm, windowMinutes }: MatchRule): Limits {
  const windowMs = windowMinutes === undefined ? Infinity : windowMinutes * 60_000
  if (amount !== 'within' || (toleranceMinor === undefined && tolerancePpm === undefined)) {
    return { amount, tolerance: () => 0, windowMs }
  }
  const fixed = toleranceMinor ?? Infinity
  const share = tolerancePpm === undefined ? Infinity : tolerancePpm / 1_000_000
  const tolerance = (one: number, other: number) =>
    share === Infinity ? fixed : Math.min(fixed, Math.floor(Math.max(Math.abs(one), Math.abs(other)) * share))
  return { amount, tolerance, windowMs }
}

export function amountFits(limits: Limits, one: number, other: number): boolean {
  return limits.amount === 'any' || Math.abs(one - other) <= limits.tolerance(one, other)
}

/** A time that is not said never lies within a window. */
export function timeFits({ windowMs }: Limits, one: number, other: number): boolean {
  return windowMs === Infinity || Math.abs(one - other) <= windowMs
}

/** Two refunds of one order are two refunds where both tell their own number and it differs, whatever else agrees. */
function areOtherRefunds(left: Side, l: number, right: Side, r: number): boolean {
  const kind = left.kind[l]
  if (kind !== kindCode.refund && kind !== kindCode.refundReturned) return false
  const both = certainNumbersOf(kind).filter((key) => left.has(key, l) && right.has(key, r))
  return both.length > 0 && !both.some((key) => left.sameText(key, l, right, r))
}

/** Whether two rows may be given to each other under a rule. Another currency is a difference only where any amount is. */
export function rowsFit(limits: Limits, left: Side, l: number, right: Side, r: number): boolean {
  if (limits.amount !== 'any' && (left.currency[l] !== right.currency[r] || !amountFits(limits, left.money(l), right.money(r)))) return false
  return timeFits(limits, left.atMs[l] ?? NaN, right.atMs[r] ?? NaN) && !areOtherRefunds(left, l, right, r)
}
