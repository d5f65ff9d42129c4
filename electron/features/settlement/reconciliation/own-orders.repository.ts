import { defineRepository, type ReadContext } from '../../../platform/store/repository'

/** A place in the list of rows: its time and number. */
export interface OwnCursor {
  at: string
  seq: number
}

/** Rows of one page as UTF-8 JSON, so that only bytes cross the main thread on their way to the job. */
export interface OwnPage {
  bytes: Uint8Array
  next: OwnCursor | null
}

/** A payment of ours: id, numbers, state, raw state, currency, amount, settled amount and currency, time, scene, place, title. */
export type OwnPayment = [
  id: string,
  merchantNo: string,
  providerNo: string,
  wechatNo: string,
  state: string,
  rawState: string,
  currency: string,
  minor: number,
  settledMinor: number | null,
  settledCurrency: string | null,
  at: string,
  scene: string,
  place: string,
  title: string,
]

/** A refund of ours with the numbers of its order. */
export type OwnRefund = [
  orderId: string,
  merchantNo: string,
  providerNo: string,
  wechatNo: string,
  state: string,
  rawState: string,
  currency: string,
  minor: number,
  refundNo: string,
  providerRefundNo: string,
  at: string,
  scene: string,
  place: string,
  title: string,
]

const paymentColumns = `o.id, o.merchant_no, o.provider_no, o.wechat_no, o.state, o.raw_state, o.currency,
  coalesce(o.received_minor, o.ordered_minor), o.settled_minor, o.settled_currency, coalesce(o.paid_at, o.created_at), o.scene,
  coalesce(p.code, ''), o.description`

const refundTime = 'coalesce(r.sent_at, r.completed_at, r.requested_at)'
/** What was sent; what was only asked for moved no money. The index of migration 124 is of these. */
const sentStates = `r.state IN ('sending', 'processing', 'unknown', 'review', 'needsManual', 'succeeded', 'failed')`
const refundColumns = `o.id, o.merchant_no, o.provider_no, o.wechat_no, r.state, r.raw_state, r.currency, r.amount_minor, r.refund_no,
  r.provider_refund_no, ${refundTime}, o.scene, coalesce(p.code, ''), o.description`

interface PageInput {
  /** Empty: of all accounts. */
  accountId: string
  from: string
  until: string
  after: OwnCursor | null
  limit: number
}

function toPage(rows: unknown[][], limit: number): OwnPage {
  const last = rows.length < limit ? undefined : rows.at(-1)
  // The cursor stands before the columns of the row.
  const next = last ? { at: String(last[0]), seq: Number(last[1]) } : null
  return { bytes: new TextEncoder().encode(JSON.stringify(rows.map((row) => row.slice(2)))), next }
}

function accountSeq({ sql }: ReadContext, accountId: string): number | null {
  if (accountId === '') return null
  return (sql('SELECT seq FROM payment_accounts WHERE id = ?').get(accountId) as { seq: number } | undefined)?.seq ?? -1
}

const afterOf = ({ after, from }: PageInput) => ({ afterAt: after?.at ?? from, afterSeq: after?.seq ?? -1 })

