import type { EntryOutcome } from '@shared/contract/settlement-values'
import type { Entry } from '../engine/types'
import type { OwnPayment, OwnRefund } from './own-orders.repository'

const decoder = new TextDecoder()

function entry(values: Partial<Entry> & Pick<Entry, 'kind' | 'outcome' | 'atMs' | 'currency' | 'amountMinor'>): Entry {
  return {
    line: 0,
    sheet: '',
    rawState: '',
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
    ...values,
  }
}

/**
 * An order of ours that is not paid here moved no money; it is read only where a bill names it, so that "paid there, unpaid
 * here" is told from "unknown here" (settlement-reconciliation §3.1). That it was closed here says nothing against it.
 */
const outcomeOfOrder = (state: string): EntryOutcome => (state === 'paid' ? 'done' : 'open')

/** A refund that was sent counts as done: bills list it by the day on which it was accepted (§4.2). */
function outcomeOfRefund(state: string): EntryOutcome {
  if (state === 'failed') return 'failed'
  return state === 'sending' || state === 'unknown' || state === 'review' ? 'open' : 'done'
}

/** Our payments as the engine's rows, from a page of the store. */
export function paymentEntries(bytes: Uint8Array): Entry[] {
  // Written by our own repository, a million at a time.
  const rows = JSON.parse(decoder.decode(bytes)) as OwnPayment[]
  return rows.map(([orderId, merchantNo, providerNo, wechatNo, state, rawState, currency, minor, settled, settledCurrency, at, scene, place, title]) =>
    entry({
      kind: 'payment',
      outcome: outcomeOfOrder(state),
      rawState: rawState === '' ? state : rawState,
      atMs: Date.parse(at),
      currency,
      amountMinor: minor,
      settledMinor: settled ?? NaN,
      settledCurrency: settledCurrency ?? '',
      merchantNo,
      providerNo,
      wechatNo,
      scene,
      place,
      title,
      orderId,
    }),
  )
}

/** Our refunds: money that leaves. */
export function refundEntries(bytes: Uint8Array): Entry[] {
  const rows = JSON.parse(decoder.decode(bytes)) as OwnRefund[]
  return rows.map(([orderId, merchantNo, providerNo, wechatNo, state, rawState, currency, minor, refundNo, providerRefundNo, at, scene, place, title]) =>
    entry({
      kind: 'refund',
      outcome: outcomeOfRefund(state),
      rawState: rawState === '' ? state : rawState,
      atMs: Date.parse(at),
      currency,
      amountMinor: -minor,
      merchantNo,
      providerNo,
      wechatNo,
      refundNo,
      providerRefundNo,
      scene,
      place,
      title,
      orderId,
    }),
  )
}
