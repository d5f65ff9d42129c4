import type { Profile } from './types'

/**
 * Settlement details of Antom (Alipay+): UTF-8, the last line is `<END>`; a file without it was cut off (§5.7). Amounts
 * are in minor units beside their currency [U]. Source of the names: docs.antom.com, settlement details report.
 */
export const antom: Profile = {
  id: 'antom.settlement',
  provider: 'antom',
  source: 'bill',
  billType: 'settlementDetails',
  ofAccount: false,
  daily: false,
  needs: [['settlementBatchId'], ['transactionId'], ['transactionType'], ['transactionAmountValue', 'transactionAmount'], ['transactionCurrency']],
  columns: {
    at: ['paymentTime', 'transactionTime', 'settlementTime'],
    group: ['settlementBatchId'],
    providerNo: ['transactionId'],
    merchantNo: ['transactionRequestId', 'referenceTransactionId', 'merchantTransactionId'],
    refundNo: ['transactionRequestId'],
    providerRefundNo: ['transactionId'],
    wechatNo: ['originalTransactionId'],
    kind: ['transactionType'],
    amount: ['transactionAmountValue', 'transactionAmount'],
    currency: ['transactionCurrency'],
    settled: ['settlementAmountValue', 'netSettlementAmountValue', 'settlementAmount', 'grossSettlementAmountValue'],
    settledCurrency: ['settlementCurrency'],
    fee: ['feeAmountValue', 'totalFeeAmountValue', 'processingFeeAmountValue', 'feeAmount'],
    place: ['referenceStoreId'],
    title: ['productName', 'paymentMethodType'],
  },
  options: { unit: 'minor' },
  shapes: [
    {
      when: [{ field: 'kind', words: ['REFUND'] }],
      kind: 'refund',
      outcome: 'done',
      amount: { fields: ['amount'], sign: 'minus', required: true },
      settled: { fields: ['settled'], sign: 'minus' },
      // A refund points to its payment by the original number.
      texts: { providerNo: ['wechatNo'], wechatNo: [], merchantNo: [] },
    },
    {
      when: [{ field: 'kind', words: ['DISPUTE', 'CHARGEBACK'] }],
      kind: 'dispute',
      outcome: 'done',
      amount: { fields: ['amount'], sign: 'minus', required: true },
      texts: { wechatNo: [], refundNo: [], providerRefundNo: [] },
    },
    {
      kind: { field: 'kind', words: { payment: ['PAYMENT', 'CAPTURE'] }, otherwise: 'other' },
      outcome: { field: 'kind', words: { done: ['PAYMENT', 'CAPTURE'], failed: ['CANCEL', 'VOID', 'AUTHORIZATION'] }, otherwise: 'done' },
      amount: { fields: ['amount'], sign: 'plus', required: true },
      settled: { fields: ['settled'], sign: 'asIs' },
      fee: { fields: ['fee'], sign: 'plus' },
      texts: { wechatNo: [], refundNo: [], providerRefundNo: [] },
    },
  ],
  ending: { form: 'marker', starts: ['<END>'], required: true, controls: [] },
}
