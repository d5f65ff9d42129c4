import type { Dispute } from '@shared/contract/payment-disputes'
import { Fault } from '../../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'

type Kind = Dispute['kind']
type State = Dispute['state']
type History = Dispute['history']

/** A dispute as it is written. */
export interface DisputeFacts {
  kind: Kind
  amountMinor: number | null
  currency: string | null
  number: string
  openedDay: string
  answerByDay: string | null
  text: string
}

export interface StoredDispute extends DisputeFacts {
  seq: number
  id: string
  state: State
  orderId: string
  merchantNo: string
  account: string
  receivedMinor: number | null
  orderCurrency: string
  history: History
  source: 'recorded' | 'imported'
  rev: number
}

export interface NewDispute extends DisputeFacts {
  id: string
  orderId: string
  source: 'recorded' | 'imported'
  by: string
}

interface Row extends Omit<StoredDispute, 'history'> {
  historyJson: string
}

const select = `SELECT d.seq AS seq, d.id AS id, d.kind AS kind, d.state AS state, d.amount_minor AS amountMinor,
  d.currency AS currency, d.number AS number, d.opened_day AS openedDay, d.answer_by_day AS answerByDay, d.text AS text,
  d.history_json AS historyJson, d.source AS source, d.rev AS rev, o.id AS orderId, o.merchant_no AS merchantNo,
  a.name AS account, o.received_minor AS receivedMinor, o.currency AS orderCurrency
  FROM disputes d JOIN orders o ON o.seq = d.order_seq JOIN payment_accounts a ON a.seq = o.account_seq`

const toStored = ({ historyJson, ...row }: Row): StoredDispute => ({ ...row, history: JSON.parse(historyJson) as History })

const hitsCap = 1000

/** Those that may still cost money: a refund on top would pay twice. */
const openStates = `('open', 'answered')`

function requireOne({ sql }: ReadContext, id: string): StoredDispute {
  const row = sql(`${select} WHERE d.id = ?`).get(id) as Row | undefined
  if (!row) throw new Fault('payments.disputeNotFound')
  return toStored(row)
}

/** The order counts its open disputes itself, so that its list and the refund form need not. */
function recount({ sql }: WriteContext, orderSeq: number): void {
  sql(`UPDATE orders SET open_disputes = (SELECT count(*) FROM disputes WHERE order_seq = @seq AND state IN ${openStates}),
         rev = rev + 1 WHERE seq = @seq`).run({ seq: orderSeq })
}

function noteEvent({ sql, now }: WriteContext, orderSeq: number, kind: string, by: string, params: Record<string, string | number>): void {
  sql(`INSERT INTO payment_events (order_seq, at, kind, operator_name, params_json) VALUES (?, ?, ?, ?, ?)`).run(
    orderSeq,
    now,
    kind,
    by,
    JSON.stringify(params),
  )
}

/** Writes a new dispute and tells its order; for use inside a write method. @throws Fault `payments.orderNotFound`, `payments.disputeKnown` */
export function insertDispute(context: WriteContext, dispute: NewDispute): StoredDispute {
  const { sql, now } = context
  const order = sql('SELECT seq FROM orders WHERE id = ?').get(dispute.orderId) as { seq: number } | undefined
  if (!order) throw new Fault('payments.orderNotFound')
  if (dispute.number !== '') {
    const known = sql('SELECT 1 FROM disputes WHERE order_seq = ? AND number = ?').get(order.seq, dispute.number)
    if (known) throw new Fault('payments.disputeKnown', { params: { number: dispute.number } })
  }
  const history: History = [{ at: now, by: dispute.by, state: 'open', note: '' }]
  sql(`INSERT INTO disputes (id, order_seq, kind, state, amount_minor, currency, number, opened_day, answer_by_day, text,
         history_json, source, created_at, created_by)
       VALUES (@id, @order, @kind, 'open', @amountMinor, @currency, @number, @openedDay, @answerByDay, @text, @history, @source,
         @now, @by)`).run({
    id: dispute.id,
    order: order.seq,
    kind: dispute.kind,
    amountMinor: dispute.amountMinor,
    currency: dispute.currency,
    number: dispute.number,
    openedDay: dispute.openedDay,
    answerByDay: dispute.answerByDay,
    text: dispute.text,
    history: JSON.stringify(history),
    source: dispute.source,
    now,
    by: dispute.by,
  })
  recount(context, order.seq)
  noteEvent(context, order.seq, 'disputeOpened', dispute.by, { kind: dispute.kind, number: dispute.number })
  return requireOne(context, dispute.id)
}

function requireRev(context: WriteContext, id: string, rev: number): StoredDispute & { orderSeq: number } {
  const known = requireOne(context, id)
  if (known.rev !== rev) throw new Fault('payments.disputeChanged')
  const { seq } = context.sql('SELECT seq FROM orders WHERE id = ?').get(known.orderId) as { seq: number }
  return { ...known, orderSeq: seq }
}

