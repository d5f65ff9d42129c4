import type { ErrorEnvelope } from '@shared/contract/error'
import { formatMoney } from '@shared/domain/money'
import { outstandingRefundStates, refundPollEndsMs, refundPollWait, refundReadingMayMove, type RefundState } from '@shared/domain/payments'
import { Fault } from '../../../platform/errors/fault'
import type { ReadContext, WriteContext } from '../../../platform/store/repository'
import type { RefundReading } from '../../../upstream/payments'
import { isApproved } from './decision.repository'
import { flagOrder, type Mover, moveRefund, patchRefund, type RefundChange } from './move.repository'
import { requireOrder } from './order.repository'
import { errorJson, refundsWhere, requireRefund, type StoredRefund } from './rows.repository'

const outstanding = outstandingRefundStates.map((state) => `'${state}'`).join(', ')

/** Queued refunds whose time has come, the oldest first, one of each order. */
export function dueRefunds(context: ReadContext, input: { at: string; limit: number }): StoredRefund[] {
  return refundsWhere(
    context,
    `r.seq IN (SELECT min(q.seq) FROM refunds q INDEXED BY refunds_to_send WHERE q.state = 'queued' AND q.send_after <= ?
      AND NOT EXISTS (SELECT 1 FROM refunds u WHERE u.order_seq = q.order_seq AND u.state IN (${outstanding}))
      GROUP BY q.order_seq ORDER BY min(q.send_after), min(q.seq) LIMIT ?)`,
    [input.at, input.limit],
    'r.send_after, r.seq',
  )
}

export function nextDue({ sql }: ReadContext): string | null {
  return (sql(`SELECT min(send_after) AS at FROM refunds WHERE state = 'queued'`).get() as { at: string | null }).at
}

/** Refunds to be asked about now. */
export function refundsToQuery(context: ReadContext, input: { at: string; limit: number }): StoredRefund[] {
  return refundsWhere(
    context,
    `r.seq IN (SELECT seq FROM refunds WHERE next_query_at IS NOT NULL AND next_query_at <= ? ORDER BY next_query_at LIMIT ?)`,
    [input.at, input.limit],
    'r.next_query_at, r.seq',
  )
}

export function nextQuery({ sql }: ReadContext): string | null {
  return (sql('SELECT min(next_query_at) AS at FROM refunds WHERE next_query_at IS NOT NULL').get() as { at: string | null }).at
}

/** When the last other refund of an order was sent. */
function lastSent({ sql }: ReadContext, refund: StoredRefund): string | null {
  const row = sql('SELECT max(sent_at) AS at FROM refunds WHERE order_seq = ? AND seq <> ?').get(refund.orderSeq, refund.seq)
  return (row as { at: string | null }).at
}

export interface BeginSend {
  id: string
  at: string
  by: Mover
  /** Seconds between two refunds of one order. */
  pauseSeconds: number
  /** Where only the order's refunded sum tells of a refund: none is sent while another of the order is not over. */
  alone: boolean
  refundedBeforeMinor: number | null
  requestDigest: string
}

/** `later`: another refund of the order is under way, or the pause between two is not over. */
export type Begun = { begun: true; refund: StoredRefund; attempt: number } | { begun: false; later: string | null }

/**
 * The intent, committed before the call: state, attempt and audit entry; approval and sum are checked once more.
 * @throws Fault `payments.refundMoved`, `payments.refundNotApproved`, `payments.refundExceeds`
 */
