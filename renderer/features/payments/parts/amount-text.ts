import { type AmountProblem, exponentOf, isCurrency, parseMajor, toMajor } from '@shared/domain/money'

export type TypedAmount = { minor: number } | { problem: AmountProblem | 'empty' | 'zero' }

/** An amount as a person types it in main units. `0` is no amount: nothing is ever collected or filtered by it alone. */
export function typedAmount(text: string, currency: string): TypedAmount {
  if (text.trim() === '') return { problem: 'empty' }
  const parsed = parseMajor(text, currency)
  if (!parsed.ok) return { problem: parsed.problem }
  return parsed.minor === 0 ? { problem: 'zero' } : { minor: parsed.minor }
}

/** The text of an amount in an input field; empty for none. */
export function amountText(minor: number | undefined, currency: string): string {
  return minor === undefined || !isCurrency(currency) ? '' : toMajor(minor, currency)
}

/** An example in the currency's own decimals: `12.50`, `1250`, `1.250`. */
export function amountExample(currency: string): string {
  return toMajor(1250 * 10 ** Math.max(0, exponentOf(currency) - 2), currency)
}
