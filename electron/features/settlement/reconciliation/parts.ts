import type { RepositoryClient } from '../../../platform/store/repository'
import type { SettlementParts, SettlementPorts } from '../parts'
import type { RunDesk } from './desk/desk'
import type { differencesRepository } from './differences.repository'
import type { ownOrdersRepository } from './own-orders.repository'
import type { reconciliationsRepository } from './reconciliations.repository'
import type { rowDecisionsRepository } from './row-decisions.repository'

/** What the room of reconciliation stands on. Other rooms are asked for at the moment of use. */
export interface ReconciliationParts extends Pick<SettlementParts, 'clock' | 'jobs' | 'newId' | 'newCall' | 'reportError' | 'paymentAccounts' | 'isPractice' | 'version'> {
  reconciliations: RepositoryClient<typeof reconciliationsRepository>
  differences: RepositoryClient<typeof differencesRepository>
  rowDecisions: RepositoryClient<typeof rowDecisionsRepository>
  ownOrders: RepositoryClient<typeof ownOrdersRepository>
  desk: RunDesk
  /** Folder of run files and of the packs of our own orders. */
  folder: string
  ports: SettlementPorts
  changed: () => void
}
