import type { Clock } from '../../platform/clock/clock'
import type { FileTickets, IncomingFiles } from '../../platform/files/workspace-files'
import type { JobRunner } from '../../platform/jobs/runner'
import type { RepositoryClient } from '../../platform/store/repository'
import type { Vault } from '../../platform/vault'
import type { auditRepository } from '../audit'
import type { reportsRepository } from './repository'

/** What the library stands on. */
export interface ReportsParts {
  repository: RepositoryClient<typeof reportsRepository>
  audit: RepositoryClient<typeof auditRepository>
  clock: Clock
  vault: Vault
  jobs: JobRunner
  tickets: FileTickets
  incoming: IncomingFiles
  /** Folder of the workspace. The library stands under `reports/`, what was opened from elsewhere under `reports-opened/`. */
  dir: string
  resourcesDir: string
  workspace: { id: string; name: string }
  version: string
  isPractice: boolean
  newId: () => string
  reportError: (where: string, cause: unknown) => void
  changed: () => void
}
