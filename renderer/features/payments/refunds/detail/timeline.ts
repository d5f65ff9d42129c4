import type { TimelineEntry } from '@renderer/ui/pages/TimelineList.vue'
import type { Refund, RefundAttempt } from '@shared/contract/payment-refunds'

type Translate = (key: string, params?: Record<string, string | number>) => string

const attemptTones = { done: 'neutral', refused: 'failed', unknown: 'attention', notSent: 'attention' } as const

/** What happened to a refund, newest first: decisions, each call with its request id, and the end. */
export function refundTimeline(refund: Refund, t: Translate): TimelineEntry[] {
  const say = (key: string, params?: Record<string, string | number>) => t(`refundScreens.timeline.${key}`, params)
  const entries: TimelineEntry[] = [
    {
      id: 'requested',
      at: refund.requestedAt,
      title: refund.source === 'here' ? say('requested') : t(`refundScreens.timeline.source.${refund.source}`),
      person: refund.requestedBy.name,
      detail: refund.reason || undefined,
    },
    ...(refund.approvedBy
      ? [{ id: 'approved', at: refund.approvedBy.at, title: say('approved'), person: refund.approvedBy.name, tone: 'done' as const }]
      : []),
    ...(refund.rejection
      ? [{ id: 'rejected', at: refund.rejection.at, title: say('rejected'), person: refund.rejection.by, detail: refund.rejection.note, tone: 'failed' as const }]
      : []),
    ...refund.attempts.map((attempt, at) => attemptEntry(attempt, at, refund, t)),
    ...(refund.review
      ? [{ id: 'review', at: refund.review.at, title: t(`refundScreens.timeline.review.${refund.review.outcome}`), person: refund.review.by.name, detail: refund.review.evidence }]
      : []),
    ...(refund.completedAt
      ? [{
          id: 'completed',
          at: refund.completedAt,
          title: say(refund.state === 'succeeded' ? 'succeeded' : 'ended'),
          detail: refund.destination || undefined,
          tone: refund.state === 'succeeded' ? ('done' as const) : ('neutral' as const),
        }]
      : []),
  ]
  // Of the same moment, what was noted later stands above.
  return entries.reverse().sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
}

function attemptEntry(attempt: RefundAttempt, at: number, refund: Refund, t: Translate): TimelineEntry {
  return {
    id: `attempt-${at}`,
    at: attempt.at,
    title: t(`refundScreens.timeline.${attempt.call}.${attempt.outcome}`),
    tone: attemptTones[attempt.outcome],
    person: attempt.call === 'send' ? refund.sentBy : undefined,
    detail: [attempt.code, attempt.message].filter((text) => text !== '').join(' ') || undefined,
    requestId: attempt.requestId,
  }
}
