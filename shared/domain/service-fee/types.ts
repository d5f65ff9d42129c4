/** How the fee of a month is computed; the words are those of the contract (settlement-fees). */
export interface FeeRule {
  /** Parts per million: 1 % is 10,000. */
  ratePpm: number
  policy: FeePolicy
  amount: AmountColumn
  rounding: RoundingMode
  level: RoundingLevel
  refundMethod: RefundMethod
  scenes: readonly string[]
  sceneCodes: readonly string[]
}

/**
 * Which payments count (settlement-reconciliation §4.2): P1 all of the month; P2 less what was refunded in the same
 * month; P3 less every refund accepted in the month, whatever the order's month; P4 as P3, of redeemed orders only.
 * P4 is the "settlement basis" of other products: an order counts once it was redeemed (核销); that redemption is what the
 * platform settles by is uncertain.
 */
export const feePolicies = ['paidGross', 'paidNetSameMonth', 'paidNetByRefundMonth', 'settled'] as const
export type FeePolicy = (typeof feePolicies)[number]

export const amountColumns = ['ordered', 'received', 'settled'] as const
export type AmountColumn = (typeof amountColumns)[number]

export const roundingModes = ['halfUp', 'halfEven', 'floor', 'ceil'] as const
export type RoundingMode = (typeof roundingModes)[number]

export const roundingLevels = ['perOrder', 'total'] as const
export type RoundingLevel = (typeof roundingLevels)[number]

export const refundMethods = ['cumulative', 'perRefund'] as const
export type RefundMethod = (typeof refundMethods)[number]

/** A refund that counts: it succeeded, or was accepted and is on its way (a row in PROCESSING is treated as done, §4.2). */
export interface FeeRefund {
  number: string
  /** When it was accepted: that decides its month, not when the money arrived. */
  atMs: number
  /** In the currency of the order's refunds. */
  minor: number
}

/** An order as the fee sees it. Amounts in the statement's currency, minor units. */
export interface FeeOrder {
  id: string
  number: string
  paidAtMs: number
  scene: string
  /** Launch scene of the mini program; empty where not known. */
  sceneCode: string
  placeId: string
  accountId: string
  redeemed: boolean
  ordered: number
  received: number
  settled: number
  /**
   * What the refunds are parts of: everything that was received, in their currency. A refund takes the same part of
   * each amount of the order, so that a full refund takes it to 0 whatever coupons or exchange rates did. 0: not known.
   */
  refundBasis: number
  /** Oldest first. */
  refunds: readonly FeeRefund[]
}

/** A month as instants: `fromMs <= at < untilMs`. */
export interface FeeWindow {
  fromMs: number
  untilMs: number
}
