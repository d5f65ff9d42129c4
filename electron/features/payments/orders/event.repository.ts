import type { MessageParams } from '@shared/contract/error'
import type { PaymentEvent } from '@shared/contract/payment-orders'
import type { ReadContext, WriteContext } from '../../../platform/store/repository'

/** What the timeline calls it: `payments.events.<kind>`. */
export type OrderEventKind =
  | 'asked'
  | 'made'
  | 'refused'
  | 'answerMissing'
  | 'stateCreated'
  | 'statePending'
  | 'statePaid'
  | 'stateClosed'
  | 'stateFailed'
  | 'stateUnknown'
  | 'completed'
  | 'flagged'
  | 'flagSettled'
  | 'moneyAccepted'
  | 'queried'
  | 'queryFailed'
  | 'closed'
  | 'closeRefused'
  | 'closeUnknown'
  | 'expired'
  | 'givenUp'
  | 'adopted'
  | 'notified'
  | 'imported'
  | 'importCompleted'
  | 'changed'
  | 'rateSet'

/** An event to write down about an order. */
export interface NewOrderEvent {
  kind: OrderEventKind
  operatorName?: string | undefined
  notificationId?: string | undefined
  params?: MessageParams
  requestId?: string | undefined
  raw?: string | undefined
}

/** Longer answers are cut: the timeline is for reading. */
const longestRaw = 65_536

/** Writes down that something happened to an order; for use inside a write method. */
export function noteOrderEvent({ sql, now }: WriteContext, orderSeq: number, event: NewOrderEvent): void {
  sql(`INSERT INTO payment_events (order_seq, notification_id, at, kind, operator_name, params_json, request_id, raw)
       VALUES (@orderSeq, @notificationId, @now, @kind, @operatorName, @params, @requestId, @raw)`).run({
    orderSeq,
    notificationId: event.notificationId ?? null,
    now,
    kind: event.kind,
    operatorName: event.operatorName ?? null,
    params: JSON.stringify(event.params ?? {}),
    requestId: event.requestId ?? null,
    raw: event.raw === undefined || event.raw === '' ? null : event.raw.slice(0, longestRaw),
  })
}

/** What happened to an order and its refunds, the newest thousand of it, oldest first. */
export function eventsOfOrder({ sql }: ReadContext, orderId: string): PaymentEvent[] {
  const rows = sql(`SELECT e.at, e.kind, r.id AS refundId, e.notification_id AS notificationId,
      e.operator_name AS operatorName, e.params_json AS params, e.request_id AS requestId, e.raw
    FROM payment_events e JOIN orders o ON o.seq = e.order_seq LEFT JOIN refunds r ON r.seq = e.refund_seq
    WHERE o.id = ? ORDER BY e.seq DESC LIMIT 1000`).all(orderId) as {
    at: string
    kind: string
    refundId: string | null
    notificationId: string | null
    operatorName: string | null
    params: string
    requestId: string | null
    raw: string | null
  }[]
  return rows.reverse().map((row) => ({
    at: row.at,
    kind: row.kind,
    ...(row.refundId === null ? {} : { refundId: row.refundId }),
    ...(row.notificationId === null ? {} : { notificationId: row.notificationId }),
    ...(row.operatorName === null ? {} : { operatorName: row.operatorName }),
    params: JSON.parse(row.params) as MessageParams,
    ...(row.requestId === null ? {} : { requestId: row.requestId }),
    ...(row.raw === null ? {} : { raw: row.raw }),
  }))
}
