import type { Clock } from '../../../platform/clock/clock'
import type { IncomingFiles } from '../../../platform/files/workspace-files'
import type { JobRunner } from '../../../platform/jobs/runner'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { AppsService } from '../../apps'
import type { PlacesService } from '../../places'
import type { AccountsPort, OrdersPort, RefundsPort } from '../ports'
import type { orderImportsRepository } from './repository'

/** What imports of orders stand on. */
export interface ImportsParts {
  repository: RepositoryClient<typeof orderImportsRepository>
  accounts: AccountsPort
  orders: Pick<OrdersPort, 'find'>
  /** Takes over the refund rows of a bill. */
  refunds: () => Pick<RefundsPort, 'find' | 'importUpstream'> | undefined
  places: PlacesService
  /** Where the mapping of a file's columns is remembered. */
  apps: Pick<AppsService, 'recallMapping' | 'rememberMapping'>
  jobs: JobRunner
  incoming: IncomingFiles
  clock: Clock
  newId: () => string
  /** Told how many orders changed. */
  changed: (count: number) => void
}
