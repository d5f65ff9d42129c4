import type { ReadContext } from '../../../platform/store/repository'
import { refundsWhere, type StoredRefund } from './rows.repository'

/** A filter as the store takes it: instants instead of days, the caller's own rights instead of `forMe`. */
export interface StoreFilter {
  text?: string | undefined
  accountId?: string | undefined
  kind?: string | undefined
  states?: string[] | undefined
  requestedBy?: string | undefined
  batchId?: string | undefined
  orderId?: string | undefined
  currency?: string | undefined
  from?: string | undefined
  until?: string | undefined
  forMe?: { operatorId: string; approve: boolean; send: boolean; record: boolean } | undefined
}

/** Counting stops here: "1,000+" tells a person as much as the exact number. */
export const hitsCap = 1000
const mostByNumber = 1000

interface Conditions {
  /** The table, with the index along which it is read where the planner would not find it. */
  source: string
  where: string[]
  values: unknown[]
}

/** A number from its start: what follows it in the order of the index. */
const after = (number: string) => `${number}\u{10ffff}`

/** Refunds whose own number, whose provider's, or one of whose order's begins so. */
function byNumber({ sql }: ReadContext, text: string): number[] {
  const range = [text, after(text)]
  const own = ['refund_no', 'provider_refund_no'].map(
    (column) => `SELECT seq FROM refunds WHERE ${column} >= ? AND ${column} < ? ${column === 'refund_no' ? '' : `AND provider_refund_no <> ''`}`,
  )
  const orders = ['merchant_no', 'provider_no', 'wechat_no', 'booking_no'].map(
    (column) => `SELECT seq FROM (SELECT seq AS order_seq FROM orders WHERE ${column} >= ? AND ${column} < ? AND ${column} <> '' LIMIT ${mostByNumber})
      CROSS JOIN refunds USING (order_seq)`,
  )
  const parts = [...own, ...orders]
  const rows = sql(`SELECT DISTINCT seq FROM (${parts.join(' UNION ALL ')}) ORDER BY seq DESC LIMIT ${mostByNumber}`).all(
    ...parts.flatMap(() => range),
  ) as { seq: number }[]
  return rows.map(({ seq }) => seq)
}

function conditionsOf(context: ReadContext, filter: StoreFilter): Conditions {
  const where: string[] = []
  const values: unknown[] = []
  const add = (condition: string, ...added: unknown[]) => {
    where.push(condition)
    values.push(...added)
  }
  const text = filter.text?.trim() ?? ''
  if (text !== '') add('r.seq IN (SELECT value FROM json_each(?))', JSON.stringify(byNumber(context, text)))
  // A search by number ignores the days: a refund outside the range must not look missing.
  else {
    if (filter.from !== undefined) add('r.requested_at >= ?', filter.from)
    if (filter.until !== undefined) add('r.requested_at < ?', filter.until)
  }
  const seqOf = (table: 'payment_accounts' | 'refund_batches' | 'orders', id: string) =>
    (context.sql(`SELECT seq FROM ${table} WHERE id = ?`).get(id) as { seq: number } | undefined)?.seq ?? -1
  if (filter.accountId !== undefined) add('r.account_seq = ?', seqOf('payment_accounts', filter.accountId))
  if (filter.kind !== undefined) add('r.account_seq IN (SELECT seq FROM payment_accounts WHERE kind = ?)', filter.kind)
  if (filter.orderId !== undefined) add('r.order_seq = ?', seqOf('orders', filter.orderId))
  if (filter.batchId !== undefined) add('r.batch_seq = ?', seqOf('refund_batches', filter.batchId))
  const states = [...new Set(filter.states ?? [])]
  if (states.length > 0) add(`r.state IN (${states.map(() => '?').join(', ')})`, ...states)
  if (filter.requestedBy !== undefined) add('(r.requested_by_id = ? OR r.requested_by = ?)', filter.requestedBy, filter.requestedBy)
  if (filter.currency !== undefined) add('r.currency = ?', filter.currency)
  if (filter.forMe) addForMe(add, filter.forMe)
  return { source: `refunds r ${indexOf(filter)}`, where, values }
}

/** What waits for this person: to approve, to confirm, to send. */
function addForMe(add: (condition: string, ...values: unknown[]) => void, me: NonNullable<StoreFilter['forMe']>): void {
  const parts: string[] = []
  const values: unknown[] = []
  const or = (condition: string, ...added: unknown[]) => {
    parts.push(condition)
    values.push(...added)
  }
  if (me.approve) or(`(r.state = 'requested' AND r.requested_by_id <> ? AND r.changed_by_id <> ?)`, me.operatorId, me.operatorId)
  if (me.send) or(`r.state = 'approved'`)
  if (me.record)
    or(
      `(r.state IN ('review', 'needsManual', 'processing') AND r.review_json IS NOT NULL AND json_extract(r.review_json, '$.review.by.id') <> ?)`,
      me.operatorId,
    )
  or(`(r.state = 'returned' AND r.requested_by_id = ?)`, me.operatorId)
  add(`r.state IN ('requested', 'approved', 'review', 'needsManual', 'processing', 'returned') AND (${parts.join(' OR ')})`, ...values)
}

/** The index that leaves the fewest rows to look at; it holds every column that is asked about. */
function indexOf(filter: StoreFilter): string {
  // These begin at a few rows, which SQLite sees by itself.
  if ((filter.text?.trim() ?? '') !== '' || filter.orderId !== undefined || filter.batchId !== undefined) return ''
  const states = filter.states ?? []
  // Nearly every refund is over; those that are not are few, and read alone whatever else is asked.
  if (filter.forMe || (states.length > 0 && !states.includes('succeeded'))) return 'INDEXED BY refunds_by_state'
  if (filter.from !== undefined && filter.until !== undefined) return 'INDEXED BY refunds_by_requested'
  return filter.accountId === undefined ? 'INDEXED BY refunds_newest' : 'INDEXED BY refunds_by_account'
}

export interface RefundPage {
  rows: StoredRefund[]
  hits: number
  hitsCapped: boolean
}

/** One page, newest first. `before` is the `seq` of the last row seen. */
export function refundPage(
  context: ReadContext,
  input: { filter: StoreFilter; before?: number | undefined; limit: number; count: boolean },
): RefundPage {
  const { source, where, values } = conditionsOf(context, input.filter)
  const all = where.length === 0 ? '1' : where.join(' AND ')
  // Only the seqs are sorted and cut; the wide rows are read for one page.
  const paged = input.before === undefined ? all : `${all} AND r.seq < ?`
  const seqs = context
    .sql(`SELECT r.seq AS seq FROM ${source} WHERE ${paged} ORDER BY r.seq DESC LIMIT ?`)
    .all(...values, ...(input.before === undefined ? [] : [input.before]), input.limit) as { seq: number }[]
  const rows = refundsWhere(context, 'r.seq IN (SELECT value FROM json_each(?))', [JSON.stringify(seqs.map(({ seq }) => seq))], 'r.seq DESC')
  if (!input.count) return { rows, hits: rows.length, hitsCapped: false }
  const counted = context
    .sql(`SELECT count(*) AS n FROM (SELECT 1 FROM ${source} WHERE ${all} LIMIT ${hitsCap + 1})`)
    .get(...values) as { n: number }
  return { rows, hits: Math.min(counted.n, hitsCap), hitsCapped: counted.n > hitsCap }
}
