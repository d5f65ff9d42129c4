import { Fault } from '../../../../platform/errors/fault'
import type { Side } from './side'

export interface Sum {
  currency: string
  minor: number
}

/** Adds minor units exactly. @throws Fault `settlement.sumTooLarge` where the sum leaves the safe integers */
export function added(sum: number, minor: number, currency: string): number {
  const next = sum + minor
  if (!Number.isSafeInteger(next)) throw new Fault('settlement.sumTooLarge', { params: { currency } })
  return next
}

/** A sum that is no longer exact is endless and stays so, for loops that look at it once, at the end ({@link added}). */
export function exactly(sum: number): number {
  return sum > Number.MAX_SAFE_INTEGER || sum < -Number.MAX_SAFE_INTEGER ? Infinity : sum
}

/** What rows come to; undefined where they are of several currencies or one does not say its amount. */
export function sumOf(side: Side, rows: readonly number[]): Sum | undefined {
  return summed(rows, (row) => ({ currency: side.currencyName(row), minor: side.money(row) }))
}

/** What of rows arrives: the settled amount where it is said, else the amount less the fee. */
export function arrivingSum(side: Side, rows: readonly number[]): Sum | undefined {
  return summed(rows, (row) => {
    const settled = side.settled(row)
    if (!Number.isNaN(settled)) return { currency: side.text('settledCurrency', row) || side.currencyName(row), minor: settled }
    const fee = side.fee[row] ?? NaN
    return { currency: side.currencyName(row), minor: side.money(row) - (Number.isNaN(fee) ? 0 : fee) }
  })
}

function summed(rows: readonly number[], partOf: (row: number) => Sum): Sum | undefined {
  let total: Sum | undefined
  for (const row of rows) {
    const part = partOf(row)
    if (Number.isNaN(part.minor) || (total && total.currency !== part.currency)) return undefined
    total = { currency: part.currency, minor: added(total?.minor ?? 0, part.minor, part.currency) }
  }
  return total
}
