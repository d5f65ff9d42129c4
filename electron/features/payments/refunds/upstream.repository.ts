import type { ErrorEnvelope } from '@shared/contract/error'
import type { RefundState } from '@shared/domain/payments'
import { Fault } from '../../../platform/errors/fault'
import type { ReadContext, WriteContext } from '../../../platform/store/repository'
import type { RefundReading } from '../../../upstream/payments'
import { digestOf } from './digest'
import { flagOrder, type Mover, moveRefund, noteEvent, patchRefund } from './move.repository'
import { requireOrder } from './order.repository'
import { insertRefund } from './request.repository'
import { nextQueryAt } from './sending.repository'
import { errorJson, refundsWhere, requireRefund, type StoredRefund } from './rows.repository'

export interface PortalRecord {
  id: string
  orderId: string
  amountMinor: number
  currency: string
  refundNo: string
  providerRefundNo: string
  completedAt: string
  evidence: string
  by: Mover
  at: string
  day: string
}

/**
 * A refund that somebody made in the provider's console (登记后台退款): counts at once, within the same sum.
 * @throws Fault `payments.refundUnsettled` while one of ours may be the very same, `payments.refundKnown`,
 *   `payments.refundCurrencyDiffers`, `payments.refundExceeds`
 */
export function recordPortal(context: WriteContext, input: PortalRecord): StoredRefund {
  const order = requireOrder(context, input.orderId)
  if (order.unsettled) throw new Fault('payments.refundUnsettled')
  if (order.refundCurrency !== input.currency)
    throw new Fault('payments.refundCurrencyDiffers', { params: { currency: order.refundCurrency } })
  if (knownAt(context, order.accountSeq, input.providerRefundNo))
    throw new Fault('payments.refundKnown', { fields: [{ path: 'providerRefundNo', code: 'payments.refundKnown' }] })
  const { id, amountMinor, currency, refundNo, providerRefundNo, by, at, day, evidence, completedAt } = input
  return insertRefund(
    context,
    {
      id,
      orderSeq: order.seq,
      accountSeq: order.accountSeq,
      refundNo,
      providerRefundNo,
      amountMinor,
      currency,
      reason: '',
      note: '',
      state: 'succeeded',
      rawState: '',
      source: 'portal',
      by,
      at,
      day,
      reasons: [],
      digest: digestOf({ orderId: order.id, amountMinor, currency, reason: '', refundNo }),
      completedAt,
      nextQueryAt: null,
      destination: '',
      raw: null,
      evidence,
      batch: null,
    },
    { event: 'refund_recorded', truth: false },
  )
}

function knownAt({ sql }: ReadContext, accountSeq: number, providerRefundNo: string): boolean {
  if (providerRefundNo === '') return false
  return sql('SELECT 1 FROM refunds WHERE account_seq = ? AND provider_refund_no = ?').get(accountSeq, providerRefundNo) !== undefined
}

export function findRefund(
  context: ReadContext,
  input: { accountId: string; refundNo?: string | undefined; providerRefundNo?: string | undefined },
): StoredRefund | undefined {
  const by = (column: string, number: string | undefined) =>
    number === undefined || number === '' ? [] : refundsWhere(context, `r.${column} = ? AND a.id = ?`, [number, input.accountId])
  return by('refund_no', input.refundNo)[0] ?? by('provider_refund_no', input.providerRefundNo)[0]
}

export interface ImportInput {
  id: string
  orderId: string
  refundNo: string
  reading: RefundReading
  by: Mover
  at: string
  day: string
  notificationId?: string | undefined
  /** Whether a query finds it later. */
  polled: boolean
  /** What a sum has beyond all of ours: it is none of them, whatever its amount. */
  surplus?: boolean | undefined
}

export type Imported = { refund: StoredRefund; added: boolean }

/**
 * A refund that upstream has. Ours by number; one without our number that we wait for or recorded by hand, by its
 * amount; every other one is imported and counts, whatever the sum says, because the money is gone.
 */
