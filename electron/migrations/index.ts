import type { Migration } from '../platform/store/migrate'
import { foundation } from './0010-foundation'
import { masterData } from './0020-master-data'
import { links } from './0030-links'
import { officialAccounts } from './0060-official-accounts'
import { linkRules } from './0065-link-rules'
import { ledger } from './0070-ledger'

/** One list for the whole program, strictly rising. A released step is never changed, only followed. */
export const migrations: readonly Migration[] = [foundation, masterData, links, officialAccounts, linkRules, ledger]
