import type { Clock } from '../../../platform/clock/clock'
import type { jobsRepository } from '../../../platform/jobs/repository'
import type { JobRunner } from '../../../platform/jobs/runner'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { CallLog, callsRepository } from '../../calls'
import type { AccountsPort } from '../ports'
import type { ordersRepository } from './repository'
import type { savedFiltersRepository } from './saved-filters.repository'

/** What the orders stand on. */
export interface OrdersParts {
  repository: RepositoryClient<typeof ordersRepository>
  savedFilters: RepositoryClient<typeof savedFiltersRepository>
  calls: RepositoryClient<typeof callsRepository>
  /** Calls that are not written yet belong to a timeline too. */
  callLog: Pick<CallLog, 'flush'>
  accounts: AccountsPort
  clock: Clock
  newId: () => string
  /** The workspace's zone: numbers of our own carry its day. */
  zone: () => string
  jobs: JobRunner
  jobRows: RepositoryClient<typeof jobsRepository>
  addFile: (file: { path: string; name: string; bytes: number }) => Promise<{ fileId: string; name: string; bytes: number }>
  filesDir: string
  /** Files made in practice say so. */
  practiceMark: boolean
  /** Told how many orders changed. */
  changed: (count: number) => void
  reportError: (where: string, cause: unknown) => void
}
