import type { RefundPolicy } from '@shared/contract/payment-refunds'
import type { RefundState } from '@shared/domain/payments'
import { Fault } from '../../../platform/errors/fault'
import type { ReadContext, WriteContext } from '../../../platform/store/repository'
import { approvalReasons } from './approval.repository'
import { type Mover, moveRefund } from './move.repository'
import { requireRefund, reviewJson, type StoredRefund, type StoredReview } from './rows.repository'

export interface Decision {
  id: string
  by: Mover
  at: string
}

/** Nobody decides about what is their own: who asked for it, or changed it last, cannot approve it. */
function assertForeign(refund: StoredRefund, by: Mover): void {
  if (by.id === refund.requestedById || by.id === refund.changedById) throw new Fault('payments.ownRefund')
}

function moved(refund: StoredRefund): Fault {
  return new Fault('payments.refundMoved', { params: { state: refund.state } })
}

/** @throws Fault `payments.refundMoved`, `payments.digestChanged`, `payments.ownRefund` */
export function approve(context: WriteContext, input: Decision & { digest: string }): StoredRefund {
  const refund = requireRefund(context, input.id)
  if (refund.state !== 'requested') throw moved(refund)
  if (refund.digest !== input.digest) throw new Fault('payments.digestChanged')
  assertForeign(refund, input.by)
  const { by, at } = input
  const change = { approved_digest: refund.digest, approved_by_id: by.id, approved_by: by.name, approved_at: at }
  return moveRefund(context, refund, { from: 'requested', to: 'approved', by, at, change })
}

/** @throws Fault `payments.refundMoved`, `payments.ownRefund` */
export function reject(context: WriteContext, input: Decision & { note: string }): StoredRefund {
  const refund = requireRefund(context, input.id)
  if (refund.state !== 'requested' && refund.state !== 'approved') throw moved(refund)
  assertForeign(refund, input.by)
  const { by, at, note } = input
  const change = { rejected_by: by.name, rejected_at: at, rejected_note: note }
  return moveRefund(context, refund, { from: refund.state, to: 'rejected', by, at, change, params: { note } })
}

const unsent: readonly RefundState[] = ['requested', 'approved', 'queued', 'returned']

/** @throws Fault `payments.refundMoved` where it was sent */
export function withdraw(context: WriteContext, input: Decision & { rev: number | null }): StoredRefund {
  const refund = requireRefund(context, input.id)
  if ((input.rev !== null && refund.rev !== input.rev) || !unsent.includes(refund.state)) throw moved(refund)
  return moveRefund(context, refund, { from: refund.state, to: 'withdrawn', by: input.by, at: input.at, change: { send_after: null } })
}

/** Whether what stands was approved as it stands, or needs nobody. */
export function isApproved(refund: StoredRefund): boolean {
  return refund.approvalReasons.length === 0 || refund.approvedDigest === refund.digest
}

export interface QueueInput {
  ids: string[]
  idempotentKinds: string[]
  policy: RefundPolicy
  by: Mover
  at: string
}

const underWay: readonly RefundState[] = ['queued', 'sending', 'processing', 'unknown', 'needsManual', 'succeeded']

/**
 * Hands approved refunds to the dispatcher. One that is under way already stays as it is, so that a second click sends
 * nothing again. A failed one goes again under its number, where the kind takes the same number as the same refund.
 * @throws Fault `payments.refundNotApproved`, `payments.refundNotAgain`, `payments.refundExceeds`
 */
export function queue(context: WriteContext, input: QueueInput): StoredRefund[] {
  return [...new Set(input.ids)].map((id) => {
    const refund = requireRefund(context, id)
    if (underWay.includes(refund.state)) return refund
    assertSendable(context, refund, input)
    const window = windowOf(context, refund)
    const sendAfter = window !== null && window > input.at ? window : input.at
    const change = { send_after: sendAfter, tries: 0, sent_by: input.by.name, error_json: null }
    return moveRefund(context, refund, { from: refund.state, to: 'queued', by: input.by, at: input.at, change })
  })
}

