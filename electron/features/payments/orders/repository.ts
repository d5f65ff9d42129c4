import type { ErrorEnvelope } from '@shared/contract/error'
import type { OrderDetails, OrderFlag, PaymentEvent } from '@shared/contract/payment-orders'
import type { OrderState } from '@shared/domain/payments'
import { Fault } from '../../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'
import type { CreatedOrder, OrderNumbers, OrderReading } from '../../../upstream/payments'
import type { Applied, ReadingVia } from '../ports'
import { applyReading, type ReadingToApply } from './apply.repository'
import { acceptableFlags, acceptHeld, holdingFlags, type OrderFacts } from './decide'
import { eventsOfOrder, type NewOrderEvent, noteOrderEvent } from './event.repository'
import { type OrderPage, orderPage, type OrderStoreFilter } from './filter.repository'
import type { NewOrderRow, StoredOrder } from './rows'
import { lateLookOf, nextQueryOf } from './schedule'
import {
  factsOf,
  indexOrder,
  insertOrder,
  orderById,
  orderBySeq,
  placeSeqOf,
  putFacts,
  requireOrder,
  seqByNumbers,
  withoutTakenNumbers,
} from './write.repository'

export interface CurrencySum {
  currency: string
  count: number
  ordered: number
  received: number
  refunded: number
}

export interface DueOrder {
  id: string
  accountId: string
  state: OrderState
  expiresAt: string | null
}

const one = (context: WriteContext, id: string): StoredOrder => requireOrder(context, id)
const ids = (list: readonly string[]) => JSON.stringify(list)

