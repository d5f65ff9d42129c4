import type { Call } from '@shared/contract/calls'
import type { PaymentEvent } from '@shared/contract/payment-orders'
import type { OrdersParts } from './parts'

/** Everything that happened to an order: events, attempts at refunds, notifications and calls, oldest first. */
export async function timelineOf(parts: OrdersParts, orderId: string): Promise<PaymentEvent[]> {
  const { repository, calls, callLog } = parts
  await callLog.flush()
  const [events, attempts, notifications, correlations] = await Promise.all([
    repository.events(orderId),
    repository.attempts(orderId),
    repository.notifications(orderId),
    repository.correlations(orderId),
  ])
  const logged = await Promise.all(correlations.map((id) => calls.byCorrelation(id)))
  const timeline: PaymentEvent[] = [
    ...events,
    ...attempts.map(({ at, refundId, requestId, call, outcome, code, message }) => ({
      at,
      kind: 'attempt',
      refundId,
      params: { call, outcome, code, message },
      ...(requestId === null ? {} : { requestId }),
    })),
    ...notifications.map(({ id, at, state, event, verified, repeats }) => ({
      at,
      kind: 'notification',
      notificationId: id,
      params: { state, event, verified, repeats },
    })),
    ...logged.flat().map(toEvent),
  ]
  // Sorting is stable: what has the same instant keeps the order in which it was written.
  return timeline.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

function toEvent({ at, path, durationMs, upstreamCode, fault, requestId }: Call): PaymentEvent {
  return {
    at,
    kind: 'call',
    params: { path, ms: durationMs, code: upstreamCode ?? fault ?? '' },
    ...(requestId === undefined ? {} : { requestId }),
  }
}