export function beginSend(context: WriteContext, input: BeginSend): Begun {
  const refund = requireRefund(context, input.id)
  if (refund.state !== 'queued') throw new Fault('payments.refundMoved', { params: { state: refund.state } })
  if (!isApproved(refund)) throw new Fault('payments.refundNotApproved', { params: { refundNo: refund.refundNo } })
  const order = requireOrder(context, refund.orderId)
  if (order.unsettled) return { begun: false, later: null }
  const pause = pauseEnds(lastSent(context, refund), input.pauseSeconds)
  const later = input.alone && othersOpen(context, refund) ? waitFor(input.at) : pause
  if (later !== null && later > input.at) {
    patchRefund(context, refund.seq, { send_after: later })
    return { begun: false, later }
  }
  if (order.totalMinor === null || order.refundedMinor + order.inFlightMinor > order.totalMinor)
    throw new Fault('payments.refundExceeds', { params: { amount: formatMoney(0, refund.currency) } })
  const change = { sent_at: input.at, refunded_before_minor: input.refundedBeforeMinor, queries: 0, next_query_at: null, error_json: null }
  const sending = moveRefund(context, refund, { from: 'queued', to: 'sending', by: input.by, at: input.at, change })
  const { lastInsertRowid } = context
    .sql(`INSERT INTO refund_attempts (refund_seq, at, call, outcome, correlation_id, request_digest) VALUES (?, ?, 'send', 'open', ?, ?)`)
    .run(refund.seq, input.at, input.by.correlationId, input.requestDigest)
  return { begun: true, refund: sending, attempt: Number(lastInsertRowid) }
}

function othersOpen({ sql }: ReadContext, refund: StoredRefund): boolean {
  return sql(`SELECT 1 FROM refunds WHERE order_seq = ? AND seq <> ? AND state IN ('processing', 'needsManual')`).get(refund.orderSeq, refund.seq) !== undefined
}

const waitFor = (at: string) => new Date(Date.parse(at) + 60_000).toISOString()

function pauseEnds(last: string | null, seconds: number): string | null {
  return last === null || seconds === 0 ? null : new Date(Date.parse(last) + seconds * 1000).toISOString()
}

/** What an attempt came to, for the refund's list of attempts. */
export interface AttemptEnd {
  outcome: 'done' | 'refused' | 'unknown' | 'notSent'
  code: string
  message: string
  requestId?: string | undefined
}

function endAttempt({ sql }: WriteContext, seq: number, end: AttemptEnd): void {
  sql('UPDATE refund_attempts SET outcome = @outcome, code = @code, message = @message, request_id = @requestId WHERE seq = @seq').run({
    ...end,
    requestId: end.requestId ?? null,
    seq,
  })
}

export interface EndSend {
  id: string
  attempt: number
  end: AttemptEnd
  /** Where it goes if it is still `sending`; a notification may have been faster than the answer. */
  to: RefundState
  at: string
  by: Mover
  change: RefundChange
  error: ErrorEnvelope | null
  reading?: RefundReading | undefined
  /** Whether a query can find it later. */
  polled?: boolean | undefined
}

/** The outcome of a call, in one transaction with what follows from it. */
export function endSend(context: WriteContext, input: EndSend): StoredRefund {
  const { end, by, at } = input
  endAttempt(context, input.attempt, end)
  const refund = requireRefund(context, input.id)
  if (input.reading) return takeReading(context, { id: refund.id, reading: input.reading, at, by, query: false, polled: input.polled ?? true })
  if (refund.state !== 'sending') return refund
  const change: RefundChange = { ...input.change, error_json: errorJson(input.error) }
  const params = input.error ? { code: input.error.code } : {}
  return moveRefund(context, refund, { from: 'sending', to: input.to, by, at, change, params, requestId: end.requestId, ...(input.error ? { error: input.error } : {}) })
}

/** An attempt that ended before the intent: nothing was sent. Tried again at `sendAfter`, or given up. */
export function deferSend(
  context: WriteContext,
  input: { id: string; at: string; by: Mover; sendAfter: string | null; end: AttemptEnd; error: ErrorEnvelope },
): StoredRefund {
  const refund = requireRefund(context, input.id)
  if (refund.state !== 'queued') return refund
  noteAttempt(context, refund.seq, { at: input.at, call: 'send', end: input.end, correlationId: input.by.correlationId })
  const change = { tries: refund.tries + 1, error_json: errorJson(input.error), send_after: input.sendAfter }
  if (input.sendAfter === null)
    return moveRefund(context, refund, { from: 'queued', to: 'failed', by: input.by, at: input.at, change, error: input.error, params: { code: input.error.code } })
  patchRefund(context, refund.seq, change)
  return requireRefund(context, refund.id)
}

