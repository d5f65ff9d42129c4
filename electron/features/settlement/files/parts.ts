import type { Clock } from '../../../platform/clock/clock'
import type { FileTickets, IncomingFiles } from '../../../platform/files/workspace-files'
import type { JobRunner, JobThread } from '../../../platform/jobs/runner'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { AppsService } from '../../apps'
import type { AccountsPort } from '../../payments'
import type { ClosingPort } from '../ports'
import type { SettlementFolders } from './paths'
import type { settlementFilesRepository } from './repository'

/** What the room of files stands on. */
export interface FilesParts {
  repository: RepositoryClient<typeof settlementFilesRepository>
  clock: Clock
  jobs: JobRunner
  incoming: IncomingFiles
  tickets: FileTickets
  folders: SettlementFolders
  /** Where the mapping of a file's columns is remembered. */
  apps: Pick<AppsService, 'recallMapping' | 'rememberMapping'>
  accounts: Pick<AccountsPort, 'all'>
  closing: () => Pick<ClosingPort, 'assertOpen'>
  /** A thread beside those of the jobs: what a job waits for must not wait for a job's place. */
  startThread: () => JobThread
  newId: () => string
  reportError: (where: string, cause: unknown) => void
  changed: () => void
}
