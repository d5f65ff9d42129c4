import type { RepositoryClient } from '../../../platform/store/repository'
import type { SettlementParts, SettlementPorts } from '../parts'
import type { closingRepository } from './repository'

/** What the room of closing stands on. */
export interface ClosingParts
  extends Pick<
    SettlementParts,
    'clock' | 'filesDir' | 'resourcesDir' | 'tickets' | 'operators' | 'places' | 'paymentAccounts' | 'isPractice' | 'newId' | 'reportError' | 'changed'
  > {
  repository: RepositoryClient<typeof closingRepository>
  ports: SettlementPorts
}
