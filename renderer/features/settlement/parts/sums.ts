import type { CountedSum } from '@shared/contract/settlement-values'
import { sumMinor } from '@shared/domain/money'

/** Sums of several lists, currency by currency, never across. @throws RangeError where a sum leaves the safe integers */
export function addSums(lists: Iterable<readonly CountedSum[]>): CountedSum[] {
  const byCurrency = new Map<string, CountedSum>()
  for (const { currency, count, minor } of [...lists].flat()) {
    const before = byCurrency.get(currency)
    byCurrency.set(currency, { currency, count: (before?.count ?? 0) + count, minor: sumMinor([before?.minor ?? 0, minor]) })
  }
  return [...byCurrency.values()].sort((a, b) => a.currency.localeCompare(b.currency))
}
