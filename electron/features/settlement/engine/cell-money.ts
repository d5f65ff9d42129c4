import { exponentOf, parseMajor } from '@shared/domain/money'

/** What an amount may be instead of a number. */
export type MoneyProblem = 'amount' | 'amountDecimals' | 'amountTooLarge'
export type ReadMoney = { ok: true; minor: number } | { ok: false; problem: MoneyProblem }

/** Digits that are exact in a double whatever they are. */
const mostDigits = 15

/**
 * An amount as most files write it, `-1234.50`, straight from its bytes; exact. `NaN` for everything else: thousands
 * separators, full-width digits, signs of currencies, more decimals than `exponent` that are not nought.
 */
export function quickMinor(bytes: Uint8Array, start: number, end: number, exponent: number): number {
  const negative = bytes[start] === 0x2d
  let at = negative ? start + 1 : start
  let value = 0
  let digits = 0
  let byte = at < end ? (bytes[at] ?? 0) : 0
  while (at < end && byte >= 0x30 && byte <= 0x39) {
    value = value * 10 + (byte - 0x30)
    digits += 1
    at += 1
    byte = bytes[at] ?? 0
  }
  if (digits === 0) return NaN
  let decimals = 0
  if (at < end) {
    if (byte !== 0x2e || at + 1 === end) return NaN
    for (at += 1; at < end; at += 1) {
      byte = bytes[at] ?? 0
      if (byte < 0x30 || byte > 0x39) return NaN
      if (decimals < exponent) {
        value = value * 10 + (byte - 0x30)
        decimals += 1
      } else if (byte !== 0x30) return NaN
    }
  }
  for (; decimals < exponent; decimals += 1) value *= 10
  if (digits + exponent > mostDigits) return NaN
  return negative ? 0 - value : value
}

/**
 * An amount in whatever dress: `¥1,234.50`, `１２．５０元`, `(12.00)`, `12.00-`, `CNY 3`, `+5`. Exact.
 * @param round decimals beyond the currency's are rounded half away from zero instead of refused
 */
export function readMinor(text: string, unit: 'major' | 'minor', currency: string, round: boolean): ReadMoney {
  const { digits, negative } = undressed(text)
  const parsed = unit === 'minor' ? parseWhole(digits, round) : parseDecimal(digits, currency, round)
  return parsed.ok && negative ? { ok: true, minor: 0 - parsed.minor } : parsed
}

function undressed(text: string): { digits: string; negative: boolean } {
  let rest = text
    .normalize('NFKC')
    .replace(/[\u2212\u2010-\u2015]/gu, '-')
    .replace(/[\s\u200b\ufeff]+/gu, '')
    .replace(/^[`']/u, '')
  const inBrackets = /^\((.*)\)$/u.exec(rest)
  rest = (inBrackets?.[1] ?? rest).replace(/人民币|[A-Z]{3}|[¥$€£₩]|元|圆/gu, '')
  const sign = /^([+-])|([+-])$/u.exec(rest)
  const minus = sign?.[1] === '-' || sign?.[2] === '-'
  return { digits: sign ? rest.replace(/^[+-]|[+-]$/u, '') : rest, negative: minus !== (inBrackets !== null) }
}

function parseDecimal(digits: string, currency: string, round: boolean): ReadMoney {
  const parsed = parseMajor(digits, currency)
  if (parsed.ok) return { ok: true, minor: parsed.minor }
  if (parsed.problem === 'tooLarge') return { ok: false, problem: 'amountTooLarge' }
  if (parsed.problem !== 'tooManyDecimals') return { ok: false, problem: 'amount' }
  return round ? roundedAt(digits, exponentOf(currency), currency) : { ok: false, problem: 'amountDecimals' }
}

/** Cuts the decimals off behind the currency's and adds one where the first of the rest is five or more. */
function roundedAt(digits: string, exponent: number, currency: string): ReadMoney {
  const [whole = '', decimals = ''] = digits.split('.')
  const kept = parseMajor(exponent === 0 ? whole : `${whole}.${decimals.slice(0, exponent)}`, currency)
  if (!kept.ok) return { ok: false, problem: kept.problem === 'tooLarge' ? 'amountTooLarge' : 'amount' }
  return { ok: true, minor: kept.minor + (decimals.charAt(exponent) >= '5' ? 1 : 0) }
}

/** Minor units: whole, though some write `300.0`. */
function parseWhole(digits: string, round: boolean): ReadMoney {
  return parseDecimal(digits, 'JPY', round)
}
