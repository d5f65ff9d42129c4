import { billCommands } from './settlement-bills'
import { closingCommands } from './settlement-closing'
import { feeCommands } from './settlement-fees'
import { fileCommands } from './settlement-files'
import { reconciliationCommands } from './settlement-reconciliation'

/** Finance's side: files and bills, reconciliation, the monthly service fee, closing. */
export const settlement = {
  ...billCommands,
  ...fileCommands,
  ...reconciliationCommands,
  ...feeCommands,
  ...closingCommands,
}
