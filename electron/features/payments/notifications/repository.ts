import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'
import type { NewNotification, NotificationState, StoredNotification, StoredRaw, Verdict } from './rows'

interface Row extends Omit<StoredNotification, 'reason' | 'reply'> {
  reasonJson: string | null
  replyJson: string | null
}

const select = `SELECT n.seq AS seq, n.id AS id, n.kind AS kind, a.id AS accountId, a.name AS accountName,
  n.received_at AS receivedAt, n.via AS via, n.state AS state, n.reason_json AS reasonJson, n.event AS event,
  n.verified AS verified, n.merchant_no AS merchantNo, n.refund_no AS refundNo, n.amount_minor AS amountMinor,
  n.currency AS currency, o.id AS orderId, n.reply_json AS replyJson, n.repeats AS repeats
  FROM payment_notifications n LEFT JOIN payment_accounts a ON a.seq = n.account_seq LEFT JOIN orders o ON o.seq = n.order_seq`

function toStored({ reasonJson, replyJson, ...row }: Row): StoredNotification {
  return {
    ...row,
    reason: reasonJson === null ? null : (JSON.parse(reasonJson) as NonNullable<StoredNotification['reason']>),
    reply: replyJson === null ? null : (JSON.parse(replyJson) as NonNullable<StoredNotification['reply']>),
  }
}

/** Counting stops here, as in every large list. */
const hitsCap = 1000

export interface NotificationFilter {
  states: NotificationState[] | null
  accountId: string | null
  orderId: string | null
  text: string | null
}

function conditions(filter: NotificationFilter): { where: string; values: unknown[] } {
  const where = ['1']
  const values: unknown[] = []
  const add = (condition: string, ...added: unknown[]) => {
    where.push(condition)
    values.push(...added)
  }
  const [state, ...others] = filter.states ?? []
  // One state alone is walked along its index, however rare it is.
  if (state !== undefined && others.length === 0) add('n.state = ?', state)
  else if (filter.states) add('n.state IN (SELECT value FROM json_each(?))', JSON.stringify(filter.states))
  if (filter.accountId !== null) add('n.account_seq = (SELECT seq FROM payment_accounts WHERE id = ?)', filter.accountId)
  if (filter.orderId !== null) add('n.order_seq = (SELECT seq FROM orders WHERE id = ?)', filter.orderId)
  // A number as a whole: that is what people copy from elsewhere.
  if (filter.text !== null)
    add(
      `n.seq IN (SELECT seq FROM payment_notifications WHERE merchant_no = ? AND merchant_no <> ''
         UNION SELECT seq FROM payment_notifications WHERE refund_no = ? AND refund_no <> ''
         UNION SELECT m.seq FROM payment_notifications m JOIN orders p ON p.seq = m.order_seq
           WHERE m.order_seq IS NOT NULL AND p.seq IN (SELECT seq FROM orders WHERE merchant_no = ? AND merchant_no <> ''
             UNION SELECT seq FROM orders WHERE provider_no = ? AND provider_no <> ''
             UNION SELECT seq FROM orders WHERE wechat_no = ? AND wechat_no <> ''))`,
      ...Array.from({ length: 5 }, () => filter.text),
    )
  return { where: where.join(' AND '), values }
}

const seqOf = ({ sql }: ReadContext, table: 'orders' | 'refunds', id: string | null): number | null =>
  id === null ? null : ((sql(`SELECT seq FROM ${table} WHERE id = ?`).get(id) as { seq: number } | undefined)?.seq ?? null)

/** Reasons after which nothing was applied and another message of the same content may still be the true one. */
const unbelieved: ReadonlySet<string> = new Set(['notPaidUpstream', 'orderUnknown'])

/**
 * Where nothing proves who wrote a message, a forged one may come first and carry the content of the true one, which was
 * then put aside as a repeat: the oldest such other message waits for the provider's word in its place.
 */