export const ordersRepository = defineRepository({
  name: 'orders',
  reads: {
    page: (
      context: ReadContext,
      input: { filter: OrderStoreFilter; before?: number | undefined; limit: number; count: boolean },
    ): OrderPage => orderPage(context, input),
    byId: (context: ReadContext, id: string): StoredOrder | undefined => orderById(context, id),
    /** Of these orders those that were not asked about since an instant. */
    notAskedSince: ({ sql }: ReadContext, input: { ids: string[]; since: string }): { id: string; accountId: string }[] =>
      sql(`SELECT o.id, a.id AS accountId FROM orders o JOIN payment_accounts a ON a.seq = o.account_seq
        WHERE o.id IN (SELECT value FROM json_each(?)) AND (o.last_query_at IS NULL OR o.last_query_at < ?)`).all(
        ids(input.ids),
        input.since,
      ) as { id: string; accountId: string }[],
    events: (context: ReadContext, orderId: string): PaymentEvent[] => eventsOfOrder(context, orderId),
    refundIds: ({ sql }: ReadContext, orderId: string): string[] =>
      (
        sql('SELECT r.id FROM refunds r JOIN orders o ON o.seq = r.order_seq WHERE o.id = ? ORDER BY r.seq').all(orderId) as { id: string }[]
      ).map(({ id }) => id),
    /** Under which numbers the calls about an order and its refunds stand in the call log; the newest ones. */
    correlations: ({ sql }: ReadContext, orderId: string): string[] =>
      (
        sql(`SELECT id FROM orders WHERE id = @orderId
          UNION SELECT correlation_id FROM orders WHERE id = @orderId AND correlation_id <> ''
          UNION SELECT t.correlation_id FROM refund_attempts t JOIN refunds r ON r.seq = t.refund_seq
            JOIN orders o ON o.seq = r.order_seq WHERE o.id = @orderId AND t.correlation_id <> '' LIMIT 50`).all({ orderId }) as { id: string }[]
      ).map(({ id }) => id),
    attempts: (
      { sql }: ReadContext,
      orderId: string,
    ): { at: string; refundId: string; call: string; outcome: string; code: string; message: string; requestId: string | null }[] =>
      sql(`SELECT t.at, r.id AS refundId, t.call, t.outcome, t.code, t.message, t.request_id AS requestId
        FROM refund_attempts t JOIN refunds r ON r.seq = t.refund_seq JOIN orders o ON o.seq = r.order_seq
        WHERE o.id = ? ORDER BY t.seq DESC LIMIT 500`).all(orderId) as never,
    notifications: (
      { sql }: ReadContext,
      orderId: string,
    ): { id: string; at: string; state: string; event: string; verified: string; repeats: number }[] =>
      sql(`SELECT n.id, n.received_at AS at, n.state, n.event, n.verified, n.repeats
        FROM payment_notifications n JOIN orders o ON o.seq = n.order_seq
        WHERE o.id = ? ORDER BY n.seq DESC LIMIT 500`).all(orderId) as never,
    sums: ({ sql }: ReadContext, list: string[]): { count: number; byCurrency: CurrencySum[] } => sumsOf({ sql }, list),
    /** Those to be asked about now: unknown outcomes first, then whoever waits longest. */
    due: ({ sql }: ReadContext, input: { now: string; limit: number; except: string[] }): DueOrder[] =>
      sql(`SELECT o.id, a.id AS accountId, o.state, o.expires_at AS expiresAt
        FROM orders o JOIN payment_accounts a ON a.seq = o.account_seq
        WHERE o.next_query_at IS NOT NULL AND o.next_query_at <= @now AND o.id NOT IN (SELECT value FROM json_each(@except))
        ORDER BY o.state = 'unknown' DESC, o.next_query_at LIMIT @limit`).all({
        now: input.now,
        limit: input.limit,
        except: ids(input.except),
      }) as DueOrder[],
    nextDue: ({ sql }: ReadContext): string | undefined =>
      (sql('SELECT min(next_query_at) AS at FROM orders WHERE next_query_at IS NOT NULL').get() as { at: string | null }).at ?? undefined,
    find: (
      context: ReadContext,
      input: { accountId: string; numbers: Partial<OrderNumbers> },
    ): { id: string; state: OrderState } | undefined => {
      const account = context.sql('SELECT seq FROM payment_accounts WHERE id = ?').get(input.accountId) as { seq: number } | undefined
      const seq = account && seqByNumbers(context, account.seq, input.numbers)
      if (seq === undefined) return undefined
      return context.sql('SELECT id, state FROM orders WHERE seq = ?').get(seq) as { id: string; state: OrderState }
    },
    /** What waits for a person. */
    todoCounts: (
      { sql }: ReadContext,
    ): { flagged: number; flaggedSince: string | null; late: number; lateSince: string | null; unknown: number; unknownSince: string | null } => {
      const late = `flags_json LIKE '%"paidAfterClosed"%'`
      const flagged = sql(`SELECT count(*) AS n, min(CASE WHEN NOT ${late} THEN created_at END) AS since, sum(${late}) AS late,
          min(CASE WHEN ${late} THEN created_at END) AS lateSince FROM orders WHERE flagged = 1`).get() as {
        n: number
        since: string | null
        late: number | null
        lateSince: string | null
      }
      const unknown = sql(`SELECT count(*) AS n, min(created_at) AS since FROM orders WHERE state = 'unknown'`).get() as { n: number; since: string | null }
      const [lateCount, onlyLate] = [flagged.late ?? 0, flagged.n - (flagged.late ?? 0)]
      return {
        ...{ flagged: onlyLate, flaggedSince: flagged.since, late: lateCount, lateSince: flagged.lateSince },
        ...{ unknown: unknown.n, unknownSince: unknown.since },
      }
    },
  },
  writes: {
    /** The intent, before the call. @throws Fault `payments.merchantNoTaken` */
    open: (context: WriteContext, order: NewOrderRow): void => {
      const seq = insertOrder(context, order)
      noteOrderEvent(context, seq, {
        kind: 'asked',
        operatorName: order.createdBy,
        params: { minor: order.orderedMinor, currency: order.currency, method: order.method },
      })
    },
    /** The provider has made it. What a notification brought meanwhile stands. */
    completeCreation: (context: WriteContext, input: { orderId: string; created: CreatedOrder }): StoredOrder => {
      const { sql, now } = context
      const row = one(context, input.orderId)
      const { created } = input
      const facts = factsOf(row)
      const state = row.state === 'created' || row.state === 'unknown' ? 'pending' : row.state
      const { next } = withoutTakenNumbers(context, row, {
        ...facts,
        state,
        providerNo: row.providerNo || (created.providerNo ?? ''),
        wechatNo: row.wechatNo || (created.wechatNo ?? ''),
      })
      putFacts(context, row, next)
      sql('UPDATE orders SET pay_json = ?, raw_answer = ?, next_query_at = ?, error_json = NULL WHERE seq = ?').run(
        created.payWith === undefined ? null : JSON.stringify(created.payWith),
        created.raw,
        nextQueryOf({ state, queries: row.queries, expiresAt: row.expiresAt }, now),
        row.seq,
      )
      noteOrderEvent(context, row.seq, { kind: 'made', params: { number: next.providerNo }, raw: created.raw })
      return orderBySeq(context, row.seq)
    },
    /** The provider refused (`failed`), or nobody knows (`unknown`); `nextQueryAt` says when it is asked about. */
    endCreation: (
      context: WriteContext,
      input: { orderId: string; state: 'failed' | 'unknown'; error: ErrorEnvelope; nextQueryAt: string | null },
    ): StoredOrder => {
      const row = one(context, input.orderId)
      if (row.state !== 'created') return row
      context
        .sql('UPDATE orders SET state = ?, error_json = ?, next_query_at = ?, rev = rev + 1 WHERE seq = ?')
        .run(input.state, JSON.stringify(input.error), input.nextQueryAt, row.seq)
      const { code, upstream } = input.error
      noteOrderEvent(context, row.seq, {
        kind: input.state === 'failed' ? 'refused' : 'answerMissing',
        params: { code, upstream: upstream?.code ?? '', message: upstream?.message ?? '' },
        requestId: upstream?.requestId,
      })
      return orderBySeq(context, row.seq)
    },
    /** What was being called when the program ended has an unknown outcome, and is asked about at once. Answers how many. */
    recover: (context: WriteContext, input: { error: ErrorEnvelope }): number => {
      const { sql, now } = context
      const open = sql(`SELECT seq FROM orders WHERE state = 'created' AND request_json IS NOT NULL`).all() as { seq: number }[]
      for (const { seq } of open) {
        sql(`UPDATE orders SET state = 'unknown', error_json = ?, next_query_at = ?, rev = rev + 1 WHERE seq = ?`).run(
          JSON.stringify(input.error),
          now,
          seq,
        )
        noteOrderEvent(context, seq, { kind: 'answerMissing', params: { code: input.error.code, upstream: '', message: '' } })
      }
      return open.length
    },
    applyReading: (context: WriteContext, input: ReadingToApply): Applied => applyReading(context, input),
    /**
     * An order that came to our knowledge, with what the provider says about it. One that is there already is given back
     * instead of a second.
     */
    add: (
      context: WriteContext,
      input: { order: NewOrderRow; event: NewOrderEvent; reading: OrderReading; via: ReadingVia; merchantIds: string[] },
    ): { id: string; known: boolean } => {
      const { order, reading, via, merchantIds } = input
      const account = context.sql('SELECT seq FROM payment_accounts WHERE id = ?').get(order.accountId) as { seq: number } | undefined
      if (!account) throw new Fault('payments.accountNotFound')
      const known = seqByNumbers(context, account.seq, order)
      const seq = known ?? insertOrder(context, order)
      if (known === undefined) noteOrderEvent(context, seq, input.event)
      const { id } = orderBySeq(context, seq)
      applyReading(context, { orderId: id, reading, via, merchantIds, operatorName: input.event.operatorName })
      return { id, known: known !== undefined }
    },
    /** A query that did not work. */
    noteQueryFailure: (
      context: WriteContext,
      input: { orderId: string; error: ErrorEnvelope; nextQueryAt: string | null; failed: boolean; operatorName?: string | undefined },
    ): void => {
      const { sql, now } = context
      const row = one(context, input.orderId)
      // Nothing under this number, long after it was asked for: it does not exist there.
      const failed = input.failed && row.state === 'unknown'
      sql(`UPDATE orders SET queries = queries + 1, last_query_at = @now, next_query_at = @next, error_json = @error,
             state = @state WHERE seq = @seq`).run({
        ...{ now, next: input.nextQueryAt, error: JSON.stringify(input.error), seq: row.seq },
        state: failed ? 'failed' : row.state,
      })
      const params = { code: input.error.code, upstream: input.error.upstream?.code ?? '', message: input.error.upstream?.message ?? '' }
      if (failed) noteOrderEvent(context, row.seq, { kind: 'refused', params })
      else if (input.operatorName !== undefined)
        noteOrderEvent(context, row.seq, { kind: 'queryFailed', operatorName: input.operatorName, params })
    },
    note: (context: WriteContext, input: { orderId: string; event: NewOrderEvent }): void =>
      noteOrderEvent(context, one(context, input.orderId).seq, input.event),
    /** Closed at the provider, or given up here where the provider knows no closing. A payment meanwhile stands. */
    close: (
      context: WriteContext,
      input: { orderId: string; event: NewOrderEvent; lateLook: boolean },
    ): StoredOrder => {
      const row = one(context, input.orderId)
      if (row.state === 'paid' || row.state === 'closed') return row
      context
        .sql(`UPDATE orders SET state = 'closed', next_query_at = ?, error_json = NULL, rev = rev + 1 WHERE seq = ?`)
        .run(input.lateLook ? lateLookOf(context.now) : null, row.seq)
      noteOrderEvent(context, row.seq, input.event)
      return orderBySeq(context, row.seq)
    },
    setNextQuery: ({ sql }: WriteContext, input: { orderId: string; at: string | null }): void =>
      void sql('UPDATE orders SET next_query_at = ? WHERE id = ?').run(input.at, input.orderId),
    /** @throws Fault `payments.orderChangedMeanwhile`, `places.notFound` */
    update: (context: WriteContext, input: { id: string; rev: number; details: OrderDetails; by: string }): StoredOrder => {
      const row = one(context, input.id)
      if (row.rev !== input.rev) throw new Fault('payments.orderChangedMeanwhile', { params: { number: numberOf(row) } })
      changeDetails(context, row, input.details, input.by)
      return orderBySeq(context, row.seq)
    },
    updateMany: (context: WriteContext, input: { ids: string[]; details: OrderDetails; by: string }): number => {
      let changed = 0
      for (const id of input.ids) if (changeDetails(context, one(context, id), input.details, input.by)) changed += 1
      return changed
    },
    /** @throws Fault `payments.orderChangedMeanwhile`, `payments.rateNotNeeded`, `payments.rateCurrency`, `payments.rateBelowRefunds` */
    setRate: (
      context: WriteContext,
      input: { id: string; rev: number; minor: number; currency: string; rate: string; evidence: string; by: string },
    ): StoredOrder => {
      const row = one(context, input.id)
      assertRate(row, input)
      const flags = factsOf(row).flags.filter((flag) => flag !== 'refundedMore')
      context.sql(`UPDATE orders SET refund_total_minor = @minor, rate = CASE WHEN @rate = '' THEN rate ELSE @rate END,
          refund_total_evidence = @evidence, flags_json = @flags, flagged = @flagged, rev = rev + 1 WHERE seq = @seq`).run({
        ...{ minor: input.minor, rate: input.rate, evidence: input.evidence, seq: row.seq },
        flags: JSON.stringify(flags),
        flagged: flags.length > 0 ? 1 : 0,
      })
      noteOrderEvent(context, row.seq, {
        kind: 'rateSet',
        operatorName: input.by,
        params: { minor: input.minor, currency: input.currency, rate: input.rate, evidence: input.evidence },
      })
      return orderBySeq(context, row.seq)
    },
    /** @throws Fault `payments.flagMissing`, `payments.flagStillTrue` */
    clearFlag: (context: WriteContext, input: { id: string; flag: OrderFlag; note: string; by: string }): StoredOrder => {
      const row = one(context, input.id)
      settleFlag(context, row, input)
      return orderBySeq(context, row.seq)
    },
  },
  priorities: {
    open: 'money',
    completeCreation: 'money',
    endCreation: 'money',
    applyReading: 'money',
    add: 'money',
    close: 'money',
    setRate: 'money',
    clearFlag: 'money',
    updateMany: 'bulk',
  },
})

