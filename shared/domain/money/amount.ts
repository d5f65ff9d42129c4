import { exponentOf } from './currencies'

export type AmountProblem = 'notANumber' | 'negative' | 'tooManyDecimals' | 'tooLarge'
export type ParsedAmount = { ok: true; minor: number } | { ok: false; problem: AmountProblem }

/**
 * An amount of main units as people and providers write it (`24.99`, `1,234.50`, `１２`) in minor units, without
 * floating point. Full-width digits count; thousands may be grouped by commas in threes; a minus is refused.
 */
export function parseMajor(text: string, currency: string): ParsedAmount {
  const plain = text.normalize('NFKC').trim()
  if (/^-/u.test(plain)) return { ok: false, problem: 'negative' }
  const match = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/u.exec(plain)
  if (!match) return { ok: false, problem: 'notANumber' }
  const exponent = exponentOf(currency)
  const decimals = (match[2] ?? '').replace(/0+$/u, '')
  if (decimals.length > exponent) return { ok: false, problem: 'tooManyDecimals' }
  const minor = Number((match[1] ?? '').replaceAll(',', '') + decimals.padEnd(exponent, '0'))
  return Number.isSafeInteger(minor) ? { ok: true, minor } : { ok: false, problem: 'tooLarge' }
}

/**
 * Minor units as the text of main units with the decimals of the currency: `2499` EUR → `24.99`, `500` JPY → `500`.
 * @throws RangeError where `minor` is no safe integer
 */
export function toMajor(minor: number, currency: string): string {
  if (!Number.isSafeInteger(minor)) throw new RangeError('amount is no whole number of minor units')
  const exponent = exponentOf(currency)
  const digits = String(Math.abs(minor)).padStart(exponent + 1, '0')
  const sign = minor < 0 ? '-' : ''
  if (exponent === 0) return sign + digits
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

/** As people read it: currency before the amount, thousands grouped, own decimals: `EUR 1,234.50`, `-JPY 500`. */
export function formatMoney(minor: number, currency: string): string {
  const [whole = '', decimals] = toMajor(Math.abs(minor), currency).split('.')
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/gu, ',')
  return `${minor < 0 ? '-' : ''}${currency} ${grouped}${decimals === undefined ? '' : `.${decimals}`}`
}

/** Sum of amounts of one currency. @throws RangeError where it leaves the safe integers: money is never rounded */
export function sumMinor(amounts: Iterable<number>): number {
  let sum = 0
  for (const amount of amounts) {
    sum += amount
    if (!Number.isSafeInteger(sum)) throw new RangeError('sum is no safe integer')
  }
  return sum
}
