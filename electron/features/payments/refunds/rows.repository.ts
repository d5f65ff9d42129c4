import type { RefundAttempt } from '@shared/contract/payment-refunds'
import type { ErrorEnvelope, MessageParams } from '@shared/contract/error'
import type { RefundState } from '@shared/domain/payments'
import { Fault } from '../../../platform/errors/fault'
import type { ReadContext } from '../../../platform/store/repository'

/** Why a second person must approve: a code under `payments.approvalReasons`. */
export interface ApprovalReason {
  code: string
  params: MessageParams
}

/** What a person recorded about a refund of unknown outcome, waiting for a second person or confirmed by one. */
export interface StoredReview {
  outcome: 'refunded' | 'notRefunded'
  providerRefundNo: string
  evidence: string
  by: { id: string; name: string }
  at: string
}

/** A refund with its order and account, as the store gives it. */
export interface StoredRefund {
  seq: number
  id: string
  orderSeq: number
  orderId: string
  accountId: string
  accountName: string
  kind: string
  merchantNo: string
  providerNo: string
  wechatNo: string
  description: string
  orderCurrency: string
  orderedMinor: number
  receivedMinor: number | null
  orderState: string
  paidAt: string | null
  refundNo: string
  providerRefundNo: string
  amountMinor: number
  currency: string
  reason: string
  note: string
  state: RefundState
  rawState: string
  source: 'here' | 'portal' | 'upstream' | 'import'
  requestedById: string
  requestedBy: string
  changedById: string
  requestedAt: string
  requestedDay: string
  approvalReasons: ApprovalReason[]
  digest: string
  approvedDigest: string | null
  approvedById: string | null
  approvedBy: string | null
  approvedAt: string | null
  rejectedBy: string | null
  rejectedAt: string | null
  rejectedNote: string | null
  sendAfter: string | null
  tries: number
  sentAt: string | null
  sentBy: string | null
  completedAt: string | null
  lastQueryAt: string | null
  nextQueryAt: string | null
  queries: number
  refundedBeforeMinor: number | null
  destination: string
  error: ErrorEnvelope | null
  review: StoredReview | null
  evidence: string
  batchId: string | null
  batchName: string | null
  batchLine: number | null
  rev: number
}

export const refundColumns = `r.seq AS seq, r.id AS id, r.order_seq AS orderSeq, o.id AS orderId, a.id AS accountId,
  a.name AS accountName, a.kind AS kind, o.merchant_no AS merchantNo, o.provider_no AS providerNo, o.wechat_no AS wechatNo,
  o.description AS description, o.currency AS orderCurrency, o.ordered_minor AS orderedMinor, o.received_minor AS receivedMinor,
  o.state AS orderState, o.paid_at AS paidAt, r.refund_no AS refundNo, r.provider_refund_no AS providerRefundNo,
  r.amount_minor AS amountMinor, r.currency AS currency, r.reason AS reason, r.note AS note, r.state AS state,
  r.raw_state AS rawState, r.source AS source, r.requested_by_id AS requestedById, r.requested_by AS requestedBy,
  r.changed_by_id AS changedById, r.requested_at AS requestedAt, r.requested_day AS requestedDay,
  r.approval_reasons_json AS reasonsJson, r.digest AS digest, r.approved_digest AS approvedDigest,
  r.approved_by_id AS approvedById, r.approved_by AS approvedBy, r.approved_at AS approvedAt, r.rejected_by AS rejectedBy,
  r.rejected_at AS rejectedAt, r.rejected_note AS rejectedNote, r.send_after AS sendAfter, r.tries AS tries,
  r.sent_at AS sentAt, r.sent_by AS sentBy, r.completed_at AS completedAt, r.last_query_at AS lastQueryAt,
  r.next_query_at AS nextQueryAt, r.queries AS queries, r.refunded_before_minor AS refundedBeforeMinor,
  r.destination AS destination, r.error_json AS errorJson, r.review_json AS reviewJson, r.evidence AS evidence,
  b.id AS batchId, b.name AS batchName, r.batch_line AS batchLine, r.rev AS rev`

export const refundJoins = `JOIN orders o ON o.seq = r.order_seq JOIN payment_accounts a ON a.seq = r.account_seq
  LEFT JOIN refund_batches b ON b.seq = r.batch_seq`

type Raw = Omit<StoredRefund, 'approvalReasons' | 'error' | 'review'> & {
  reasonsJson: string
  errorJson: string | null
  reviewJson: string | null
}

/** Stored JSON carries its version: `{ v: 1, … }`. */
export const reasonsJson = (reasons: readonly ApprovalReason[]) => JSON.stringify({ v: 1, reasons })
export const errorJson = (error: ErrorEnvelope | null) => (error ? JSON.stringify({ v: 1, error }) : null)
export const reviewJson = (review: StoredReview | null) => (review ? JSON.stringify({ v: 1, review }) : null)

export function toRefund({ reasonsJson: reasons, errorJson: error, reviewJson: review, ...row }: Raw): StoredRefund {
  const parsed = JSON.parse(reasons) as { reasons?: ApprovalReason[] }
  return {
    ...row,
    approvalReasons: parsed.reasons ?? [],
    error: error === null ? null : (JSON.parse(error) as { error: ErrorEnvelope }).error,
    review: review === null ? null : (JSON.parse(review) as { review: StoredReview }).review,
  }
}

/** For use inside a repository method; `where` and `order` are SQL of the caller's own. */
export function refundsWhere({ sql }: ReadContext, where: string, values: readonly unknown[], order = 'r.seq'): StoredRefund[] {
  const rows = sql(`SELECT ${refundColumns} FROM refunds r ${refundJoins} WHERE ${where} ORDER BY ${order}`).all(...values)
  return (rows as Raw[]).map(toRefund)
}

/** @throws Fault `payments.noSuchRefund` */
export function requireRefund(context: ReadContext, id: string): StoredRefund {
  const [row] = refundsWhere(context, 'r.id = ?', [id])
  if (!row) throw new Fault('payments.noSuchRefund')
  return row
}

export type StoredAttempt = Omit<RefundAttempt, 'outcome' | 'requestId'> & {
  refundId: string
  outcome: RefundAttempt['outcome'] | 'open'
  requestId: string | null
}