const numberOf = (row: Pick<StoredOrder, 'merchantNo' | 'providerNo' | 'wechatNo'>) => row.merchantNo || row.providerNo || row.wechatNo

function sumsOf({ sql }: Pick<ReadContext, 'sql'>, list: readonly string[]): { count: number; byCurrency: CurrencySum[] } {
  const groups = sql(`SELECT currency, refund_currency AS refundCurrency, count(*) AS count, sum(ordered_minor) AS ordered,
      sum(coalesce(received_minor, 0)) AS received, sum(refunded_minor) AS refunded
    FROM orders WHERE id IN (SELECT value FROM json_each(?)) GROUP BY currency, refund_currency`).all(ids(list)) as (CurrencySum & {
    refundCurrency: string
  })[]
  const sums = new Map<string, CurrencySum>()
  const add = (currency: string, more: Partial<CurrencySum>) => {
    const sum = sums.get(currency) ?? { currency, count: 0, ordered: 0, received: 0, refunded: 0 }
    for (const key of ['count', 'ordered', 'received', 'refunded'] as const) sum[key] += more[key] ?? 0
    sums.set(currency, sum)
  }
  for (const { currency, refundCurrency, count, ordered, received, refunded } of groups) {
    add(currency, { count, ordered, received })
    // Refunds may be made in another currency than the order: they are summed in their own.
    if (refunded > 0) add(refundCurrency, { refunded })
  }
  const byCurrency = [...sums.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1))
  for (const sum of byCurrency)
    if (![sum.ordered, sum.received, sum.refunded].every(Number.isSafeInteger)) throw new Fault('payments.sumTooLarge')
  return { count: groups.reduce((all, { count }) => all + count, 0), byCurrency }
}