/** Our orders and refunds as one side of a reconciliation. They are read, never written, here. */
export const ownOrdersRepository = defineRepository({
  name: 'settlementOwnOrders',
  reads: {
    /** What was paid in a time, in the order of time. */
    payments: (context: ReadContext, input: PageInput): OwnPage =>
      toPage(
        context
          .sql(`SELECT o.paid_at, o.seq, ${paymentColumns} FROM orders o LEFT JOIN places p ON p.seq = o.place_seq
            WHERE o.paid_at IS NOT NULL AND (o.paid_at, o.seq) > (@afterAt, @afterSeq) AND o.paid_at < @until
              AND (@account IS NULL OR o.account_seq = @account) ORDER BY o.paid_at, o.seq LIMIT @limit`)
          .raw()
          .all({ ...afterOf(input), until: input.until, limit: input.limit, account: accountSeq(context, input.accountId) }) as unknown[][],
        input.limit,
      ),
    /** What was sent as a refund in a time. */
    refunds: (context: ReadContext, input: PageInput): OwnPage =>
      toPage(
        context
          .sql(`SELECT ${refundTime}, r.seq, ${refundColumns} FROM refunds r JOIN orders o ON o.seq = r.order_seq
            LEFT JOIN places p ON p.seq = o.place_seq
            WHERE ${sentStates} AND (${refundTime}, r.seq) > (@afterAt, @afterSeq) AND ${refundTime} < @until
              AND (@account IS NULL OR r.account_seq = @account) ORDER BY ${refundTime}, r.seq LIMIT @limit`)
          .raw()
          .all({ ...afterOf(input), until: input.until, limit: input.limit, account: accountSeq(context, input.accountId) }) as unknown[][],
        input.limit,
      ),
    /** Payments of refunds of a time that were paid before it: a refund finds its order though it is of an earlier month. */
    refunded: (context: ReadContext, input: PageInput): OwnPage =>
      toPage(
        context
          .sql(`SELECT ${refundTime}, r.seq, ${paymentColumns} FROM refunds r JOIN orders o ON o.seq = r.order_seq
            LEFT JOIN places p ON p.seq = o.place_seq
            WHERE ${sentStates} AND (${refundTime}, r.seq) > (@afterAt, @afterSeq) AND ${refundTime} < @until AND o.paid_at < @from
              AND (@account IS NULL OR r.account_seq = @account) ORDER BY ${refundTime}, r.seq LIMIT @limit`)
          .raw()
          .all({ ...afterOf(input), from: input.from, until: input.until, limit: input.limit, account: accountSeq(context, input.accountId) }) as unknown[][],
        input.limit,
      ),
    /** Orders with their refunds, by id: rows that were carried into a month from an earlier one. */
    byIds: ({ sql }: ReadContext, ids: string[]): { payments: Uint8Array; refunds: Uint8Array } => ({
      payments: encoded(
        sql(`SELECT ${paymentColumns} FROM orders o LEFT JOIN places p ON p.seq = o.place_seq
          WHERE o.id IN (SELECT value FROM json_each(?)) ORDER BY o.seq`)
          .raw()
          .all(JSON.stringify(ids)),
      ),
      refunds: encoded(
        sql(`SELECT ${refundColumns} FROM refunds r JOIN orders o ON o.seq = r.order_seq LEFT JOIN places p ON p.seq = o.place_seq
          WHERE ${sentStates} AND o.id IN (SELECT value FROM json_each(?)) ORDER BY r.seq`)
          .raw()
          .all(JSON.stringify(ids)),
      ),
    }),
    /** Ids of the orders that have one of these numbers: what a bill names and the time read does not hold. */
    idsByNumbers: (context: ReadContext, input: { accountId: string; numbers: string[] }): string[] => {
      const account = accountSeq(context, input.accountId)
      const found = context
        .sql(`SELECT DISTINCT o.id FROM json_each(@numbers) v JOIN orders o ON o.seq IN (
            SELECT seq FROM orders WHERE merchant_no = v.value AND merchant_no <> ''
            UNION SELECT seq FROM orders WHERE provider_no = v.value AND provider_no <> ''
            UNION SELECT seq FROM orders WHERE wechat_no = v.value AND wechat_no <> '')
          WHERE v.value <> '' AND (@account IS NULL OR o.account_seq = @account) ORDER BY o.seq`)
        .all({ numbers: JSON.stringify(input.numbers), account }) as { id: string }[]
      return found.map(({ id }) => id)
    },
    /** How often orders of an account changed in a month; the same numbers mean the same orders. */
    changes: (context: ReadContext, input: { accountId: string; month: string }): string => {
      const account = accountSeq(context, input.accountId)
      return JSON.stringify(
        context
          .sql(`SELECT account_seq, sum(changes) FROM order_changes WHERE substr(day, 1, 7) = @month
            AND (@account IS NULL OR account_seq = @account) GROUP BY account_seq ORDER BY account_seq`)
          .raw()
          .all({ month: input.month, account }),
      )
    },
    /** Sums of a time by account, day and currency; `paid` or `refunded`. */
    sums: (
      { sql }: ReadContext,
      input: { from: string; until: string },
    ): { accountId: string; account: string; kind: string; day: string; currency: string; what: 'paid' | 'refunded'; count: number; minor: number }[] =>
      sql(`SELECT a.id AS accountId, a.name AS account, a.kind AS kind, x.day AS day, x.currency AS currency, x.what AS what,
             count(*) AS count, sum(x.minor) AS minor
           FROM (SELECT account_seq, strftime('%Y-%m-%d', paid_at, '+8 hours') AS day, currency, 'paid' AS what,
                   coalesce(received_minor, ordered_minor) AS minor FROM orders
                   WHERE paid_at IS NOT NULL AND paid_at >= @from AND paid_at < @until
                 UNION ALL
                 SELECT r.account_seq, strftime('%Y-%m-%d', ${refundTime}, '+8 hours'), r.currency, 'refunded', r.amount_minor FROM refunds r
                   WHERE ${sentStates} AND r.state <> 'failed' AND ${refundTime} >= @from AND ${refundTime} < @until) x
           JOIN payment_accounts a ON a.seq = x.account_seq
           GROUP BY a.seq, x.day, x.currency, x.what ORDER BY a.name, x.day, x.currency`).all(input) as never,
  },
  writes: {},
})

function encoded(rows: unknown[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(rows))
}
