import { accountsRepository } from './features/accounts'
import { appsRepository } from './features/apps'
import { auditRepository } from './features/audit'
import { callsRepository } from './features/calls'
import { campaignsRepository } from './features/campaigns'
import { geoBatchesRepository } from './features/geocoding/batches/repository'
import { geocodingRepositories } from './features/geocoding/repositories'
import { linkRulesRepository } from './features/link-rules'
import { ledgerBindingsRepository, ledgerRepository } from './features/ledger'
import { officialAccountsRepository } from './features/official-accounts'
import {
  disputesRepository,
  notificationsRepository,
  orderImportsRepository,
  ordersRepository,
  paymentAccountsRepository,
  paymentExampleRepository,
  refundBatchesRepository,
  refundsRepository,
  savedFiltersRepository,
} from './features/payments'
import { overseasAccessRepository } from './features/overseas-access'
import { placesRepository } from './features/places'
import { reportsRepository } from './features/reports'
import { settingsRepository } from './features/settings'
import { billsRepository, closingRepository, feeRepositories, reconciliationRepositories } from './features/settlement'
import { settlementFilesRepository } from './features/settlement/files/repository'
import { shortAddressesRepository, shortServicesRepository } from './features/short-addresses'
import { linksRepository, linkBatchesRepository, linkTodosRepository } from './features/links'
import { pushRepository, todayMarksRepository } from './features/today'
import { workspaceRepository } from './features/workspaces'
import { jobsRepository } from './platform/jobs/repository'
import type { RepositoryDefinition } from './platform/store/repository'

/** Everything that the store's threads can run. */
export const repositories: readonly RepositoryDefinition[] = [
  accountsRepository,
  appsRepository,
  auditRepository,
  billsRepository,
  callsRepository,
  campaignsRepository,
  closingRepository,
  ...feeRepositories,
  ...geocodingRepositories,
  geoBatchesRepository,
  jobsRepository,
  linkRulesRepository,
  ledgerRepository,
  ledgerBindingsRepository,
  linksRepository,
  linkBatchesRepository,
  officialAccountsRepository,
  orderImportsRepository,
  ordersRepository,
  overseasAccessRepository,
  paymentAccountsRepository,
  paymentExampleRepository,
  disputesRepository,
  notificationsRepository,
  placesRepository,
  ...reconciliationRepositories,
  refundBatchesRepository,
  refundsRepository,
  reportsRepository,
  savedFiltersRepository,
  settingsRepository,
  settlementFilesRepository,
  shortAddressesRepository,
  shortServicesRepository,
  linkTodosRepository,
  todayMarksRepository,
  pushRepository,
  workspaceRepository,
]
