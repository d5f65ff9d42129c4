import { accountsRepository } from './features/accounts'
import { appsRepository } from './features/apps'
import { auditRepository } from './features/audit'
import { callsRepository } from './features/calls'
import { ledgerBindingsRepository, ledgerRepository } from './features/ledger'
import { linkRulesRepository } from './features/link-rules'
import { linksRepository, linkBatchesRepository } from './features/links'
import { officialAccountsRepository } from './features/official-accounts'
import { placesRepository } from './features/places'
import { settingsRepository } from './features/settings'
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
  ledgerRepository,
  ledgerBindingsRepository,
  linkRulesRepository,
  linksRepository,
  linkBatchesRepository,
  officialAccountsRepository,
  placesRepository,
  settingsRepository,
  workspaceRepository,
]