export function noteAttempt(
  { sql }: WriteContext,
  refundSeq: number,
  attempt: { at: string; call: 'send' | 'query'; end: AttemptEnd; correlationId: string },
): void {
  sql(`INSERT INTO refund_attempts (refund_seq, at, call, outcome, code, message, request_id, correlation_id)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`).run(
    refundSeq, attempt.at, attempt.call, attempt.end.outcome, attempt.end.code, attempt.end.message, attempt.end.requestId ?? null, attempt.correlationId)
}

export interface TakeReading {
  id: string
  reading: RefundReading
  at: string
  by: Mover
  /** True for an answer to a query: counts as one, and the next one is set. */
  query: boolean
  notificationId?: string | undefined
  requestId?: string | undefined
  /** False where the kind has no query that finds it: nothing is asked again. */
  polled?: boolean
}

const polledAfter: readonly RefundState[] = ['processing', 'needsManual', 'unknown', 'sending']

/** When a refund that is not over is asked about next; null: its seven days are over, or it is over. */
export function nextQueryAt(refund: Pick<StoredRefund, 'sentAt' | 'requestedAt' | 'queries'>, state: RefundState, at: string): string | null {
  if (!polledAfter.includes(state)) return null
  const now = Date.parse(at)
  if (now - Date.parse(refund.sentAt ?? refund.requestedAt) > refundPollEndsMs) return null
  return new Date(now + refundPollWait(refund.queries, state === 'unknown')).toISOString()
}

/** What the provider says about a refund of ours, taken over as far as it may move it. */
export function takeReading(context: WriteContext, input: TakeReading): StoredRefund {
  const { reading, at, by, query, polled = true } = input
  const refund = requireRefund(context, input.id)
  const queries = query ? refund.queries + 1 : refund.queries
  const facts: RefundChange = {
    raw_state: reading.rawState,
    raw_answer: reading.raw,
    ...(query ? { last_query_at: at, queries } : {}),
    ...(reading.destination ? { destination: reading.destination } : {}),
    ...providerNumber(context, refund, reading),
  }
  const next = (state: RefundState) => (polled ? nextQueryAt({ ...refund, queries }, state, at) : null)
  const other = differs(refund, reading)
  if (other) flagOrder(context, refund.orderSeq, 'amountDiffers')
  const amount = other ? amountSentElsewhere(refund, reading) : refund.amountMinor
  if (amount === undefined) {
    patchRefund(context, refund.seq, { ...facts, next_query_at: next(refund.state) })
    return requireRefund(context, refund.id)
  }
  const to = reading.state
  // The answer came and says nothing: from here it is looked up.
  const lost = refund.state === 'sending' && to === 'unknown'
  if (lost || refundReadingMayMove(refund.state, to)) {
    const completed = to === 'succeeded' ? (reading.completedAt ?? at) : null
    return moveRefund(context, refund, {
      from: refund.state,
      to,
      by,
      at,
      truth: true,
      // What somebody recorded was about an older state: nobody confirms it over the provider's word.
      change: { ...facts, next_query_at: next(to), completed_at: completed, error_json: null, send_after: null, review_json: null, amount_minor: amount },
      params: { rawState: reading.rawState, ...(reading.message ? { message: reading.message } : {}) },
      notificationId: input.notificationId,
      requestId: input.requestId,
      raw: reading.raw,
    })
  }
  patchRefund(context, refund.seq, { ...facts, ...(refund.state === 'succeeded' ? {} : { next_query_at: next(refund.state) }) })
  return requireRefund(context, refund.id)
}

/** Another sum or currency under our number: nobody's refund is taken for done by it. */
function differs(refund: StoredRefund, reading: RefundReading): boolean {
  if (reading.amountMinor !== undefined && reading.amountMinor !== refund.amountMinor) return true
  return reading.currency !== undefined && reading.currency !== refund.currency
}

