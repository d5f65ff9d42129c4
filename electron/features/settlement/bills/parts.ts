import type { RepositoryClient } from '../../../platform/store/repository'
import type { SettlementParts, SettlementPorts } from '../parts'
import type { billsRepository } from './repository'

/** What the room of bills works with. Ports are asked at the moment of use only. */
export interface BillsParts extends SettlementParts {
  repository: RepositoryClient<typeof billsRepository>
  ports: SettlementPorts
}
