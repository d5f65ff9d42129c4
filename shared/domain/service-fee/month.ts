import { apportion, feeOf } from './rounding'
import { countsByScene, type OrderLine, orderLines } from './order-lines'
import type { FeeOrder, FeeRule, FeeWindow } from './types'

/** A line with its order. */
export interface MonthLine extends OrderLine {
  order: FeeOrder
}

/** A month by one rule. `own` are lines of orders paid in it; `earlier` refunds of older orders. Parts add up to the whole. */
export interface FeeMonth {
  own: MonthLine[]
  earlier: MonthLine[]
  baseMinor: number
  feeMinor: number
  earlierBaseMinor: number
  earlierFeeMinor: number
}

/** Computes a month: the lines that count, and what they come to. The order in which orders are given does not matter for the sums. */
export function computeMonth(orders: Iterable<FeeOrder>, rule: FeeRule, window: FeeWindow): FeeMonth {
  const own: MonthLine[] = []
  const earlier: MonthLine[] = []
  for (const order of orders) {
    if (!countsByScene(order, rule)) continue
    for (const line of orderLines(order, rule, window)) (line.isEarlier ? earlier : own).push({ ...line, order })
  }
  if (rule.level === 'total') roundTotals(own, earlier, rule)
  return { own, earlier, ...sumsOf(own, earlier) }
}

function sumsOf(own: readonly MonthLine[], earlier: readonly MonthLine[]) {
  return {
    baseMinor: sum(own.map(({ amountMinor }) => amountMinor)),
    feeMinor: sum(own.map(({ feeMinor }) => feeMinor)),
    earlierBaseMinor: sum(earlier.map(({ amountMinor }) => amountMinor)),
    earlierFeeMinor: sum(earlier.map(({ feeMinor }) => feeMinor)),
  }
}

/** Rounds the month's total once and gives each line its part of it. */
function roundTotals(own: MonthLine[], earlier: MonthLine[], rule: FeeRule): void {
  const all = [...own, ...earlier]
  const give = (lines: readonly MonthLine[]) => {
    const amounts = lines.map(({ amountMinor }) => amountMinor)
    const total = feeOf(sum(amounts), rule.ratePpm, rule.rounding)
    apportion(amounts, rule.ratePpm, total).forEach((feeMinor, at) => {
      const line = lines[at]
      if (line) line.feeMinor = feeMinor
    })
  }
  if (rule.refundMethod === 'cumulative') return give(all)
  give(all.filter(({ kind }) => kind === 'payment'))
  give(all.filter(({ kind }) => kind === 'refund'))
}

function sum(values: readonly number[]): number {
  let total = 0
  for (const value of values) total += value
  if (!Number.isSafeInteger(total)) throw new RangeError('sum is no safe integer')
  return total
}
