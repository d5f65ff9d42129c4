import type { ErrorEnvelope, MessageParams } from '@shared/contract/error'
import { formatMoney } from '@shared/domain/money'
import { refundCounts, refundMayBecome, refundReadingMayMove, type RefundState } from '@shared/domain/payments'
import { Fault } from '../../../platform/errors/fault'
import type { WriteContext } from '../../../platform/store/repository'
import { errorJson, requireRefund, type StoredRefund } from './rows.repository'

/** Who moves a refund, for audit and timeline; the program itself has an empty id. */
export interface Mover {
  id: string
  name: string
  correlationId: string
}

/** What a refund in this state adds to the counters of its order. */
interface Counted {
  refunded: number
  inFlight: number
  count: number
}

const nothing: Counted = { refunded: 0, inFlight: 0, count: 0 }

export function countedAs(state: RefundState, minor: number): Counted {
  if (state === 'succeeded') return { refunded: minor, inFlight: 0, count: 1 }
  return refundCounts(state) ? { refunded: 0, inFlight: minor, count: 1 } : nothing
}

interface OrderSums {
  total: number | null
  refunded: number
  inFlight: number
  flags: string
}

/**
 * Moves the order's counters by the difference between two states of one refund, and checks the sum. `truth`: the
 * provider says that the money is gone, so it is counted although it exceeds, and the order is flagged.
 * @throws Fault `payments.refundExceeds` (params `amount`: what is left)
 */
export function count(
  { sql }: WriteContext,
  orderSeq: number,
  move: { before: Counted; after: Counted; currency: string; truth: boolean },
): void {
  const { before, after, currency, truth } = move
  const change = {
    refunded: after.refunded - before.refunded,
    inFlight: after.inFlight - before.inFlight,
    count: after.count - before.count,
  }
  if (change.refunded === 0 && change.inFlight === 0 && change.count === 0) return
  const order = sql(`SELECT refund_total_minor AS total, refunded_minor AS refunded, in_flight_minor AS inFlight,
    flags_json AS flags FROM orders WHERE seq = ?`).get(orderSeq) as OrderSums
  const sum = order.refunded + order.inFlight + change.refunded + change.inFlight
  const grows = change.refunded + change.inFlight > 0
  const exceeds = grows && (order.total === null || sum > order.total)
  if (exceeds && !truth) {
    const left = order.total === null ? 0 : Math.max(0, order.total - order.refunded - order.inFlight + before.refunded + before.inFlight)
    throw new Fault('payments.refundExceeds', { params: { amount: formatMoney(left, currency) } })
  }
  // A rate that is not known is no contradiction; a sum above what was received is one.
  if (exceeds && order.total !== null) flagOrder({ sql }, orderSeq, 'refundedMore')
  sql(`UPDATE orders SET refunded_minor = refunded_minor + @refunded, in_flight_minor = in_flight_minor + @inFlight,
    refund_count = refund_count + @count, rev = rev + 1 WHERE seq = @orderSeq`).run({ ...change, orderSeq })
}

/** Marks an order as something that a person must look at. */
export function flagOrder({ sql }: Pick<WriteContext, 'sql'>, orderSeq: number, flag: string): void {
  const row = sql('SELECT flags_json AS flags FROM orders WHERE seq = ?').get(orderSeq) as { flags: string }
  const flags = JSON.parse(row.flags) as string[]
  if (flags.includes(flag)) return
  sql('UPDATE orders SET flags_json = ?, flagged = 1, rev = rev + 1 WHERE seq = ?').run(JSON.stringify([...flags, flag]), orderSeq)
}

/** Columns of a refund that may change with a move, by their names in the table. */
export interface RefundChange {
  provider_refund_no?: string
  raw_state?: string
  amount_minor?: number
  reason?: string
  note?: string
  changed_by_id?: string
  requested_day?: string
  approval_reasons_json?: string
  digest?: string
  approved_digest?: string | null
  approved_by_id?: string | null
  approved_by?: string | null
  approved_at?: string | null
  rejected_by?: string | null
  rejected_at?: string | null
  rejected_note?: string | null
  send_after?: string | null
  tries?: number
  sent_at?: string | null
  sent_by?: string | null
  completed_at?: string | null
  last_query_at?: string | null
  next_query_at?: string | null
  queries?: number
  refunded_before_minor?: number | null
  destination?: string
  raw_answer?: string
  error_json?: string | null
  review_json?: string | null
  evidence?: string
}

export interface RefundMove {
  /** The state that it had when the move was decided: another one means that somebody was faster. */
  from: RefundState
  to: RefundState
  by: Mover
  at: string
  change?: RefundChange
  /** Word of the provider: counts whatever our sums say. */
  truth?: boolean
  /** Kind of the timeline's event, if it is not the new state. */
  event?: string
  params?: MessageParams
  notificationId?: string | undefined
  requestId?: string | undefined
  raw?: string | undefined
  error?: ErrorEnvelope
}

