import type { Profile } from './types'

/**
 * Volume files of PPRO with their common footer: settlement date, number of records, sum of amounts whatever the currency
 * (§5.7; developerhub.ppro.com, common footer). The names of the columns are uncertain, so a person looks at the mapping.
 */
export const ppro: Profile = {
  id: 'ppro.volume',
  provider: 'ppro',
  source: 'bill',
  billType: 'volume',
  ofAccount: false,
  daily: false,
  needs: [['TRANSACTION_ID', 'TX_ID', 'TRANSACTIONID'], ['AMOUNT', 'TRANSACTION_AMOUNT'], ['CURRENCY', 'TRANSACTION_CURRENCY'], ['MERCHANT_REFERENCE', 'MERCHANT_TX_ID', 'CLIENT_REFERENCE']],
  columns: {
    at: ['TRANSACTION_DATE', 'SUCCEEDED_DATE', 'TRANSACTION_TIMESTAMP', 'CREATED_AT', 'DATE'],
    providerNo: ['TRANSACTION_ID', 'TX_ID', 'TRANSACTIONID'],
    merchantNo: ['MERCHANT_REFERENCE', 'MERCHANT_TX_ID', 'CLIENT_REFERENCE'],
    providerRefundNo: ['REFUND_ID'],
    amount: ['AMOUNT', 'TRANSACTION_AMOUNT'],
    currency: ['CURRENCY', 'TRANSACTION_CURRENCY'],
    title: ['PAYMENT_METHOD', 'TAG'],
  },
  options: { zone: 'Europe/Berlin', currency: 'EUR' },
  shapes: [
    { when: [{ field: 'providerRefundNo', words: [''], not: true }], kind: 'refund', outcome: 'done', amount: { fields: ['amount'], sign: 'minus', required: true } },
    { kind: 'payment', outcome: 'done', amount: { fields: ['amount'], sign: 'asIs', required: true } },
  ],
  ending: {
    form: 'pairs',
    starts: ['SETTLEMENT_DATE', 'RECORD_COUNT', 'CHECKSUM_AGGREGATE_AMOUNT'],
    required: true,
    controls: [
      { name: ['RECORD_COUNT'], of: 'count' },
      { name: ['CHECKSUM_AGGREGATE_AMOUNT'], of: ['AMOUNT', 'TRANSACTION_AMOUNT'] },
    ],
  },
}
