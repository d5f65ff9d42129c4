import { Fault } from '../../../platform/errors/fault'
import type { ReadContext } from '../../../platform/store/repository'

/**
 * Refuses what would change a closed month; for use inside the transaction that changes it.
 * @throws Fault `settlement.monthLocked` with the first such month
 */
export function refuseLocked({ sql }: ReadContext, months: readonly string[]): void {
  for (const month of months)
    if (sql('SELECT 1 FROM closed_months WHERE month = ?').get(month)) throw new Fault('settlement.monthLocked', { params: { month } })
}
