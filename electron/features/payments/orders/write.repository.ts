import { searchWords } from '@shared/domain/search/bigrams'
import { Fault } from '../../../platform/errors/fault'
import type { ReadContext, WriteContext } from '../../../platform/store/repository'
import type { OrderFacts } from './decide'
import { type NewOrderRow, orderColumns, orderJoins, readFlags, readSettledFlags, type StoredOrder } from './rows'

type Sql = Pick<ReadContext, 'sql'>

export function orderById({ sql }: Sql, id: string): StoredOrder | undefined {
  return sql(`SELECT ${orderColumns} FROM orders o ${orderJoins} WHERE o.id = ?`).get(id) as StoredOrder | undefined
}

/** @throws Fault `payments.orderMissing` */
export function requireOrder(context: Sql, id: string): StoredOrder {
  const row = orderById(context, id)
  if (!row) throw new Fault('payments.orderMissing')
  return row
}

export function orderBySeq({ sql }: Sql, seq: number): StoredOrder {
  const row = sql(`SELECT ${orderColumns} FROM orders o ${orderJoins} WHERE o.seq = ?`).get(seq) as StoredOrder | undefined
  if (!row) throw new Fault('payments.orderMissing')
  return row
}

/** Which words find orders of an account or a place: no one types them, and FTS5 intersects them fast. */
export const accountWord = (accountSeq: number) => `zqaccount${accountSeq}`
export const placeWord = (placeSeq: number) => `zqplace${placeSeq}`

/** Writes a new order and its search words; for use inside a write method. @throws Fault `payments.merchantNoTaken` */
export function insertOrder(context: WriteContext, order: NewOrderRow, origin?: { importSeq: number; line: number }): number {
  const { sql } = context
  const account = sql('SELECT seq FROM payment_accounts WHERE id = ?').get(order.accountId) as { seq: number } | undefined
  if (!account) throw new Fault('payments.accountNotFound')
  if (order.merchantNo !== '' && seqByNumber(context, account.seq, 'merchant_no', order.merchantNo) !== undefined)
    throw new Fault('payments.merchantNoTaken', {
      params: { number: order.merchantNo },
      fields: [{ path: 'merchantNo', code: 'payments.merchantNoTaken' }],
    })
  const { lastInsertRowid } = sql(`INSERT INTO orders (id, account_seq, merchant_no, provider_no, wechat_no, state,
      raw_state, method, currency, ordered_minor, received_minor, tip_minor, settled_minor, settled_currency, rate,
      refund_currency, refund_total_minor, place_seq, scene, scene_code, channel, booking_no, redemption, description, note, source,
      flags_json, flagged, raw_answer, request_json, correlation_id, created_at, created_by, paid_at, expires_at,
      next_query_at, import_seq, import_line)
    VALUES (@id, @accountSeq, @merchantNo, @providerNo, @wechatNo, @state, @rawState, @method, @currency, @orderedMinor,
      @receivedMinor, @tipMinor, @settledMinor, @settledCurrency, @rate, @refundCurrency, @refundTotalMinor, @placeSeq,
      @scene, @sceneCode, @channel, @bookingNo, @redemption, @description, @note, @source, @flags, @flagged, @raw, @request,
      @correlationId, @createdAt, @createdBy, @paidAt, @expiresAt, @nextQueryAt, @importSeq, @importLine)`).run({
    ...order,
    sceneCode: order.sceneCode ?? '',
    flags: JSON.stringify(order.flags),
    flagged: order.flags.length > 0 ? 1 : 0,
    accountSeq: account.seq,
    placeSeq: placeSeqOf(context, order.placeId),
    importSeq: origin?.importSeq ?? null,
    importLine: origin?.line ?? null,
  })
  const seq = Number(lastInsertRowid)
  putWords(context, seq)
  return seq
}

/** @throws Fault `places.notFound` */
export function placeSeqOf({ sql }: Sql, placeId: string | null): number | null {
  if (placeId === null) return null
  const place = sql('SELECT seq FROM places WHERE id = ?').get(placeId) as { seq: number } | undefined
  if (!place) throw new Fault('places.notFound', { fields: [{ path: 'placeId', code: 'notFound' }] })
  return place.seq
}

/** Writes the search words of an order anew, from what stands in it. */
export function indexOrder(context: Sql, seq: number): void {
  context.sql('DELETE FROM orders_search WHERE rowid = ?').run(seq)
  putWords(context, seq)
}