/** Writes the details that differ and says in the timeline which they were; false where none does. */
function changeDetails(context: WriteContext, row: StoredOrder, details: OrderDetails, by: string): boolean {
  const wanted = {
    placeId: details.placeId === undefined ? row.placeId : details.placeId,
    scene: details.scene ?? row.scene,
    sceneCode: details.sceneCode ?? row.sceneCode,
    channel: details.channel ?? row.channel,
    bookingNo: details.bookingNo ?? row.bookingNo,
    redemption: details.redemption ?? row.redemption,
    note: details.note ?? row.note,
  }
  const fields = (Object.keys(wanted) as (keyof typeof wanted)[]).filter((key) => wanted[key] !== row[key])
  if (fields.length === 0) return false
  context.sql(`UPDATE orders SET place_seq = @placeSeq, scene = @scene, scene_code = @sceneCode, channel = @channel, booking_no = @bookingNo,
      redemption = @redemption, note = @note, rev = rev + 1 WHERE seq = @seq`).run({
    ...{ scene: wanted.scene, sceneCode: wanted.sceneCode, channel: wanted.channel, bookingNo: wanted.bookingNo, redemption: wanted.redemption },
    ...{ note: wanted.note, seq: row.seq, placeSeq: placeSeqOf(context, wanted.placeId) },
  })
  indexOrder(context, row.seq)
  noteOrderEvent(context, row.seq, { kind: 'changed', operatorName: by, params: { fields: fields.join(' ') } })
  return true
}

