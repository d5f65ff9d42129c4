import type { Reconciliation } from '@shared/contract/settlement-reconciliation'
import type { SettlementWords } from './useSettlementWords'

/** What a reconciliation is called, with its month: by its name, or by its two sources. */
export function reconciliationLine({ month, name, left, right }: Reconciliation, words: SettlementWords): string {
  return `${month} · ${name || `${words.spec(left)} ↔ ${words.spec(right)}`}`
}