/**
 * Our number with another amount, where this workspace never sent it: it is a restored one, and the refund was changed and
 * sent after the backup. The money that is gone counts, not the sum that was asked for before.
 */
function amountSentElsewhere(refund: StoredRefund, { amountMinor = 0, currency = refund.currency }: RefundReading): number | undefined {
  return refund.sentAt === null && refund.source === 'here' && currency === refund.currency && amountMinor > 0 ? amountMinor : undefined
}

/** The provider's number, unless we have one or another refund has it. */
function providerNumber({ sql }: ReadContext, refund: StoredRefund, reading: RefundReading): RefundChange {
  const number = reading.providerRefundNo ?? ''
  if (number === '' || refund.providerRefundNo !== '') return {}
  const taken = sql(`SELECT 1 FROM refunds r JOIN payment_accounts a ON a.seq = r.account_seq
    WHERE a.id = ? AND r.provider_refund_no = ?`).get(refund.accountId, number)
  return taken ? {} : { provider_refund_no: number }
}

export interface QueryFailed {
  id: string
  at: string
  by: Mover
  end: AttemptEnd
  polled: boolean
}

/** A query without a usable answer: noted, and the next one set. */
export function queryFailed(context: WriteContext, input: QueryFailed): StoredRefund {
  const { at, end, by } = input
  const refund = requireRefund(context, input.id)
  noteAttempt(context, refund.seq, { at, call: 'query', end, correlationId: by.correlationId })
  const queries = refund.queries + 1
  const next = input.polled ? nextQueryAt({ ...refund, queries }, refund.state, at) : null
  patchRefund(context, refund.seq, { queries, last_query_at: at, next_query_at: next })
  return requireRefund(context, refund.id)
}

/** How often the provider said that it has no refund under the number since it was sent last. */
export function timesNotFound({ sql }: ReadContext, refundId: string): number {
  const row = sql(`SELECT count(*) AS n FROM refund_attempts t JOIN refunds r ON r.seq = t.refund_seq
    WHERE r.id = ? AND t.call = 'query' AND t.code = 'payments.refundNotFound'
      AND t.seq > (SELECT coalesce(max(s.seq), 0) FROM refund_attempts s WHERE s.refund_seq = r.seq AND s.call = 'send')`).get(refundId)
  return (row as { n: number }).n
}

/** How often it was sent. */
export function timesSent({ sql }: ReadContext, refundId: string): number {
  const row = sql(`SELECT count(*) AS n FROM refund_attempts t JOIN refunds r ON r.seq = t.refund_seq
    WHERE r.id = ? AND t.call = 'send'`).get(refundId)
  return (row as { n: number }).n
}

/** An unknown refund that no query finds goes out again under its number, or to a person. */
export function settleUnknown(
  context: WriteContext,
  input: { id: string; to: 'queued' | 'review'; at: string; by: Mover; sendAfter: string | null; error: ErrorEnvelope | null },
): StoredRefund {
  const refund = requireRefund(context, input.id)
  if (refund.state !== 'unknown') return refund
  const { to, at, by, sendAfter, error } = input
  const change = { next_query_at: null, send_after: sendAfter, ...(error ? { error_json: errorJson(error) } : {}) }
  return moveRefund(context, refund, { from: 'unknown', to, by, at, change, params: error ? { code: error.code } : {} })
}

/** What was being sent when the program ended: nobody knows whether it got there. Answers them. */
export function recoverSending(context: WriteContext, input: { at: string; by: Mover; except: string[]; error: ErrorEnvelope }): StoredRefund[] {
  const { at, by, error } = input
  const lost = refundsWhere(context, `r.state = 'sending'`, []).filter(({ id }) => !input.except.includes(id))
  for (const refund of lost) {
    context.sql(`UPDATE refund_attempts SET outcome = 'unknown', code = ? WHERE refund_seq = ? AND outcome = 'open'`).run(error.code, refund.seq)
    moveRefund(context, refund, { from: 'sending', to: 'unknown', by, at, change: { next_query_at: at, queries: 0 }, error, params: { code: error.code } })
  }
  return lost
}
