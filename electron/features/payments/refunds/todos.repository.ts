import type { ReadContext } from '../../../platform/store/repository'

export interface RefundPile {
  count: number
  first: string | null
}

export interface RefundPiles {
  toApprove: RefundPile
  review: RefundPile
  confirm: RefundPile
  needsManual: RefundPile
  failed: RefundPile
  returned: RefundPile
  unknown: RefundPile
  /** Accepted, and past asking: the portal knows. */
  stuck: RefundPile
}

/** What of refunds waits for a person. `failedSince`: an older failure is no news any more; `unknownBefore`: sent before it. */
export function refundPiles({ sql }: ReadContext, input: { failedSince: string; unknownBefore: string }): RefundPiles {
  const pile = (where: string, at: string, ...values: unknown[]) =>
    sql(`SELECT count(*) AS count, min(${at}) AS first FROM refunds WHERE ${where}`).get(...values) as RefundPile
  return {
    toApprove: pile(`state = 'requested'`, 'requested_at'),
    review: pile(`state = 'review' AND review_json IS NULL`, 'sent_at'),
    confirm: pile(`state IN ('review', 'needsManual', 'processing') AND review_json IS NOT NULL`, 'sent_at'),
    needsManual: pile(`state = 'needsManual' AND review_json IS NULL`, 'requested_at'),
    failed: pile(`state = 'failed' AND coalesce(sent_at, requested_at) >= ?`, 'coalesce(sent_at, requested_at)', input.failedSince),
    returned: pile(`state = 'returned'`, 'requested_at'),
    unknown: pile(`state IN ('unknown', 'sending') AND sent_at < ?`, 'sent_at', input.unknownBefore),
    stuck: pile(`state = 'processing' AND next_query_at IS NULL AND review_json IS NULL`, 'coalesce(sent_at, requested_at)'),
  }
}
