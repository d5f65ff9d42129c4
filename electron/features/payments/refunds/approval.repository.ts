import type { RefundPolicy } from '@shared/contract/payment-refunds'
import { formatMoney } from '@shared/domain/money'
import { countingRefundStates } from '@shared/domain/payments'
import type { ReadContext } from '../../../platform/store/repository'
import { findOrder } from './order.repository'
import type { ApprovalReason } from './rows.repository'

const counting = countingRefundStates.map((state) => `'${state}'`).join(', ')

export interface ApprovalGround {
  orderSeq: number
  currency: string
  amountMinor: number
  requesterId: string
  /** The day in the workspace's zone. */
  day: string
  policy: RefundPolicy
  /** The refund itself, where it is there already. */
  exceptSeq: number
  /** Sum of the whole batch in this currency, where it is one of a batch. */
  batchMinor?: number | undefined
}

/**
 * Why a second person must approve: every limit of the policy that this refund reaches beyond, with the sum that it
 * comes to. Runs in the transaction that writes the refund, so that two windows cannot both stay below.
 */
export function approvalReasons({ sql }: ReadContext, ground: ApprovalGround): ApprovalReason[] {
  const { policy, currency, amountMinor, orderSeq, requesterId, day, exceptSeq, batchMinor } = ground
  const limit = policy.limits.find((one) => one.currency === currency)
  if (!limit) return policy.otherCurrencies === 'approve' ? [{ code: 'otherCurrency', params: { currency } }] : []
  const sumOf = (where: string, ...values: unknown[]) =>
    amountMinor +
    (
      sql(`SELECT coalesce(sum(amount_minor), 0) AS minor FROM refunds WHERE ${where} AND currency = ? AND state IN (${counting})
        AND seq <> ?`).get(...values, currency, exceptSeq) as { minor: number }
    ).minor
  const reasons: ApprovalReason[] = []
  const check = (code: string, most: number | undefined, sum: () => number) => {
    if (most === undefined) return
    const minor = sum()
    if (minor > most) reasons.push({ code, params: { sum: formatMoney(minor, currency), limit: formatMoney(most, currency) } })
  }
  check('perOrder', limit.perOrder, () => sumOf('order_seq = ?', orderSeq))
  check('perRequesterAndDay', limit.perRequesterAndDay, () => sumOf(`requested_day = ? AND requested_by_id = ? AND source = 'here'`, day, requesterId))
  check('perDay', limit.perDay, () => sumOf(`requested_day = ? AND source = 'here'`, day))
  if (batchMinor !== undefined) check('perBatch', limit.perBatch, () => batchMinor)
  return reasons
}

export interface ForeseenApproval extends Pick<ApprovalGround, 'amountMinor' | 'requesterId' | 'day' | 'policy' | 'exceptSeq'> {
  orderId: string
}

/** What {@link approvalReasons} would say now of an amount that somebody only thinks of; the write asks again. */
export function foreseenReasons(context: ReadContext, { orderId, ...ground }: ForeseenApproval): ApprovalReason[] {
  const order = findOrder(context, orderId)
  return order ? approvalReasons(context, { ...ground, orderSeq: order.seq, currency: order.refundCurrency }) : []
}
