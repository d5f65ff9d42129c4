/**
 * Splits an amount over parts in proportion to their weights, so that the parts always add up to it: each gets the whole
 * minor units of its share, what is left goes one by one to the largest remainders, equal ones in the order given
 * (settlement-reconciliation §4.1). Weights that are negative count as nothing; where none counts, the first part takes all.
 * A negative amount is split as its opposite. No part: an empty list.
 * @throws RangeError where the amount or a weight is no safe integer
 */
export function largestRemainder(totalMinor: number, weights: readonly number[]): number[] {
  if (![totalMinor, ...weights].every(Number.isSafeInteger)) throw new RangeError('amounts are whole minor units')
  if (weights.length === 0) return []
  const counting = weights.map((weight) => BigInt(Math.max(0, weight)))
  const sum = counting.reduce((a, b) => a + b, 0n)
  if (sum === 0n) return weights.map((_, index) => (index === 0 ? totalMinor : 0))
  const total = BigInt(Math.abs(totalMinor))
  const shares = counting.map((weight, index) => ({ index, whole: (total * weight) / sum, rest: (total * weight) % sum }))
  let left = total - shares.reduce((a, { whole }) => a + whole, 0n)
  for (const share of shares.toSorted((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))) {
    if (left === 0n) break
    share.whole += 1n
    left -= 1n
  }
  const sign = totalMinor < 0 ? -1 : 1
  return shares.map(({ whole }) => (whole === 0n ? 0 : sign * Number(whole)))
}