function assertSendable(context: ReadContext, refund: StoredRefund, { idempotentKinds, policy }: QueueInput): void {
  const no = { params: { refundNo: refund.refundNo } }
  if (refund.state === 'failed') {
    if (refund.source !== 'here' || !(idempotentKinds.includes(refund.kind) || neverLeft(context, refund))) throw new Fault('payments.refundNotAgain', no)
    // A failed one counts nowhere: others may have used up what needed nobody when it was asked for.
    if (refund.approvedDigest !== refund.digest && needsApproval(context, refund, policy)) throw new Fault('payments.refundNotApproved', no)
  } else if (refund.state !== 'approved') throw new Fault('payments.refundNotApproved', no)
  if (!isApproved(refund)) throw new Fault('payments.refundNotApproved', no)
}

function needsApproval(context: ReadContext, refund: StoredRefund, policy: RefundPolicy): boolean {
  const { orderSeq, currency, amountMinor, requestedById: requesterId, requestedDay: day, seq: exceptSeq } = refund
  return approvalReasons(context, { orderSeq, currency, amountMinor, requesterId, day, policy, exceptSeq }).length > 0
}

/** Whether every attempt to send it ended before anything reached the provider. */
function neverLeft({ sql }: ReadContext, refund: StoredRefund): boolean {
  const row = sql(`SELECT count(*) AS n FROM refund_attempts WHERE refund_seq = ? AND call = 'send' AND outcome <> 'notSent'`).get(refund.seq)
  return (row as { n: number }).n === 0
}

function windowOf({ sql }: ReadContext, refund: StoredRefund): string | null {
  if (refund.batchId === null) return null
  return (sql('SELECT send_after AS sendAfter FROM refund_batches WHERE id = ?').get(refund.batchId) as { sendAfter: string | null }).sendAfter
}

/** What a person may record about: of unknown outcome, waiting for staff, or accepted and past asking. */
function reviewable(refund: StoredRefund): boolean {
  if (refund.state === 'review' || refund.state === 'needsManual') return true
  return (refund.state === 'processing' || refund.state === 'unknown') && refund.nextQueryAt === null
}

/** @throws Fault `payments.nothingToReview`, `payments.reviewWaits` where somebody recorded already */
export function review(context: WriteContext, input: Decision & { review: StoredReview }): StoredRefund {
  const refund = requireRefund(context, input.id)
  if (!reviewable(refund)) throw new Fault('payments.nothingToReview')
  if (refund.review) throw new Fault('payments.reviewWaits', { params: { by: refund.review.by.name } })
  const { by, at } = input
  // An unknown one stops being asked about: from here two persons decide. A reading may still come and counts more.
  const to = refund.state === 'unknown' ? 'review' : refund.state
  const params = { outcome: input.review.outcome }
  return moveRefund(context, refund, { from: refund.state, to, by, at, event: 'refund_reviewed', params, change: { review_json: reviewJson(input.review) } })
}

/**
 * The second person's word. Agreed: what was recorded is so. Refused: it waits for another look.
 * @throws Fault `payments.nothingToReview`, `payments.ownReview`
 */
export function confirmReview(context: WriteContext, input: Decision & { agree: boolean }): StoredRefund {
  const refund = requireRefund(context, input.id)
  const { review: recorded } = refund
  if (!recorded || !reviewStates.includes(refund.state)) throw new Fault('payments.nothingToReview')
  if (recorded.by.id === input.by.id) throw new Fault('payments.ownReview')
  const { by, at } = input
  if (!input.agree)
    return moveRefund(context, refund, { from: refund.state, to: refund.state, by, at, event: 'refund_reviewRefused', change: { review_json: null } })
  const refunded = recorded.outcome === 'refunded'
  const change = {
    evidence: recorded.evidence,
    next_query_at: null,
    ...(refunded ? { completed_at: at } : {}),
    ...(recorded.providerRefundNo === '' || refund.providerRefundNo !== '' ? {} : { provider_refund_no: recorded.providerRefundNo }),
  }
  return moveRefund(context, refund, { from: refund.state, to: refunded ? 'succeeded' : 'failed', by, at, event: 'refund_reviewConfirmed', params: { outcome: recorded.outcome }, change })
}

const reviewStates: readonly RefundState[] = ['review', 'needsManual', 'processing']
