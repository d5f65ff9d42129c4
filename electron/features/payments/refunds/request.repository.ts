import type { RefundPolicy } from '@shared/contract/payment-refunds'
import { formatMoney } from '@shared/domain/money'
import { Fault } from '../../../platform/errors/fault'
import type { WriteContext } from '../../../platform/store/repository'
import { approvalReasons } from './approval.repository'
import { digestOf } from './digest'
import { auditRefund, count, countedAs, type Mover, moveRefund, noteEvent } from './move.repository'
import { assertRefundable, type RefundLimits, requireOrder } from './order.repository'
import { type ApprovalReason, reasonsJson, refundsWhere, requireRefund, type StoredRefund } from './rows.repository'

/** Whom a write is for, when, and by which rules. */
export interface Ground {
  by: Mover
  at: string
  /** The day of `at` in the workspace's zone. */
  day: string
  policy: RefundPolicy
  limits: RefundLimits
}

export interface NewRefund extends Ground {
  id: string
  orderId: string
  /** The revision that the caller saw; null: rows of a batch, which are checked against the books alone. */
  orderRev: number | null
  amountMinor: number
  currency: string
  reason: string
  note: string
  refundNo: string
  batch?: { seq: number; line: number; totalMinor: number }
}

export interface RefundRow {
  id: string
  orderSeq: number
  accountSeq: number
  refundNo: string
  providerRefundNo: string
  amountMinor: number
  currency: string
  reason: string
  note: string
  state: StoredRefund['state']
  rawState: string
  source: StoredRefund['source']
  by: Mover
  at: string
  day: string
  reasons: ApprovalReason[]
  digest: string
  completedAt: string | null
  nextQueryAt: string | null
  destination: string
  raw: string | null
  evidence: string
  batch: { seq: number; line: number } | null
}

/** A new refund with its counters, timeline and audit entry; for use inside a write method. */
export function insertRefund(
  context: WriteContext,
  row: RefundRow,
  told: { event: string; truth: boolean; notificationId?: string | undefined },
): StoredRefund {
  const { by, at, batch, reasons, ...columns } = row
  count(context, row.orderSeq, {
    before: countedAs('withdrawn', 0),
    after: countedAs(row.state, row.amountMinor),
    currency: row.currency,
    truth: told.truth,
  })
  context.sql(`INSERT INTO refunds (id, order_seq, account_seq, refund_no, provider_refund_no, amount_minor, currency, reason,
      note, state, raw_state, source, requested_by_id, requested_by, changed_by_id, requested_at, requested_day,
      approval_reasons_json, digest, completed_at, next_query_at, destination, raw_answer, evidence, batch_seq, batch_line)
    VALUES (@id, @orderSeq, @accountSeq, @refundNo, @providerRefundNo, @amountMinor, @currency, @reason, @note, @state,
      @rawState, @source, @byId, @byName, @byId, @at, @day, @reasons, @digest, @completedAt, @nextQueryAt, @destination,
      @raw, @evidence, @batchSeq, @batchLine)`).run({
    ...columns,
    byId: by.id,
    byName: by.name,
    at,
    reasons: reasonsJson(reasons),
    batchSeq: batch?.seq ?? null,
    batchLine: batch?.line ?? null,
  })
  const refund = requireRefund(context, row.id)
  noteEvent(context, {
    orderSeq: refund.orderSeq,
    refundSeq: refund.seq,
    at,
    kind: told.event,
    operatorName: by.name,
    params: { refundNo: row.refundNo, amount: formatMoney(row.amountMinor, row.currency) },
    notificationId: told.notificationId,
    raw: row.raw ?? undefined,
  })
  auditRefund(context, refund, by, `payments.refunds.${addedBy[row.source]}`, { to: row.state, source: row.source, amountMinor: row.amountMinor, orderId: refund.orderId })
  return refund
}

/** The command by which a refund of each source comes in. */
const addedBy = { here: 'request', portal: 'recordPortal', upstream: 'readUpstream', import: 'readUpstream' } as const

