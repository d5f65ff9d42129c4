import { dayIn } from '@shared/domain/days'
import { settlementZone } from '@shared/domain/beijing-time'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { SettlementParts, SettlementPorts } from '../parts'
import type { Doer } from '../ports'
import type { feeCalendarRepository } from './calendar.repository'
import type { feeContractsRepository } from './contracts.repository'
import type { feeDepositsRepository } from './deposits.repository'
import type { feeOrdersRepository } from './orders.repository'
import type { feeStatementsRepository } from './statements.repository'
import type { By } from './stored'

/** What the desks of the service fee stand on. */
export interface FeeParts
  extends Pick<SettlementParts, 'clock' | 'jobs' | 'filesDir' | 'resourcesDir' | 'incoming' | 'tickets' | 'version' | 'isPractice' | 'newId' | 'reportError'> {
  operators: Pick<SettlementParts['operators'], 'recognise'>
  changed: () => void
  /** Complete once all rooms are open: ask at the moment of use. */
  ports: Pick<SettlementPorts, 'files' | 'closing'>
  rows: {
    contracts: RepositoryClient<typeof feeContractsRepository>
    statements: RepositoryClient<typeof feeStatementsRepository>
    orders: RepositoryClient<typeof feeOrdersRepository>
    calendar: RepositoryClient<typeof feeCalendarRepository>
    deposits: RepositoryClient<typeof feeDepositsRepository>
  }
}

export const byOf = ({ operatorId, operatorName, correlationId }: Doer): By => ({ id: operatorId, name: operatorName, correlationId })

/** Today in Beijing, whatever the zone of the computer. */
export function todayOf({ clock }: Pick<FeeParts, 'clock'>): string {
  const instant = clock.instant()
  return dayIn(instant, settlementZone) ?? instant.slice(0, 10)
}
