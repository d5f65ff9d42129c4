import { paypalKinds } from './paypal-codes'
import type { Profile } from './types'

/**
 * Settlement report of PayPal (STL): the first cell of a line is its type, CH names the columns, SB is a row, SF and RF
 * hold sums, SC and RC counts (§5.6). Amounts are unsigned minor units; the direction stands in a column of its own.
 */
export const paypalStl: Profile = {
  id: 'paypal.stl',
  provider: 'paypal',
  source: 'bill',
  billType: 'settlement',
  ofAccount: false,
  daily: false,
  needs: [['CH'], ['Transaction ID'], ['Transaction Event Code'], ['Transaction Debit or Credit'], ['Gross Transaction Amount'], ['Gross Transaction Currency']],
  columns: {
    at: ['Transaction Completion Date', 'Transaction Initiation Date'],
    providerNo: ['Transaction ID'],
    merchantNo: ['Invoice ID', 'Custom Field'],
    group: ['PayPal Reference ID'],
    kind: ['Transaction Event Code'],
    direction: ['Transaction Debit or Credit', 'Transaction  Debit or Credit'],
    amount: ['Gross Transaction Amount'],
    currency: ['Gross Transaction Currency'],
    fee: ['Fee Amount'],
    state: ['Fee Debit or Credit'],
    title: ['Custom Field', 'Transaction Subject'],
  },
  options: { unit: 'minor', currency: 'USD' },
  shapes: [
    {
      kind: { field: 'kind', words: paypalKinds, otherwise: 'other' },
      outcome: 'done',
      amount: { fields: ['amount'], sign: { field: 'direction', words: { plus: ['CR'], minus: ['DR'] } }, required: true },
      fee: { fields: ['fee'], sign: { field: 'state', words: { plus: ['DR'], minus: ['CR'] }, empty: 'plus' } },
      // A refund's own number is the transaction's, the payment that it belongs to is the reference.
      texts: { state: ['kind'] },
    },
  ],
  ending: { form: 'records', starts: ['SF', 'SC', 'RF', 'RC', 'FF'], required: true, controls: [] },
  skipStarts: ['RH', 'FH', 'SH', 'SF', 'SC', 'RF', 'RC', 'FF'],
}
