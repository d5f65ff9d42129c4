import type { Money } from '@shared/contract/payment-values'
import { sumMinor } from '@shared/domain/money'

export interface CurrencySum {
  currency: string
  count: number
  minor: number
}

/** Count and sum for each currency, by its code; never across currencies. */
export function sumsOf(amounts: readonly Money[]): CurrencySum[] {
  const currencies = [...new Set(amounts.map(({ currency }) => currency))].sort()
  return currencies.map((currency) => {
    const own = amounts.filter((one) => one.currency === currency)
    return { currency, count: own.length, minor: sumMinor(own.map(({ minor }) => minor)) }
  })
}