export const disputesRepository = defineRepository({
  name: 'paymentDisputes',
  reads: {
    page: (
      context: ReadContext,
      input: { states: State[] | null; orderId: string | null; text: string | null; before: number | null; limit: number },
    ) => {
      const where = ['1']
      const values: unknown[] = []
      if (input.states) {
        where.push('d.state IN (SELECT value FROM json_each(?))')
        values.push(JSON.stringify(input.states))
      }
      if (input.orderId !== null) {
        where.push('o.id = ?')
        values.push(input.orderId)
      }
      if (input.text !== null) {
        where.push('(d.number = ?1 OR o.merchant_no = ?1 OR o.provider_no = ?1 OR o.wechat_no = ?1)'.replaceAll('?1', '?'))
        values.push(input.text, input.text, input.text, input.text)
      }
      const all = where.join(' AND ')
      const rows = context
        .sql(`${select} WHERE ${all} ${input.before === null ? '' : 'AND d.seq < ?'} ORDER BY d.seq DESC LIMIT ?`)
        .all(...values, ...(input.before === null ? [] : [input.before]), input.limit) as Row[]
      const { n } = context
        .sql(`SELECT count(*) AS n FROM (SELECT 1 FROM disputes d JOIN orders o ON o.seq = d.order_seq WHERE ${all} LIMIT ${hitsCap + 1})`)
        .get(...values) as { n: number }
      return { rows: rows.map(toStored), hits: Math.min(n, hitsCap), hitsCapped: n > hitsCap }
    },
    one: (context: ReadContext, id: string): StoredDispute => requireOne(context, id),
    /** The orders with one of these numbers; a number that several accounts have names several orders. */
    ordersByNumber: ({ sql }: ReadContext, numbers: string[]): { number: string; orderId: string; currency: string }[] =>
      sql(`SELECT v.value AS number, o.id AS orderId, o.currency AS currency FROM json_each(?) v JOIN orders o ON o.seq IN (
             SELECT seq FROM orders WHERE merchant_no = v.value AND merchant_no <> ''
             UNION SELECT seq FROM orders WHERE provider_no = v.value AND provider_no <> ''
             UNION SELECT seq FROM orders WHERE wechat_no = v.value AND wechat_no <> '')
           WHERE v.value <> ''`).all(JSON.stringify(numbers)) as { number: string; orderId: string; currency: string }[],
    known: ({ sql }: ReadContext, pairs: { orderId: string; number: string }[]): { id: string; orderId: string; number: string; rev: number }[] =>
      sql(`SELECT d.id AS id, o.id AS orderId, d.number AS number, d.rev AS rev FROM json_each(?) v
           JOIN orders o ON o.id = v.value ->> 'orderId' JOIN disputes d ON d.order_seq = o.seq AND d.number = v.value ->> 'number'
           WHERE d.number <> ''`).all(JSON.stringify(pairs)) as { id: string; orderId: string; number: string; rev: number }[],
    /** Those that want an answer, soonest first. */
    waiting: ({ sql }: ReadContext, limit: number): { id: string; merchantNo: string; kind: Kind; answerByDay: string | null; openedDay: string }[] =>
      sql(`SELECT d.id AS id, o.merchant_no AS merchantNo, d.kind AS kind, d.answer_by_day AS answerByDay, d.opened_day AS openedDay
           FROM disputes d JOIN orders o ON o.seq = d.order_seq WHERE d.state = 'open'
           ORDER BY coalesce(d.answer_by_day, '9999'), d.seq LIMIT ?`).all(limit) as {
        id: string
        merchantNo: string
        kind: Kind
        answerByDay: string | null
        openedDay: string
      }[],
  },
  writes: {
    insert: (context: WriteContext, dispute: NewDispute): StoredDispute => insertDispute(context, dispute),
    /** Rows of a file: each by itself, so that one that cannot be kept leaves the others. */
    insertMany: (context: WriteContext, disputes: NewDispute[]): ({ ok: true } | { ok: false; code: string })[] =>
      disputes.map((dispute) => {
        try {
          insertDispute(context, dispute)
          return { ok: true }
        } catch (cause) {
          if (cause instanceof Fault) return { ok: false, code: cause.code }
          throw cause
        }
      }),
    update: (context: WriteContext, input: { id: string; rev: number; facts: DisputeFacts; by: string }): StoredDispute => {
      const known = requireRev(context, input.id, input.rev)
      const { facts } = input
      if (facts.number !== '' && facts.number !== known.number) {
        const taken = context.sql('SELECT 1 FROM disputes WHERE order_seq = ? AND number = ?').get(known.orderSeq, facts.number)
        if (taken) throw new Fault('payments.disputeKnown', { params: { number: facts.number } })
      }
      context
        .sql(`UPDATE disputes SET kind = @kind, amount_minor = @amountMinor, currency = @currency, number = @number,
                opened_day = @openedDay, answer_by_day = @answerByDay, text = @text, rev = rev + 1 WHERE id = @id`)
        .run({ ...facts, id: input.id })
      noteEvent(context, known.orderSeq, 'disputeChanged', input.by, { kind: facts.kind, number: facts.number })
      return requireOne(context, input.id)
    },
    move: (context: WriteContext, input: { id: string; rev: number; state: State; note: string; by: string }): StoredDispute => {
      const known = requireRev(context, input.id, input.rev)
      const history: History = [...known.history, { at: context.now, by: input.by, state: input.state, note: input.note }]
      context
        .sql('UPDATE disputes SET state = ?, history_json = ?, rev = rev + 1 WHERE id = ?')
        .run(input.state, JSON.stringify(history), input.id)
      recount(context, known.orderSeq)
      noteEvent(context, known.orderSeq, 'disputeMoved', input.by, { state: input.state, number: known.number })
      return requireOne(context, input.id)
    },
  },
})
