import { orderStates, refundStates } from '@shared/domain/payments'
import { z } from 'zod'

/** A whole number of minor units; the currency stands beside it. */
export const Minor = z.int()
/** ISO 4217, three capital letters. */
export const Currency = z.string().regex(/^[A-Z]{3}$/u)

/** An amount with its currency. */
export const Money = z.object({ minor: Minor, currency: Currency })
export type Money = z.infer<typeof Money>

/** A provider kind: checked against the registry (`payments.providers`), not a closed list. */
export const ProviderKind = z.string().min(1).max(40)

/** Order and refund numbers, whoever made them: always text. */
export const OrderNumber = z.string().trim().min(1).max(128)

export const PaymentOrderState = z.enum(orderStates)
export const PaymentRefundState = z.enum(refundStates)

/** Where the guest ordered. `channels`: 视频号, the base of the monthly service fee; `other`: anywhere else. */
export const OrderScene = z.enum(['channels', 'other', 'unset'])
export type OrderScene = z.infer<typeof OrderScene>

/** 核销: whether what was bought was used. */
export const Redemption = z.enum(['unset', 'open', 'redeemed'])
export type Redemption = z.infer<typeof Redemption>

/** How an order got in. */
export const OrderSource = z.enum(['created', 'imported', 'adopted', 'notified'])
export type OrderSource = z.infer<typeof OrderSource>

/** One of the three numbers of an order. */
export const NumberKind = z.enum(['merchant', 'provider', 'wechat'])
export type NumberKind = z.infer<typeof NumberKind>