function lookAtAnother({ sql }: Pick<WriteContext, 'sql'>, id: string): void {
  // Repeats come later than what they repeat: from there on, up to the first one.
  const other = sql(`SELECT r.seq AS seq FROM payment_notifications n CROSS JOIN payment_notifications r ON r.seq > n.seq
      AND r.content_key = n.content_key AND r.account_seq = n.account_seq AND r.state = 'repeated' AND r.raw_hash <> n.raw_hash
    WHERE n.id = ? AND n.content_key <> '' AND n.repeats > 0 ORDER BY r.seq LIMIT 1`).get(id) as { seq: number } | undefined
  if (!other) return
  sql(`UPDATE payment_notifications SET content_key = '' WHERE id = ?`).run(id)
  sql(`UPDATE payment_notifications SET state = 'waiting' WHERE seq = ?`).run(other.seq)
}

/** One verdict; a content that another notification was counted for already makes this one a repeat of it. */
function judge(context: WriteContext, verdict: Verdict): NotificationState {
  const { sql } = context
  const counted = ['applied', 'waiting', 'flagged', 'ignored'].includes(verdict.state)
  const holder =
    counted && verdict.contentKey !== ''
      ? (sql(`SELECT seq, json_extract(reason_json, '$.code') AS reason FROM payment_notifications WHERE content_key = @key AND content_key <> '' AND state IN ('applied', 'waiting', 'flagged', 'ignored')
           AND account_seq = (SELECT account_seq FROM payment_notifications WHERE id = @id) AND id <> @id`).get({
          key: verdict.contentKey,
          id: verdict.id,
        }) as { seq: number; reason: string | null } | undefined)
      : undefined
  const stale = verdict.state === 'waiting' && holder !== undefined && unbelieved.has(holder.reason ?? '')
  if (stale) sql(`UPDATE payment_notifications SET content_key = '' WHERE seq = ?`).run(holder.seq)
  const first = stale ? undefined : holder
  const state = first ? 'repeated' : verdict.state
  if (first) sql('UPDATE payment_notifications SET repeats = repeats + 1 WHERE seq = ?').run(first.seq)
  sql(`UPDATE payment_notifications SET state = @state, reason_json = @reason, event = @event, verified = @verified,
         content_key = @key, merchant_no = @merchantNo, refund_no = @refundNo, amount_minor = @amount, currency = @currency,
         fields_json = @fields, order_seq = @order, refund_seq = @refund, reply_json = @reply WHERE id = @id`).run({
    id: verdict.id,
    state,
    reason: verdict.reason ? JSON.stringify(verdict.reason) : null,
    event: verdict.event,
    verified: verdict.verified,
    key: verdict.contentKey,
    merchantNo: verdict.merchantNo,
    refundNo: verdict.refundNo,
    amount: verdict.amountMinor,
    currency: verdict.currency,
    fields: JSON.stringify(verdict.fields),
    order: seqOf(context, 'orders', verdict.orderId),
    refund: seqOf(context, 'refunds', verdict.refundId),
    reply: JSON.stringify(verdict.reply),
  })
  return state
}