/**
 * A refund is asked for: every check and the approval that it needs, in one transaction with its counters.
 * @throws Fault `payments.noSuchOrder`, `payments.orderChanged`, `payments.orderNotPaid`, `payments.rateMissing`,
 *   `payments.refundUnsettled`, `payments.tooManyRefunds`, `payments.refundTooLate`, `payments.refundExceeds`
 */
export function requestRefund(context: WriteContext, input: NewRefund): StoredRefund {
  const order = requireOrder(context, input.orderId)
  assertRefundable(order, { rev: input.orderRev, currency: input.currency, limits: input.limits, at: input.at })
  const { amountMinor, currency, reason, refundNo, by, at, day, policy, batch } = input
  const ground = { orderSeq: order.seq, currency, amountMinor, requesterId: by.id, day, policy, exceptSeq: 0 }
  const reasons = approvalReasons(context, { ...ground, batchMinor: batch?.totalMinor })
  return insertRefund(
    context,
    {
      id: input.id,
      orderSeq: order.seq,
      accountSeq: order.accountSeq,
      refundNo,
      providerRefundNo: '',
      amountMinor,
      currency,
      reason,
      note: input.note,
      state: reasons.length > 0 ? 'requested' : 'approved',
      rawState: '',
      source: 'here',
      by,
      at,
      day,
      reasons,
      digest: digestOf({ orderId: order.id, amountMinor, currency, reason, refundNo }),
      completedAt: null,
      nextQueryAt: null,
      destination: '',
      raw: null,
      evidence: '',
      batch: batch ? { seq: batch.seq, line: batch.line } : null,
    },
    { event: reasons.length > 0 ? 'refund_requested' : 'refund_requestedFree', truth: false },
  )
}

export interface RefundChangeInput extends Ground {
  id: string
  rev: number
  amountMinor: number
  reason: string
  note: string
}

const changeable: readonly StoredRefund['state'][] = ['requested', 'approved', 'queued', 'returned']

/**
 * Another amount or reason: the number stays, the approval is void, and what it needs is computed anew.
 * @throws Fault `payments.refundMoved`, `payments.refundWasSent`, and as {@link requestRefund}
 */
export function changeRefund(context: WriteContext, input: RefundChangeInput): StoredRefund {
  const refund = requireRefund(context, input.id)
  if (refund.rev !== input.rev || !changeable.includes(refund.state))
    throw new Fault('payments.refundMoved', { params: { state: refund.state } })
  // The provider may have the number with its old amount: another amount under it would be another refund.
  if (refund.sentAt !== null) throw new Fault('payments.refundWasSent')
  const { orderSeq, currency, refundNo } = refund
  const order = requireOrder(context, refund.orderId)
  const already = countedAs(refund.state, refund.amountMinor).count
  assertRefundable(order, { rev: null, currency, limits: input.limits, at: input.at, already })
  const { amountMinor, reason, by, at, day, policy } = input
  const batchMinor = refund.batchId === null ? undefined : batchSum(context, refund) - refund.amountMinor + amountMinor
  const ground = { orderSeq, currency, amountMinor, requesterId: refund.requestedById, day, policy, exceptSeq: refund.seq, batchMinor }
  const reasons = approvalReasons(context, ground)
  return moveRefund(context, refund, {
    from: refund.state,
    to: reasons.length > 0 ? 'requested' : 'approved',
    by,
    at,
    event: 'refund_changed',
    params: { before: formatMoney(refund.amountMinor, currency) },
    change: {
      amount_minor: amountMinor,
      reason,
      note: input.note,
      changed_by_id: by.id,
      requested_day: day,
      approval_reasons_json: reasonsJson(reasons),
      digest: digestOf({ orderId: order.id, amountMinor, currency, reason, refundNo }),
      approved_digest: null,
      approved_by_id: null,
      approved_by: null,
      approved_at: null,
      send_after: null,
      error_json: null,
    },
  })
}

function batchSum(context: WriteContext, refund: StoredRefund): number {
  const others = refundsWhere(context, 'b.id = ? AND r.currency = ?', [refund.batchId, refund.currency])
  return others.reduce((sum, one) => sum + countedAs(one.state, one.amountMinor).inFlight + countedAs(one.state, one.amountMinor).refunded, 0)
}
