import type { RoundingMode } from './types'

const million = 1_000_000

/**
 * `minor × ppm / 1,000,000`, rounded to a whole minor unit without floating point. Negative amounts are rounded as their
 * mirror: what is given back is what was charged, so `floor` goes towards 0 and `ceil` away from it on both sides.
 */
export function feeOf(minor: number, ppm: number, mode: RoundingMode): number {
  if (minor < 0) return -feeOf(-minor, ppm, mode) + 0
  const product = minor * ppm
  if (Number.isSafeInteger(product)) {
    const rest = product % million
    const whole = (product - rest) / million
    return whole + (roundsUp(rest, whole % 2 === 1, mode) ? 1 : 0)
  }
  const exact = BigInt(minor) * BigInt(ppm)
  const rest = Number(exact % 1_000_000n)
  const whole = Number(exact / 1_000_000n)
  return whole + (roundsUp(rest, whole % 2 === 1, mode) ? 1 : 0)
}

function roundsUp(rest: number, isOdd: boolean, mode: RoundingMode): boolean {
  if (mode === 'floor' || rest === 0) return false
  if (mode === 'ceil') return true
  return rest > million / 2 || (rest === million / 2 && (mode === 'halfUp' || isOdd))
}

/** Whether the fee of an amount is a whole minor unit: then no rounding can move it. */
export function isExact(minor: number, ppm: number): boolean {
  const product = minor * ppm
  return Number.isSafeInteger(product) ? product % million === 0 : (BigInt(minor) * BigInt(ppm)) % 1_000_000n === 0n
}

/** `amount × part / whole`, half up, exact; for amounts from 0 on. */
export function scaled(amount: number, part: number, whole: number): number {
  if (part === whole) return amount
  const product = amount * part
  if (Number.isSafeInteger(product * 2 + whole)) return Math.floor((product * 2 + whole) / (whole * 2))
  return Number((BigInt(amount) * BigInt(part) * 2n + BigInt(whole)) / (BigInt(whole) * 2n))
}

/**
 * Parts of `total` in proportion to their weights, whole and adding up to it: each is rounded down, what is left goes to
 * the largest remainders, the earlier one first where they are equal (§4.1). `total` lies within 1 of the sum of
 * `weight × ppm / 1,000,000`. Weights may be negative.
 */
export function apportion(weights: readonly number[], ppm: number, total: number): number[] {
  const big = BigInt(million)
  const exact = weights.map((weight) => BigInt(weight) * BigInt(ppm))
  const rests = exact.map((value) => Number(((value % big) + big) % big))
  const parts = exact.map((value, at) => Number((value - BigInt(rests[at] ?? 0)) / big))
  let left = total - parts.reduce((sum, part) => sum + part, 0)
  const order = rests.map((_, at) => at).sort((a, b) => (rests[b] ?? 0) - (rests[a] ?? 0) || a - b)
  for (const at of order) {
    if (left <= 0) break
    parts[at] = (parts[at] ?? 0) + 1
    left -= 1
  }
  return parts
}