function putWords({ sql }: Sql, seq: number): void {
  const row = sql(`SELECT o.account_seq AS accountSeq, o.place_seq AS placeSeq, p.code, p.name, o.description, o.note,
      o.channel, o.booking_no AS bookingNo
    FROM orders o LEFT JOIN places p ON p.seq = o.place_seq WHERE o.seq = ?`).get(seq) as {
    accountSeq: number
    placeSeq: number | null
    code: string | null
    name: string | null
    description: string
    note: string
    channel: string
    bookingNo: string
  }
  const text = [row.description, row.note, row.channel, row.bookingNo, row.code ?? '', row.name ?? ''].join(' ')
  const place = row.placeSeq === null ? '' : ` ${placeWord(row.placeSeq)}`
  sql('INSERT INTO orders_search (rowid, words) VALUES (?, ?)').run(seq, `${searchWords(text)} ${accountWord(row.accountSeq)}${place}`)
}

export type NumberColumn = 'merchant_no' | 'provider_no' | 'wechat_no'

/** The order of an account with this number. */
export function seqByNumber({ sql }: Sql, accountSeq: number, column: NumberColumn, number: string): number | undefined {
  if (number === '') return undefined
  const row = sql(`SELECT seq FROM orders WHERE ${column} = ? AND ${column} <> '' AND account_seq = ?`).get(number, accountSeq) as
    | { seq: number }
    | undefined
  return row?.seq
}

/** The order of an account that has one of these numbers; the merchant's own counts first. */
export function seqByNumbers(
  context: Sql,
  accountSeq: number,
  numbers: { merchantNo?: string | undefined; providerNo?: string | undefined; wechatNo?: string | undefined },
): number | undefined {
  return (
    seqByNumber(context, accountSeq, 'merchant_no', numbers.merchantNo ?? '') ??
    seqByNumber(context, accountSeq, 'provider_no', numbers.providerNo ?? '') ??
    seqByNumber(context, accountSeq, 'wechat_no', numbers.wechatNo ?? '')
  )
}

export function factsOf(row: StoredOrder): OrderFacts {
  return { ...pickFacts(row), flags: readFlags(row.flags), settledFlags: readSettledFlags(row.settledFlags) }
}

function pickFacts(row: StoredOrder): Omit<OrderFacts, 'flags' | 'settledFlags'> {
  const { state, rawState, merchantNo, providerNo, wechatNo, method, description, currency, orderedMinor } = row
  const { receivedMinor, tipMinor, settledMinor, settledCurrency, rate, refundCurrency, refundTotalMinor } = row
  const { refundedMinor, inFlightMinor, paidAt, expiresAt } = row
  return {
    ...{ state, rawState, merchantNo, providerNo, wechatNo, method, description, currency, orderedMinor },
    ...{ receivedMinor, tipMinor, settledMinor, settledCurrency, rate, refundCurrency, refundTotalMinor },
    ...{ refundedMinor, inFlightMinor, paidAt, expiresAt },
  }
}

/** A number that another order of the account has is not taken over: which one is right, a person must find out. */
export function withoutTakenNumbers(context: Sql, row: StoredOrder, next: OrderFacts): { next: OrderFacts; taken: string[] } {
  const taken: string[] = []
  const clean = { ...next }
  const columns = [['merchantNo', 'merchant_no'], ['providerNo', 'provider_no'], ['wechatNo', 'wechat_no']] as const
  for (const [key, column] of columns) {
    if (next[key] === '' || next[key] === row[key]) continue
    const holder = seqByNumber(context, row.accountSeq, column, next[key])
    if (holder === undefined || holder === row.seq) continue
    taken.push(next[key])
    clean[key] = row[key]
  }
  return { next: clean, taken }
}

/** Writes the facts of an order; for use inside a write method. */
export function putFacts(context: WriteContext, row: StoredOrder, next: OrderFacts): void {
  context.sql(`UPDATE orders SET state = @state, raw_state = @rawState, merchant_no = @merchantNo, provider_no = @providerNo,
      wechat_no = @wechatNo, method = @method, description = @description, received_minor = @receivedMinor,
      tip_minor = @tipMinor, settled_minor = @settledMinor, settled_currency = @settledCurrency, rate = @rate,
      refund_total_minor = @refundTotalMinor, paid_at = @paidAt, expires_at = @expiresAt, flags_json = @flagsJson,
      flagged = @flagged, settled_flags_json = @settledJson, rev = rev + 1
    WHERE seq = @seq`).run({
    ...{ state: next.state, rawState: next.rawState, merchantNo: next.merchantNo, providerNo: next.providerNo },
    ...{ wechatNo: next.wechatNo, method: next.method, description: next.description, receivedMinor: next.receivedMinor },
    ...{ tipMinor: next.tipMinor, settledMinor: next.settledMinor, settledCurrency: next.settledCurrency, rate: next.rate },
    ...{ refundTotalMinor: next.refundTotalMinor, paidAt: next.paidAt, expiresAt: next.expiresAt, seq: row.seq },
    flagsJson: JSON.stringify(next.flags),
    flagged: next.flags.length > 0 ? 1 : 0,
    settledJson: JSON.stringify(next.settledFlags),
  })
  if (next.description !== row.description) indexOrder(context, row.seq)
}
