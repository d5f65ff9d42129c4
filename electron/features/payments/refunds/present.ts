import type { Refund, RefundAttempt } from '@shared/contract/payment-refunds'
import type { StoredAttempt, StoredRefund } from './rows.repository'

/** A stored refund as the contract tells it; what is not known is absent. */
export function presentRefund(stored: StoredRefund, attempts: readonly StoredAttempt[]): Refund {
  const { kind, merchantNo, providerNo, wechatNo } = stored
  return {
    id: stored.id,
    order: {
      id: stored.orderId,
      merchantNo,
      providerNo,
      wechatNo,
      kind,
      account: stored.accountName,
      description: stored.description,
      ordered: { minor: stored.orderedMinor, currency: stored.orderCurrency },
      ...(stored.receivedMinor === null ? {} : { received: { minor: stored.receivedMinor, currency: stored.orderCurrency } }),
    },
    refundNo: stored.refundNo,
    providerRefundNo: stored.providerRefundNo,
    amount: { minor: stored.amountMinor, currency: stored.currency },
    reason: stored.reason,
    note: stored.note,
    state: stored.state,
    rawState: stored.rawState,
    source: stored.source,
    requestedBy: { id: stored.requestedById, name: stored.requestedBy },
    requestedAt: stored.requestedAt,
    approvalReasons: stored.approvalReasons,
    ...decisions(stored),
    digest: stored.digest,
    ...present('sendAfter', stored.sendAfter),
    ...present('sentAt', stored.sentAt),
    ...present('sentBy', stored.sentBy),
    ...present('completedAt', stored.completedAt),
    ...present('nextQueryAt', stored.nextQueryAt),
    destination: stored.destination,
    attempts: attempts.map(presentAttempt),
    ...present('error', stored.error),
    ...(stored.review ? { review: { outcome: stored.review.outcome, evidence: stored.review.evidence, by: stored.review.by, at: stored.review.at } } : {}),
    ...(stored.batchId === null ? {} : { batch: { id: stored.batchId, name: stored.batchName ?? '', line: stored.batchLine ?? 0 } }),
    rev: stored.rev,
  }
}

function decisions({ approvedBy, approvedById, approvedAt, rejectedBy, rejectedAt, rejectedNote }: StoredRefund): Pick<Refund, 'approvedBy' | 'rejection'> {
  return {
    ...(approvedBy === null || approvedById === null || approvedAt === null ? {} : { approvedBy: { id: approvedById, name: approvedBy, at: approvedAt } }),
    ...(rejectedBy === null || rejectedAt === null ? {} : { rejection: { by: rejectedBy, at: rejectedAt, note: rejectedNote ?? '' } }),
  }
}

/** One that is being made has no outcome yet: nobody knows. */
function presentAttempt({ at, call, outcome, code, message, requestId }: StoredAttempt): RefundAttempt {
  return { at, call, outcome: outcome === 'open' ? 'unknown' : outcome, code, message, ...present('requestId', requestId) }
}

function present<K extends string, V>(key: K, value: V | null): { [P in K]?: V } {
  return value === null ? {} : ({ [key]: value } as { [P in K]?: V })
}
