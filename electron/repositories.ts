import { accountsRepository } from './features/accounts'
import { appsRepository } from './features/apps'
import { auditRepository } from './features/audit'
import { callsRepository } from './features/calls'
import { linksRepository, linkBatchesRepository, linkTodosRepository } from './features/links'
import { placesRepository } from './features/places'
import { settingsRepository } from './features/settings'
import { pushRepository, todayMarksRepository } from './features/today'
import { workspaceRepository } from './features/workspaces'
import { jobsRepository } from './platform/jobs/repository'
import type { RepositoryDefinition } from './platform/store/repository'

/** Everything that the store's threads can run. */
export const repositories: readonly RepositoryDefinition[] = [
  accountsRepository,
  appsRepository,
  auditRepository,
  callsRepository,
  jobsRepository,
  linksRepository,
  linkBatchesRepository,
  linkTodosRepository,
  placesRepository,
  settingsRepository,
  todayMarksRepository,
  pushRepository,
  workspaceRepository,
]