function assertRate(row: StoredOrder, input: { rev: number; minor: number; currency: string }): void {
  if (row.rev !== input.rev) throw new Fault('payments.orderChangedMeanwhile', { params: { number: numberOf(row) } })
  if (row.refundCurrency === row.currency || row.state !== 'paid') throw new Fault('payments.rateNotNeeded', { params: { number: numberOf(row) } })
  if (input.currency !== row.refundCurrency)
    throw new Fault('payments.rateCurrency', {
      params: { currency: row.refundCurrency },
      fields: [{ path: 'total.currency', code: 'payments.rateCurrency', params: { currency: row.refundCurrency } }],
    })
  if (input.minor <= 0 || input.minor < row.refundedMinor + row.inFlightMinor)
    throw new Fault('payments.rateBelowRefunds', { fields: [{ path: 'total.minor', code: 'payments.rateBelowRefunds' }] })
}

/**
 * A person has looked at it. The same content is not flagged again. Where the sum differed and nothing else stands in
 * the way, the money is taken as it came: otherwise it could never be refunded.
 */
function settleFlag(context: WriteContext, row: StoredOrder, input: { flag: OrderFlag; note: string; by: string }): void {
  const facts = factsOf(row)
  if (!facts.flags.includes(input.flag)) throw new Fault('payments.flagMissing', { params: { number: numberOf(row) } })
  const exceeds = facts.refundTotalMinor !== null && facts.refundedMinor + facts.inFlightMinor > facts.refundTotalMinor
  if (exceeds && facts.flags.length === 1) throw new Fault('payments.flagStillTrue', { params: { number: numberOf(row) } })
  const held = readHeld(row.held)
  let next: OrderFacts = {
    ...facts,
    flags: facts.flags.filter((flag) => flag !== input.flag),
    settledFlags: { ...facts.settledFlags, ...contentOf(held, input.flag) },
  }
  const accepts = acceptableFlags.includes(input.flag) && row.state !== 'paid' && held?.reading.state === 'paid'
  const blocked = next.flags.some((flag) => holdingFlags.includes(flag))
  if (accepts && held && !blocked) next = acceptHeld(next, held.reading)
  putFacts(context, row, next)
  noteOrderEvent(context, row.seq, { kind: 'flagSettled', operatorName: input.by, params: { flag: input.flag, note: input.note } })
  if (next.state === row.state) return
  context.sql('UPDATE orders SET next_query_at = NULL WHERE seq = ?').run(row.seq)
  noteOrderEvent(context, row.seq, {
    kind: 'moneyAccepted',
    operatorName: input.by,
    params: { minor: next.receivedMinor ?? 0, currency: next.currency },
  })
}

interface Held {
  reading: OrderReading
  contents: Record<string, string>
}

function readHeld(json: string | null): Held | undefined {
  if (json === null) return undefined
  const { reading, contents } = JSON.parse(json) as Held
  return { reading: { ...reading, raw: '' }, contents }
}

function contentOf(held: Held | undefined, flag: OrderFlag): Record<string, string> {
  const content = held?.contents[flag]
  return content === undefined ? {} : { [flag]: content }
}