export function importRefund(context: WriteContext, input: ImportInput): Imported {
  const order = requireOrder(context, input.orderId)
  const { reading, at, by } = input
  const known = input.surplus ? undefined : knownRefund(context, order.accountId, order.seq, reading)
  if (known) return { refund: known, added: false }
  const amountMinor = reading.amountMinor ?? Math.max(0, (order.totalMinor ?? 0) - order.refundedMinor - order.inFlightMinor)
  if (amountMinor <= 0) throw new Fault('payments.refundWithoutAmount')
  const currency = reading.currency ?? order.refundCurrency
  const state: RefundState = reading.state
  const refund = insertRefund(
    context,
    {
      id: input.id,
      orderSeq: order.seq,
      accountSeq: order.accountSeq,
      refundNo: reading.refundNo || reading.providerRefundNo || input.refundNo,
      providerRefundNo: reading.providerRefundNo ?? '',
      amountMinor,
      currency,
      reason: '',
      note: '',
      // What is not told is not over: it counts, and a person looks.
      state: state === 'unknown' ? 'needsManual' : state,
      rawState: reading.rawState,
      source: 'upstream',
      by,
      at: reading.createdAt ?? at,
      day: input.day,
      reasons: [],
      digest: digestOf({ orderId: order.id, amountMinor, currency, reason: '', refundNo: reading.refundNo ?? '' }),
      completedAt: state === 'succeeded' ? (reading.completedAt ?? at) : null,
      nextQueryAt: input.polled ? nextQueryAt({ sentAt: at, requestedAt: at, queries: 0 }, state, at) : null,
      destination: reading.destination ?? '',
      raw: reading.raw,
      evidence: '',
      batch: null,
    },
    { event: 'refund_imported', truth: true, notificationId: input.notificationId },
  )
  flagOrder(context, order.seq, 'unknownUpstreamRefund')
  return { refund, added: true }
}

function knownRefund(context: WriteContext, accountId: string, orderSeq: number, reading: RefundReading): StoredRefund | undefined {
  const found = findRefund(context, { accountId, refundNo: reading.refundNo, providerRefundNo: reading.providerRefundNo })
  if (found) return found
  const amount = reading.amountMinor
  if (amount === undefined) return undefined
  const same = refundsWhere(context, `r.order_seq = ? AND r.amount_minor = ? AND r.provider_refund_no = ''`, [orderSeq, amount])
  const ours = reading.refundNo ? undefined : same.find(({ state }) => ['sending', 'unknown', 'review'].includes(state))
  const byHand = reading.madeBy === 'api' ? undefined : same.find(({ source }) => source === 'portal')
  const one = ours ?? byHand
  if (one && reading.providerRefundNo) patchRefund(context, one.seq, { provider_refund_no: reading.providerRefundNo })
  return one
}

const unsent = `('requested', 'approved', 'queued')`

/** What was asked for on other grounds goes back to its author: upstream has a refund that nobody here knew. */
export function returnUnsent(context: WriteContext, input: { orderId: string; at: string; by: Mover; error: ErrorEnvelope }): StoredRefund[] {
  const { at, by, error } = input
  const open = refundsWhere(context, `o.id = ? AND r.state IN ${unsent}`, [input.orderId])
  return open.map((refund) =>
    moveRefund(context, refund, {
      from: refund.state,
      to: 'returned',
      by,
      at,
      // The approval was given on grounds that do not hold any more.
      change: { send_after: null, error_json: errorJson(error), approved_digest: null, approved_by_id: null, approved_by: null, approved_at: null },
      params: { code: error.code },
    }),
  )
}

/** One that must not go out as it is goes back to its author. */
export function returnOne(context: WriteContext, input: { id: string; at: string; by: Mover; error: ErrorEnvelope }): StoredRefund {
  const refund = requireRefund(context, input.id)
  if (!['requested', 'approved', 'queued'].includes(refund.state)) return refund
  const { at, by, error } = input
  const change = { send_after: null, error_json: errorJson(error) }
  return moveRefund(context, refund, { from: refund.state, to: 'returned', by, at, change, params: { code: error.code } })
}

/** The order says that something was refunded, but not what: a person looks. */
export function noteUntoldRefund(context: WriteContext, input: { orderId: string; at: string; by: Mover }): void {
  const order = requireOrder(context, input.orderId)
  flagOrder(context, order.seq, 'unknownUpstreamRefund')
  noteEvent(context, { orderSeq: order.seq, refundSeq: null, at: input.at, kind: 'refund_untold', operatorName: '', params: {} })
}

export function noteUpstreamRead({ sql }: WriteContext, input: { orderId: string; at: string }): void {
  sql('UPDATE orders SET upstream_refunds_read_at = ? WHERE id = ?').run(input.at, input.orderId)
}

/** Which refunds a restored workspace must not send, because nobody can say whether they went out after the backup. */
export interface Reread {
  at: string
  by: Mover
  blindAccounts: string[]
  error: ErrorEnvelope
}

/** After a restore: what is under way is asked about now; what nobody can look up goes back. Answers how many. */
export function reread(context: WriteContext, input: Reread): number {
  const { at, by, error } = input
  const asked = context.sql(`UPDATE refunds SET next_query_at = ? WHERE state IN ('processing', 'unknown', 'needsManual')`).run(at).changes
  const blind = refundsWhere(context, `r.state IN ${unsent} AND a.id IN (SELECT value FROM json_each(?))`, [JSON.stringify(input.blindAccounts)])
  for (const refund of blind) returnOne(context, { id: refund.id, at, by, error })
  return asked + blind.length
}
