import { noEnding, type Profile } from './types'

/**
 * Settlement details of Adyen: debit and credit apart in gross and net currency, fees in four parts, the zone in a
 * column, the batch as the number of the payout (§5.7). Which columns there are depends on the account's set-up.
 */
export const adyen: Profile = {
  id: 'adyen.settlement',
  provider: 'adyen',
  source: 'bill',
  billType: 'settlementDetails',
  ofAccount: false,
  daily: false,
  needs: [['Psp Reference'], ['Merchant Reference'], ['Type'], ['Gross Currency'], ['Gross Debit (GC)'], ['Gross Credit (GC)'], ['Batch Number']],
  columns: {
    at: ['Creation Date', 'Booking Date'],
    zone: ['TimeZone', 'Booking Date TimeZone'],
    providerNo: ['Psp Reference'],
    merchantNo: ['Merchant Reference'],
    refundNo: ['Modification Merchant Reference'],
    providerRefundNo: ['Modification Reference'],
    kind: ['Type'],
    currency: ['Gross Currency', 'Net Currency'],
    income: ['Gross Credit (GC)'],
    expense: ['Gross Debit (GC)'],
    settled: ['Net Credit (NC)'],
    settledRefund: ['Net Debit (NC)'],
    settledCurrency: ['Net Currency'],
    fee: ['Fees (NC)'],
    group: ['Batch Number'],
    title: ['Payment Method'],
  },
  options: { zone: 'Europe/Amsterdam', currency: 'EUR' },
  shapes: [
    {
      // Payouts, fees and transfers have no gross: what moves stands in the net columns.
      when: [{ field: 'kind', words: ['MerchantPayout', 'Fee', 'InvoiceDeduction', 'Balancetransfer', 'DepositCorrection', 'MiscCosts', 'ReserveAdjustment', 'PaymentCost', 'BankInstructionReturned', 'ManualCorrected'] }],
      kind: {
        field: 'kind',
        words: { withdrawal: ['MerchantPayout'], topUp: ['BankInstructionReturned'], fee: ['Fee', 'InvoiceDeduction', 'MiscCosts', 'PaymentCost'], transfer: ['Balancetransfer'] },
        otherwise: 'other',
      },
      outcome: 'done',
      amount: { fields: ['settled'], less: 'settledRefund', sign: 'asIs', required: true },
      texts: { currency: ['settledCurrency'] },
    },
    {
      kind: {
        field: 'kind',
        words: { payment: ['Settled', 'SentForSettle', 'SettledBulk', 'SettledInstallment'], refund: ['Refunded', 'RefundedBulk'], refundReturned: ['RefundedReversed'], dispute: ['Chargeback', 'ChargebackReversed', 'SecondChargeback', 'ChargebackExternallyWithInfo'] },
        otherwise: 'other',
      },
      outcome: 'done',
      amount: { fields: ['income'], less: 'expense', sign: 'asIs', required: true },
      settled: { fields: ['settled'], less: 'settledRefund', sign: 'asIs' },
      fee: { fields: ['fee'], sign: 'asIs', round: true },
    },
  ],
  feeParts: ['Commission (NC)', 'Markup (NC)', 'Scheme Fees (NC)', 'Interchange (NC)'],
  ending: noEnding,
  prepare: 'zones',
}
