import type { Entry } from './types'

/** A payment of CNY 10.00 on 2026-10-15, changed as a test wants. */
export function entryOf(change: Partial<Entry>): Entry {
  return {
    line: 2,
    sheet: '',
    kind: 'payment',
    outcome: 'done',
    rawState: 'SUCCESS',
    atMs: Date.UTC(2026, 9, 15, 2),
    currency: 'CNY',
    amountMinor: 1000,
    feeMinor: NaN,
    settledMinor: NaN,
    settledCurrency: '',
    balanceMinor: NaN,
    merchantNo: '',
    providerNo: '',
    wechatNo: '',
    refundNo: '',
    providerRefundNo: '',
    group: '',
    scene: '',
    place: '',
    title: '',
    offset: NaN,
    length: 0,
    orderId: '',
    ...change,
  }
}
