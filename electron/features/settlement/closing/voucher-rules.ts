import type { VoucherRule } from '@shared/contract/settlement-closing'
import { textFor } from '../../../platform/texts/texts'

/** Account numbers of each business case: debit, credit. */
const codes: readonly (readonly [VoucherRule['event'], string, string])[] = [
  ['sales', '1012', '6001'],
  ['refunds', '6001', '1012'],
  ['transactionFee', '6603', '1012'],
  ['payout', '1002', '1012'],
  ['feeAccrual', '6601', '2202'],
  ['feeInvoice', '2221', '6601'],
  ['feePayment', '2202', '1002'],
  ['deposit', '1221', '1002'],
]

/**
 * The account mapping as it is shipped: numbers and names of the 企业会计准则 chart of accounts, as companies commonly use
 * them, in Chinese because the journal is a Chinese paper. Each company edits it; the program books nothing anywhere.
 */
export function shippedVoucherRules(): VoucherRule[] {
  // A summary keeps its places for month and account: they are put in when a voucher is made.
  const say = (event: string, key: string) => textFor('zh-CN', `closing.shippedRules.${event}.${key}`, { month: '{month}', account: '{account}' })
  return codes.map(([event, debit, credit]) => ({
    event,
    on: true,
    debit: { code: debit, name: say(event, 'debit') },
    credit: { code: credit, name: say(event, 'credit') },
    summary: say(event, 'summary'),
    perPlace: event === 'feeAccrual',
  }))
}
