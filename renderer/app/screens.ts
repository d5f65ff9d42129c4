import { accountsScreens } from '@renderer/features/accounts'
import { appsScreens } from '@renderer/features/apps'
import { auditScreens } from '@renderer/features/audit'
import { backupsScreens } from '@renderer/features/backups'
import { callsScreens } from '@renderer/features/calls'
import { jobsScreens } from '@renderer/features/jobs'
import { jssdkScreens } from '@renderer/features/jssdk'
import { ledgerScreens } from '@renderer/features/ledger'
import { linkRulesScreens } from '@renderer/features/link-rules'
import { linksScreens } from '@renderer/features/links'
import { officialAccountsScreens } from '@renderer/features/official-accounts'
import { placesScreens } from '@renderer/features/places'
import { settingsScreens } from '@renderer/features/settings'
import { todayScreens } from '@renderer/features/today'
import { vaultScreens } from '@renderer/features/vault'
import { workspacesScreens } from '@renderer/features/workspaces'
import type { Screen } from './screen'

/** All screens of the program. */
export const screens: readonly Screen[] = [
  ...todayScreens,
  ...linksScreens,
  ...linkRulesScreens,
  ...jssdkScreens,
  ...appsScreens,
  ...officialAccountsScreens,
  ...placesScreens,
  ...ledgerScreens,
  ...jobsScreens,
  ...settingsScreens,
  ...workspacesScreens,
  ...accountsScreens,
  ...vaultScreens,
  ...backupsScreens,
  ...callsScreens,
  ...auditScreens,
]
