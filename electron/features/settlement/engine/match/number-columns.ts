import type { MatchKey } from '@shared/contract/settlement-reconciliation'
import { kindCode } from './kinds'

/** The numbers that are a row's own, the one that names it best first. */
const payment: readonly MatchKey[] = ['merchantNo', 'wechatNo', 'providerNo']
/** A refund carries the numbers of its order too, which other refunds of that order share. */
const refund: readonly MatchKey[] = ['refundNo', 'providerRefundNo']
/** Movements of a balance: the number of the movement before what it was about. */
const movement: readonly MatchKey[] = ['providerNo', 'refundNo', 'merchantNo', 'wechatNo', 'group']

/** @param kind as packs write it */
export function numberColumnsOf(kind: number): readonly MatchKey[] {
  if (kind === kindCode.payment) return payment
  return kind === kindCode.refund || kind === kindCode.refundReturned ? refund : movement
}

/** Every number by which a row may be named. */
export const allNumberColumns: readonly MatchKey[] = ['merchantNo', 'wechatNo', 'providerNo', 'refundNo', 'providerRefundNo', 'group']

/** The number of the order that a refund is of, in the order in which sources have it. */
export const orderColumns: readonly MatchKey[] = ['merchantNo', 'wechatNo', 'providerNo']

/** Numbers that mean the same in every source: where both tell one and they differ, the rows are not of one order. */
const certainOfPayment: readonly MatchKey[] = ['merchantNo', 'wechatNo']
const certainOfRefund: readonly MatchKey[] = ['refundNo', 'providerRefundNo']

/** @param kind as packs write it; movements have no number that two sources share by nature */
export function certainNumbersOf(kind: number): readonly MatchKey[] {
  if (kind === kindCode.payment) return certainOfPayment
  return kind === kindCode.refund || kind === kindCode.refundReturned ? certainOfRefund : []
}
