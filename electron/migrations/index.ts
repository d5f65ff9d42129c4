import type { Migration } from '../platform/store/migrate'
import { foundation } from './0010-foundation'
import { masterData } from './0020-master-data'
import { links } from './0030-links'
import { linkWorkbench } from './0040-link-workbench'
import { campaigns } from './0050-campaigns'
import { shortAddresses } from './0051-short-addresses'
import { officialAccounts } from './0060-official-accounts'
import { linkRules } from './0065-link-rules'
import { ledger } from './0070-ledger'
import { findShortAddresses } from './0075-find-short-addresses'
import { today } from './0080-today'
import { linkIndexes } from './0085-link-indexes'
import { payments } from './0100-payments'
import { paymentOrders } from './0105-payment-orders'
import { overseasAccess } from './0110-overseas-access'
import { settlementFiles } from './0120-settlement-files'
import { settlementBills } from './0122-settlement-bills'
import { reconciliation } from './0124-reconciliation'
import { settlementFees } from './0126-settlement-fees'
import { closing } from './0128-closing'
import { reports } from './0130-reports'
import { geocoding } from './0140-geocoding'
import { geocodingBatches } from './0142-geocoding-batches'
import { identity } from './0144-identity'
import { identityGuide } from './0146-identity-guide'

/** One list for the whole program, strictly rising. A released step is never changed, only followed. */
export const migrations: readonly Migration[] = [
  foundation,
  masterData,
  links,
  linkWorkbench,
  campaigns,
  shortAddresses,
  officialAccounts,
  linkRules,
  ledger,
  findShortAddresses,
  today,
  linkIndexes,
  payments,
  paymentOrders,
  overseasAccess,
  settlementFiles,
  settlementBills,
  reconciliation,
  settlementFees,
  closing,
  reports,
  geocoding,
  geocodingBatches,
  identity,
  identityGuide,
]
