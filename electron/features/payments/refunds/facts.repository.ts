import { type RefundState } from '@shared/domain/payments'
import type { ReadContext } from '../../../platform/store/repository'
import { findOrder, type OrderGround } from './order.repository'
import { refundsWhere, type StoredAttempt, type StoredRefund } from './rows.repository'

export interface SameAmount {
  refundNo: string
  amountMinor: number
  currency: string
  at: string
  merchantNo: string
  state: RefundState
}

export interface StoredFacts {
  order: OrderGround
  sameOrder: StoredRefund[]
  sameAmount: SameAmount[]
}

const ended = `('withdrawn', 'rejected', 'failed', 'returned')`

/** What is known about an order and its refunds before another one is asked for; `since` says what is "lately". */
export function refundFacts(
  context: ReadContext,
  input: { orderId: string; amountMinor: number | null; since: string; exceptId: string | null },
): StoredFacts | undefined {
  const order = findOrder(context, input.orderId)
  if (!order) return undefined
  const sameOrder = refundsWhere(context, 'r.order_seq = ? AND r.id IS NOT ?', [order.seq, input.exceptId], 'r.seq DESC')
  const sameAmount =
    input.amountMinor === null
      ? []
      : (context
          .sql(`SELECT r.refund_no AS refundNo, r.amount_minor AS amountMinor, r.currency AS currency, r.requested_at AS at,
              o.merchant_no AS merchantNo, r.state AS state
            FROM refunds r INDEXED BY refunds_same_amount JOIN orders o ON o.seq = r.order_seq
            WHERE r.account_seq = ? AND r.currency = ? AND r.amount_minor = ? AND r.requested_at >= ? AND r.order_seq <> ?
              AND r.state NOT IN ${ended}
            ORDER BY r.requested_at DESC LIMIT 20`)
          .all(order.accountSeq, order.refundCurrency, input.amountMinor, input.since, order.seq) as SameAmount[])
  return { order, sameOrder, sameAmount }
}

/** The attempts of some refunds, oldest first. */
export function attemptsOf({ sql }: ReadContext, ids: string[]): StoredAttempt[] {
  return sql(`SELECT r.id AS refundId, t.at AS at, t.call AS call, t.outcome AS outcome, t.code AS code, t.message AS message,
      t.request_id AS requestId
    FROM refund_attempts t JOIN refunds r ON r.seq = t.refund_seq
    WHERE r.id IN (SELECT value FROM json_each(?)) ORDER BY t.seq`).all(JSON.stringify(ids)) as StoredAttempt[]
}
