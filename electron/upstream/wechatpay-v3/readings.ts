/** What WeChat Pay says about orders and refunds, in answers and in callbacks. Source: payment-providers §8.4, §8.6, §8.7, §1.4. */
import type { OrderState } from '@shared/domain/payments'
import { z } from 'zod'
import type { OrderReading, RefundReading } from '../payments/types'
import { merchantIn, type V3Account } from './account'

const text = z.string().max(4_096)
/** Amounts are JSON numbers without fraction; a text or a fraction is not taken. */
const minor = z.int().min(0)
/** RFC 3339, `2018-06-08T10:34:56+08:00`. */
const instant = z.iso.datetime({ offset: true })

/** Fields that are not named are let through unread: the platform adds fields without notice. */
export const OrderSaid = z.looseObject({
  mchid: text.optional(),
  sp_mchid: text.optional(),
  sub_mchid: text.optional(),
  out_trade_no: text,
  transaction_id: text.optional(),
  trade_type: text.optional(),
  trade_state: text,
  trade_state_desc: text.optional(),
  success_time: z.union([instant, z.literal('')]).optional(),
  amount: z.looseObject({ total: minor.optional(), currency: text.optional() }).optional(),
})
type OrderSaid = z.infer<typeof OrderSaid>

export const RefundSaid = z.looseObject({
  refund_id: text.optional(),
  out_refund_no: text,
  transaction_id: text.optional(),
  out_trade_no: text.optional(),
  channel: text.optional(),
  user_received_account: text.optional(),
  success_time: z.union([instant, z.literal('')]).optional(),
  create_time: z.union([instant, z.literal('')]).optional(),
  /** In answers; callbacks call it `refund_status`. */
  status: text.optional(),
  refund_status: text.optional(),
  amount: z.looseObject({ refund: minor.optional(), currency: text.optional() }).optional(),
})
type RefundSaid = z.infer<typeof RefundSaid>

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

/** `CLOSED` failed; `ABNORMAL` waits for staff in the merchant platform and is not final. */
const refundStates: Readonly<Record<string, RefundReading['state']>> = {
  SUCCESS: 'succeeded',
  PROCESSING: 'processing',
  CLOSED: 'failed',
  ABNORMAL: 'needsManual',
}

const methods: Readonly<Record<string, string>> = {
  NATIVE: 'wechat_native',
  JSAPI: 'wechat_mini',
  MWEB: 'wechat_h5',
  APP: 'wechat_app',
}

const of = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined => (Object.hasOwn(table, key) ? table[key] : undefined)

/** Left out where there is nothing to say. */
function given<K extends string>(name: K, value: string | undefined): { [key in K]?: string } {
  return value === undefined || value === '' ? {} : ({ [name]: value } as { [key in K]?: string })
}

function instantGiven<K extends string>(name: K, value: string | undefined): { [key in K]?: string } {
  return given(name, value === undefined || value === '' ? undefined : new Date(value).toISOString())
}

/** Callbacks of the mainland leave the currency out where it can only be one. */
function currencyOf({ region }: V3Account, said: string | undefined): string | undefined {
  return said ?? (region === 'domestic' ? 'CNY' : region === 'hk' ? 'HKD' : undefined)
}

export function orderReading(account: V3Account, said: OrderSaid, raw: string): OrderReading {
  const state = of(orderStates, said.trade_state) ?? 'unknown'
  const total = said.amount?.total
  return {
    state,
    rawState: said.trade_state,
    merchantNo: said.out_trade_no,
    ...given('providerNo', said.transaction_id),
    ...given('wechatNo', said.transaction_id),
    ...(total === undefined ? {} : { amountMinor: total, ...given('currency', currencyOf(account, said.amount?.currency)) }),
    // Coupons of the platform make `payer_total` smaller; refunds are counted against the total (§7.6).
    ...(total === undefined || state !== 'paid' ? {} : { receivedMinor: total }),
    ...instantGiven('paidAt', said.success_time),
    ...given('method', of(methods, said.trade_type ?? '')),
    ...given('merchantId', merchantIn(account, said)),
    ...given('message', state === 'failed' ? said.trade_state_desc : undefined),
    raw,
  }
}

export function refundReading(account: V3Account, said: RefundSaid, raw: string): RefundReading {
  const rawState = said.status ?? said.refund_status ?? ''
  const refund = said.amount?.refund
  return {
    state: of(refundStates, rawState) ?? 'unknown',
    rawState,
    refundNo: said.out_refund_no,
    ...given('providerRefundNo', said.refund_id),
    ...given('merchantNo', said.out_trade_no),
    ...given('providerNo', said.transaction_id),
    ...given('wechatNo', said.transaction_id),
    ...(refund === undefined ? {} : { amountMinor: refund, ...given('currency', currencyOf(account, said.amount?.currency)) }),
    ...given('destination', said.user_received_account ?? said.channel),
    ...instantGiven('createdAt', said.create_time),
    ...instantGiven('completedAt', said.success_time),
    raw,
  }
}