/**
 * The one way in which a refund changes its state: refund, counters of the order, timeline and audit trail in one
 * transaction. Nobody else writes `refunds.state`.
 * @throws Fault `payments.refundMoved` where it is not in `from` any more, `payments.refundExceeds`
 */
export function moveRefund(context: WriteContext, refund: StoredRefund, move: RefundMove): StoredRefund {
  const { from, to, truth = false } = move
  const allowed = refundMayBecome(from, to) || (truth && refundReadingMayMove(from, to))
  if (refund.state !== from || !allowed) throw new Fault('payments.refundMoved', { params: { state: refund.state } })
  const amount = move.change?.amount_minor ?? refund.amountMinor
  count(context, refund.orderSeq, {
    before: countedAs(from, refund.amountMinor),
    after: countedAs(to, amount),
    currency: refund.currency,
    truth,
  })
  writeRefund(context, refund.seq, to, { ...(move.error ? { error_json: errorJson(move.error) } : {}), ...move.change })
  noteMove(context, refund, move, amount)
  return requireRefund(context, refund.id)
}

/** Facts beside the state, e.g. when it was asked about; for use inside a write method. */
export function patchRefund(context: WriteContext, seq: number, change: RefundChange): void {
  writeColumns(context, seq, Object.entries(change))
}

function writeRefund(context: WriteContext, seq: number, state: RefundState, change: RefundChange): void {
  writeColumns(context, seq, [...Object.entries(change), ['state', state]], true)
}

function writeColumns({ sql }: WriteContext, seq: number, entries: readonly (readonly [string, unknown])[], revised = false): void {
  const known = entries.filter(([, value]) => value !== undefined)
  if (known.length === 0) return
  // The names are those of RefundChange: the program's own, never a caller's text.
  const set = known.map(([name]) => `${name} = @${name}`).join(', ')
  sql(`UPDATE refunds SET ${set}${revised ? ', rev = rev + 1' : ''} WHERE seq = @seq`).run({ ...Object.fromEntries(known), seq })
}

function noteMove(context: WriteContext, refund: StoredRefund, move: RefundMove, amount: number): void {
  noteEvent(context, {
    orderSeq: refund.orderSeq,
    refundSeq: refund.seq,
    at: move.at,
    kind: move.event ?? `refund_${move.to}`,
    operatorName: move.by.name,
    params: { refundNo: refund.refundNo, amount: formatMoney(amount, refund.currency), ...move.params },
    notificationId: move.notificationId,
    requestId: move.requestId,
    raw: move.raw,
  })
  auditRefund(context, refund, move.by, actionOf(move), {
    from: move.from,
    to: move.to,
    amountMinor: amount,
    ...(move.error ? { error: move.error.code } : {}),
  })
}

/** Under which command's name the trail keeps a move: that of the person, or the one of which it is a consequence. */
function actionOf({ to, by, event }: RefundMove): string {
  const action = (event === undefined ? undefined : byEvent[event]) ?? (by.id === '' ? byProgram[to] : byPerson[to])
  return `payments.refunds.${action ?? 'query'}`
}

const byEvent: Partial<Record<string, string>> = {
  refund_changed: 'change',
  refund_reviewed: 'review',
  refund_reviewConfirmed: 'confirmReview',
  refund_reviewRefused: 'confirmReview',
}
const byPerson: Partial<Record<RefundState, string>> = {
  approved: 'approve',
  rejected: 'reject',
  withdrawn: 'withdraw',
  queued: 'send',
  returned: 'readUpstream',
}
const byProgram: Partial<Record<RefundState, string>> = { queued: 'send', sending: 'send', returned: 'readUpstream' }

export interface NewEvent {
  orderSeq: number
  refundSeq: number | null
  at: string
  kind: string
  operatorName: string
  params: MessageParams
  notificationId?: string | undefined
  requestId?: string | undefined
  raw?: string | undefined
}

/** For the timeline of the order; for use inside a write method. */
export function noteEvent({ sql }: WriteContext, event: NewEvent): void {
  sql(`INSERT INTO payment_events (order_seq, refund_seq, notification_id, at, kind, operator_name, params_json, request_id, raw)
    VALUES (@orderSeq, @refundSeq, @notificationId, @at, @kind, @operatorName, @params, @requestId, @raw)`).run({
    ...event,
    operatorName: event.operatorName === '' ? null : event.operatorName,
    params: JSON.stringify(event.params),
    notificationId: event.notificationId ?? null,
    requestId: event.requestId ?? null,
    raw: event.raw ?? null,
  })
}

/** One line of the audit trail about a refund, in the transaction of what it tells. */
export function auditRefund(
  context: WriteContext,
  refund: Pick<StoredRefund, 'id' | 'refundNo' | 'currency'>,
  by: Mover,
  action: string,
  details: Record<string, unknown>,
): void {
  context.audit({
    operatorId: by.id,
    operatorName: by.name,
    sessionKind: by.id === '' ? 'program' : 'operator',
    action,
    subject: refund.id,
    details: { refundNo: refund.refundNo, currency: refund.currency, ...details },
    outcome: 'done',
    correlationId: by.correlationId,
  })
}
