import type { FeeOrder, FeeRefund } from '@shared/domain/service-fee'
import { defineRepository, type ReadContext } from '../../../platform/store/repository'

/** Whose orders, in which currency; `accountIds` null: of all accounts. */
export interface OrderScope {
  currency: string
  accountIds: string[] | null
}

export interface OrderSpan extends OrderScope {
  fromMs: number
  untilMs: number
}

interface Row {
  seq: number
  id: string
  number: string
  paidAt: string
  scene: string
  sceneCode: string
  placeId: string | null
  accountId: string
  redemption: string
  currency: string
  ordered: number
  received: number | null
  settled: number | null
  settledCurrency: string | null
  refundCurrency: string
  refundTotal: number | null
}

const columns = `o.seq, o.id, CASE WHEN o.merchant_no <> '' THEN o.merchant_no WHEN o.provider_no <> '' THEN o.provider_no ELSE o.wechat_no END AS number,
  o.paid_at AS paidAt, o.scene, o.scene_code AS sceneCode, p.id AS placeId, a.id AS accountId, o.redemption, o.currency,
  o.ordered_minor AS ordered, o.received_minor AS received, o.settled_minor AS settled, o.settled_currency AS settledCurrency,
  o.refund_currency AS refundCurrency, o.refund_total_minor AS refundTotal`
const joins = 'JOIN payment_accounts a ON a.seq = o.account_seq LEFT JOIN places p ON p.seq = o.place_seq'
const ours = `o.state = 'paid' AND o.currency = @currency AND (@accounts IS NULL OR a.id IN (SELECT value FROM json_each(@accounts)))`
/** A refund that moves money: done, or accepted and on its way. Its month is that of its acceptance (§4.2). */
const counted = `r.state IN ('succeeded', 'processing')`
const acceptedAt = 'coalesce(r.sent_at, r.completed_at, r.requested_at)'

const iso = (ms: number) => new Date(ms).toISOString()
const scopeOf = ({ currency, accountIds }: OrderScope) => ({ currency, accounts: accountIds && JSON.stringify(accountIds) })

/** Our own books as the fee reads them: pages of orders with their refunds. */
export const feeOrdersRepository = defineRepository({
  name: 'feeOrders',
  reads: {
    /** Orders paid in a span, by time; the next page begins after the last one's time and number. */
    paid: (context, input: { span: OrderSpan; after: { paidAt: string; seq: number } | null; limit: number }): { orders: FeeOrder[]; last: { paidAt: string; seq: number } | null } => {
      const { span, after, limit } = input
      const rows = context
        .sql(`SELECT ${columns} FROM orders o ${joins} WHERE o.paid_at >= @from AND o.paid_at < @until
          AND (o.paid_at > @from OR o.seq > @seq) AND ${ours} ORDER BY o.paid_at, o.seq LIMIT @limit`)
        .all({ ...scopeOf(span), from: after?.paidAt ?? iso(span.fromMs), seq: after?.seq ?? 0, until: iso(span.untilMs), limit }) as Row[]
      const end = rows.at(-1)
      return { orders: withRefunds(context, rows), last: end && rows.length === limit ? { paidAt: end.paidAt, seq: end.seq } : null }
    },
    /** Orders paid before a span with a refund accepted in it; pages by the row of the refund, so an order may come twice. */
    refunded: (context, input: { span: OrderSpan; after: number; limit: number }): { orders: FeeOrder[]; last: number | null } => {
      const { span, after, limit } = input
      const found = context
        .sql(`SELECT r.seq AS refundSeq, r.order_seq AS orderSeq FROM refunds r JOIN orders o ON o.seq = r.order_seq
          JOIN payment_accounts a ON a.seq = o.account_seq
          WHERE r.seq > @after AND ${counted} AND ${acceptedAt} >= @from AND ${acceptedAt} < @until AND o.paid_at < @from AND ${ours}
          ORDER BY r.seq LIMIT @limit`)
        .all({ ...scopeOf(span), after, from: iso(span.fromMs), until: iso(span.untilMs), limit }) as { refundSeq: number; orderSeq: number }[]
      const rows = context
        .sql(`SELECT ${columns} FROM orders o ${joins} WHERE o.seq IN (SELECT value FROM json_each(?)) ORDER BY o.seq`)
        .all(JSON.stringify(found.map(({ orderSeq }) => orderSeq))) as Row[]
      return { orders: withRefunds(context, rows), last: found.length === limit ? (found.at(-1)?.refundSeq ?? null) : null }
    },
    /** What the base leaves out, so that it can be said: paid orders without a time, and those of other currencies. */
    leftOut: ({ sql }, span: OrderSpan): { withoutTime: number; otherCurrencies: number } => {
      const count = (where: string) =>
        (
          sql(`SELECT count(*) AS n FROM orders o JOIN payment_accounts a ON a.seq = o.account_seq WHERE o.state = 'paid' AND ${where}
            AND (@accounts IS NULL OR a.id IN (SELECT value FROM json_each(@accounts)))`).get({
            ...scopeOf(span),
            from: iso(span.fromMs),
            until: iso(span.untilMs),
          }) as { n: number }
        ).n
      return {
        withoutTime: count('o.created_at >= @from AND o.created_at < @until AND o.paid_at IS NULL AND o.currency = @currency'),
        otherCurrencies: count('o.paid_at >= @from AND o.paid_at < @until AND o.currency <> @currency'),
      }
    },
    places: ({ sql }, ids: string[]): { id: string; code: string; name: string }[] =>
      sql('SELECT id, code, name FROM places WHERE id IN (SELECT value FROM json_each(?))').all(JSON.stringify(ids)) as { id: string; code: string; name: string }[],
    accounts: ({ sql }): { id: string; name: string }[] => sql('SELECT id, name FROM payment_accounts').all() as { id: string; name: string }[],
  },
  writes: {},
})

function withRefunds({ sql }: ReadContext, rows: readonly Row[]): FeeOrder[] {
  const refunds = sql(`SELECT r.order_seq AS orderSeq, r.refund_no AS number, ${acceptedAt} AS at, r.amount_minor AS minor FROM refunds r
    WHERE r.order_seq IN (SELECT value FROM json_each(?)) AND ${counted} ORDER BY ${acceptedAt}, r.seq`).all(
    JSON.stringify(rows.map(({ seq }) => seq)),
  ) as { orderSeq: number; number: string; at: string; minor: number }[]
  const byOrder = Map.groupBy(refunds, ({ orderSeq }) => orderSeq)
  return rows.map((row) => toOrder(row, (byOrder.get(row.seq) ?? []).map(({ number, at, minor }) => ({ number, atMs: Date.parse(at), minor }))))
}

function toOrder(row: Row, refunds: FeeRefund[]): FeeOrder {
  const { id, number, scene, sceneCode, accountId, currency, ordered } = row
  // Until the provider says otherwise, what was received is the price, and what is settled is what was received.
  const received = row.received ?? ordered
  const settled = row.settled !== null && row.settledCurrency === currency ? row.settled : received
  const refundBasis = row.refundTotal ?? (row.refundCurrency === currency ? received : 0)
  return {
    ...{ id, number, paidAtMs: Date.parse(row.paidAt), scene, sceneCode, placeId: row.placeId ?? '', accountId },
    ...{ redeemed: row.redemption === 'redeemed', ordered, received, settled, refundBasis, refunds },
  }
}
