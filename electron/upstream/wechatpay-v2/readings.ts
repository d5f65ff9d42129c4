/** What WeChat Pay says about orders and refunds. Source: payment-providers §7.3, §7.4, §7.8, §1.4. */
import { isCurrency } from '@shared/domain/money'
import type { OrderState } from '@shared/domain/payments'
import type { OrderReading, RefundReading } from '../payments/types'
import { merchantIn, type V2Account } from './account'
import { type Fields, minorIn } from './answers'
import { fromWechatTime } from './times'

const orderStates: Readonly<Record<string, OrderState>> = {
  SUCCESS: 'paid',
  // At least one refund was accepted: it was paid (§1.3).
  REFUND: 'paid',
  NOTPAY: 'pending',
  USERPAYING: 'pending',
  ACCEPT: 'pending',
  CLOSED: 'closed',
  REVOKED: 'closed',
  PAYERROR: 'failed',
}

/** `REFUNDCLOSE` failed; with `CHANGE` the money waits for staff in the merchant platform and is not final. */
const refundStates: Readonly<Record<string, RefundReading['state']>> = {
  SUCCESS: 'succeeded',
  PROCESSING: 'processing',
  REFUNDCLOSE: 'failed',
  CHANGE: 'needsManual',
}

const methods: Readonly<Record<string, string>> = { NATIVE: 'wechat_native', JSAPI: 'wechat_mini', MWEB: 'wechat_h5', APP: 'wechat_app' }

const of = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined => (Object.hasOwn(table, key) ? table[key] : undefined)

export const orderStateOf = (rawState: string): OrderState => of(orderStates, rawState) ?? 'unknown'
export const refundStateOf = (rawState: string): RefundReading['state'] => of(refundStates, rawState) ?? 'unknown'

/** Leaves out what is not told. */
export function told<T extends object>(values: { [K in keyof T]: T[K] | undefined | '' }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '')) as T
}

/** The mainland leaves the currency out: it is CNY there (§7.3). */
function currencyIn(account: V2Account, said: string | undefined): string | undefined {
  if (said !== undefined && isCurrency(said)) return said
  return account.overseas ? undefined : 'CNY'
}

/** Of an answer to a query, or of a payment notification (`rawState` then says `SUCCESS` by itself). */
export function orderReading(account: V2Account, said: Fields, rawState: string, raw: string): OrderReading {
  const state = orderStateOf(rawState)
  const total = minorIn(said.get('total_fee'))
  const settled = minorIn(said.get('settlement_total_fee'))
  return told<OrderReading>({
    state,
    rawState,
    merchantNo: said.get('out_trade_no'),
    providerNo: said.get('transaction_id'),
    wechatNo: said.get('transaction_id'),
    amountMinor: total,
    currency: total === undefined ? undefined : currencyIn(account, said.get('fee_type')),
    // Coupons make `cash_fee` smaller; refunds are counted against the total (§7.6).
    receivedMinor: state === 'paid' ? total : undefined,
    settledMinor: settled,
    settledCurrency: settled === undefined ? undefined : currencyIn(account, said.get('fee_type')),
    rate: said.get('rate'),
    paidAt: state === 'paid' ? fromWechatTime(said.get('time_end')) : undefined,
    method: of(methods, said.get('trade_type') ?? ''),
    merchantId: merchantIn(account, said),
    message: state === 'failed' ? said.get('trade_state_desc') : undefined,
    raw,
  })
}

/** One of the numbered refunds of an answer; `suffix` is `_0` and so on, or empty in a notification. */
export function refundReading(account: V2Account, said: Fields, suffix: string, raw: string): RefundReading {
  const numbered = (name: string) => said.get(name + suffix)
  const rawState = numbered('refund_status') ?? ''
  const amount = minorIn(numbered('refund_fee'))
  const source = numbered('refund_request_source') ?? said.get('refund_request_source')
  return told<RefundReading>({
    state: refundStateOf(rawState),
    rawState,
    refundNo: numbered('out_refund_no'),
    providerRefundNo: numbered('refund_id'),
    merchantNo: said.get('out_trade_no'),
    providerNo: said.get('transaction_id'),
    wechatNo: said.get('transaction_id'),
    amountMinor: amount,
    currency: amount === undefined ? undefined : currencyIn(account, said.get('refund_fee_type') ?? said.get('fee_type')),
    // Spelt so in the interface.
    destination: numbered('refund_recv_accout') ?? numbered('refund_channel'),
    completedAt: fromWechatTime(numbered('refund_success_time') ?? numbered('success_time')),
    madeBy: source === 'VENDOR_PLATFORM' ? 'portal' : source === 'API' ? 'api' : undefined,
    raw,
  })
}