export const notificationsRepository = defineRepository({
  name: 'paymentNotifications',
  reads: {
    page: (context: ReadContext, input: { filter: NotificationFilter; before: number | null; limit: number }) => {
      const { where, values } = conditions(input.filter)
      const rows = (
        context
          .sql(`${select} WHERE ${where} ${input.before === null ? '' : 'AND n.seq < ?'} ORDER BY n.seq DESC LIMIT ?`)
          .all(...values, ...(input.before === null ? [] : [input.before]), input.limit) as Row[]
      ).map(toStored)
      const { n } = context
        .sql(`SELECT count(*) AS n FROM (SELECT 1 FROM payment_notifications n WHERE ${where} LIMIT ${hitsCap + 1})`)
        .get(...values) as { n: number }
      return { rows, hits: Math.min(n, hitsCap), hitsCapped: n > hitsCap }
    },
    one: ({ sql }: ReadContext, id: string): { row: StoredNotification; fields: [string, string][] } | undefined => {
      const row = sql(`${select} WHERE n.id = ?`).get(id) as Row | undefined
      if (!row) return undefined
      const { json } = sql('SELECT fields_json AS json FROM payment_notifications WHERE id = ?').get(id) as { json: string }
      return { row: toStored(row), fields: JSON.parse(json) as [string, string][] }
    },
    raw: ({ sql }: ReadContext, id: string): StoredRaw | undefined => {
      const row = sql(`SELECT a.id AS accountId, n.kind AS kind, received_at AS receivedAt, via, method, path, query,
        headers_json AS headersJson, body FROM payment_notifications n LEFT JOIN payment_accounts a ON a.seq = n.account_seq
        WHERE n.id = ?`).get(id) as (Omit<StoredRaw, 'headers'> & { headersJson: string }) | undefined
      if (!row) return undefined
      const { headersJson, ...rest } = row
      return { ...rest, headers: JSON.parse(headersJson) as [string, string][] }
    },
    /** What an earlier run stored without finishing it, and what still waits for the provider's word. Oldest first. */
    unfinished: ({ sql }: ReadContext, input: { state: 'stored' | 'waiting'; limit: number }): string[] =>
      (sql('SELECT id FROM payment_notifications WHERE state = ? ORDER BY seq LIMIT ?').all(input.state, input.limit) as { id: string }[]).map(
        ({ id }) => id,
      ),
    counts: ({ sql }: ReadContext): { state: NotificationState; count: number; first: string }[] =>
      sql(`SELECT state, count(*) AS count, min(received_at) AS first FROM payment_notifications
           WHERE state IN ('stored', 'waiting', 'flagged') GROUP BY state`).all() as {
        state: NotificationState
        count: number
        first: string
      }[],
    refusedSince: ({ sql }: ReadContext, since: string): { count: number; last: string | null } =>
      sql(`SELECT count(*) AS count, max(received_at) AS last FROM payment_notifications WHERE state = 'refused'
           AND seq > (SELECT coalesce(max(seq), 0) - 2000 FROM payment_notifications) AND received_at >= ?`).get(since) as {
        count: number
        last: string | null
      },
  },
  writes: {
    /** Everything that came at about the same time, durable with one commit. */
    store: ({ sql }: WriteContext, arrivals: NewNotification[]): void => {
      const insert = sql(`INSERT INTO payment_notifications (id, kind, account_seq, received_at, via, method, path, query,
          headers_json, body, raw_hash, state)
        VALUES (@id, @kind, (SELECT seq FROM payment_accounts WHERE id = @accountId), @receivedAt, @via, @method, @path, @query,
          @headers, @body, @rawHash, 'stored')`)
      for (const { headers, body, ...rest } of arrivals)
        insert.run({ ...rest, headers: JSON.stringify(headers), body: Buffer.from(body) })
    },
    /** Answers the state that each ended in: a content counted before makes a repeat. */
    judge: (context: WriteContext, verdicts: Verdict[]): NotificationState[] =>
      verdicts.map((verdict) => judge(context, verdict)),
    /** A waiting one whose order was asked about meanwhile. */
    settleWaiting: (
      { sql }: WriteContext,
      input: { id: string; state: 'applied' | 'flagged' | 'refused'; reason: Verdict['reason'] },
    ): void => {
      sql(`UPDATE payment_notifications SET state = ?, reason_json = ? WHERE id = ? AND state = 'waiting'`).run(
        input.state,
        input.reason ? JSON.stringify(input.reason) : null,
        input.id,
      )
      if (input.state === 'refused' || unbelieved.has(input.reason?.code ?? '')) lookAtAnother({ sql }, input.id)
    },
  },
  priorities: { store: 'money', judge: 'money', settleWaiting: 'money' },
})
