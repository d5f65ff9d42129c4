import { accountsScreens } from '@renderer/features/accounts'
import { adviserScreens } from '@renderer/features/adviser'
import { appsScreens } from '@renderer/features/apps'
import { auditScreens } from '@renderer/features/audit'
import { backupsScreens } from '@renderer/features/backups'
import { callsScreens } from '@renderer/features/calls'
import { campaignsScreens } from '@renderer/features/campaigns'
import { geocodingScreens } from '@renderer/features/geocoding'
import { identityScreens } from '@renderer/features/identity'
import { jobsScreens } from '@renderer/features/jobs'
import { jssdkScreens } from '@renderer/features/jssdk'
import { ledgerScreens } from '@renderer/features/ledger'
import { linkRulesScreens } from '@renderer/features/link-rules'
import { linksScreens } from '@renderer/features/links'
import { officialAccountsScreens } from '@renderer/features/official-accounts'
import { paymentsScreens } from '@renderer/features/payments'
import { overseasAccessScreens } from '@renderer/features/overseas-access'
import { placesScreens } from '@renderer/features/places'
import { settlementScreens } from '@renderer/features/settlement'
import { reportsScreens } from '@renderer/features/reports'
import { settingsScreens } from '@renderer/features/settings'
import { shortAddressesScreens } from '@renderer/features/short-addresses'
import { todayScreens } from '@renderer/features/today'
import { vaultScreens } from '@renderer/features/vault'
import { workspacesScreens } from '@renderer/features/workspaces'
import type { Screen } from './screen'

/** All screens of the program. */
export const screens: readonly Screen[] = [
  ...todayScreens,
  ...linksScreens,
  ...adviserScreens,
  ...linkRulesScreens,
  ...jssdkScreens,
  ...appsScreens,
  ...officialAccountsScreens,
  ...placesScreens,
  ...overseasAccessScreens,
  ...ledgerScreens,
  ...campaignsScreens,
  ...paymentsScreens,
  ...settlementScreens,
  ...reportsScreens,
  ...geocodingScreens,
  ...identityScreens,
  ...shortAddressesScreens,
  ...jobsScreens,
  ...settingsScreens,
  ...workspacesScreens,
  ...accountsScreens,
  ...vaultScreens,
  ...backupsScreens,
  ...callsScreens,
  ...auditScreens,
]
