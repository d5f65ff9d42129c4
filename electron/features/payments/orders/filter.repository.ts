import type { OrderFilter } from '@shared/contract/payment-orders'
import { searchQuery } from '@shared/domain/search/bigrams'
import type { ReadContext } from '../../../platform/store/repository'
import { orderColumns, orderJoins, type StoredOrder } from './rows'
import { numberRange, seqsByNumber } from './search.repository'
import { accountWord, placeWord } from './write.repository'

/** A filter as the store takes it: instants instead of days. */
export interface OrderStoreFilter extends Omit<OrderFilter, 'days'> {
  from?: string | undefined
  until?: string | undefined
  ids?: string[] | undefined
}

export interface OrderPage {
  rows: StoredOrder[]
  hits: number
  hitsCapped: boolean
}

/** Counting stops here: "1,000+" tells a person as much as the exact number. */
const orderHitsCap = 1000
/** So many rows are gathered and sorted rather than walked to along an order. */
const gathered = 1001
/** A range of amounts with so many orders is no help in finding a few. */
const widestAmounts = 50_000
/** So many candidates are looked at one by one for whether the words stand in them side by side. */
const lookedAtSingly = 100
/** A range of days up to this long is narrowed to the rows that lie in it before words are searched. */
const narrowedRangeMs = 100 * 86_400_000

/** Where a scan starts, what orders it, and what keeps to the rows after the last one seen. */
interface Scan {
  seq: 'o.seq' | 's.rowid'
  source: string
  order: string
  /** Takes the `seq` of the last row seen. */
  after: string
  where: string[]
  values: unknown[]
}

const byCreated = {
  seq: 'o.seq',
  order: 'o.created_at DESC, o.seq DESC',
  after: '(o.created_at, o.seq) < (SELECT created_at, seq FROM orders WHERE seq = ?)',
} as const
const byPaid = {
  seq: 'o.seq',
  order: 'o.paid_at DESC, o.seq DESC',
  after: '(o.paid_at, o.seq) < (SELECT paid_at, seq FROM orders WHERE seq = ?)',
} as const

/** One page, newest first, with the number of hits up to {@link orderHitsCap}. `before` is the `seq` of the last row seen. */
export function orderPage(
  context: ReadContext,
  input: { filter: OrderStoreFilter; before?: number | undefined; limit: number; count: boolean },
): OrderPage {
  const scans = scansOf(context, input.filter)
  // The first page and the count are one walk.
  const most = input.count ? Math.max(input.limit, orderHitsCap + 1) : input.limit
  const found = scans.map((scan) => seqsOf(context, scan, input.before, most))
  const hits = found.reduce((sum, { length }) => sum + length, 0)
  const candidates = found.flatMap((seqs) => seqs.slice(0, input.limit))
  const rows = inOrder(context, candidates, scans[0], input.limit)
  return { rows, hits: Math.min(hits, orderHitsCap), hitsCapped: input.count && hits > orderHitsCap }
}

function seqsOf({ sql }: ReadContext, { seq, source, order, after, where, values }: Scan, before: number | undefined, limit: number): number[] {
  const all = where.length === 0 ? '1' : where.join(' AND ')
  const paged = before === undefined ? all : `${all} AND ${after}`
  const rows = sql(`SELECT ${seq} AS seq FROM ${source} WHERE ${paged} ORDER BY ${order} LIMIT ?`).all(
    ...values,
    ...(before === undefined ? [] : [before]),
    limit,
  ) as { seq: number }[]
  return rows.map((row) => row.seq)
}

/** The rows themselves, only those of the page: what leads to them was read from indexes. */
function inOrder({ sql }: ReadContext, seqs: readonly number[], scan: Scan | undefined, limit: number): StoredOrder[] {
  if (seqs.length === 0) return []
  return sql(`SELECT ${orderColumns} FROM orders o ${orderJoins} WHERE o.seq IN (SELECT value FROM json_each(?))
    ORDER BY ${(scan?.order ?? byCreated.order).replace('s.rowid', 'o.seq')} LIMIT ?`).all(JSON.stringify(seqs), limit) as StoredOrder[]
}

/** Accounts of one kind, and several states that are rare, are walked each by itself and put together. */
function scansOf(context: ReadContext, filter: OrderStoreFilter): Scan[] {
  const states = [...new Set(filter.states ?? [])]
  if (states.length > 1 && !states.includes('paid')) return states.flatMap((state) => scansOf(context, { ...filter, states: [state] }))
  if (filter.kind === undefined || filter.accountId !== undefined) {
    const scan = scanOf(context, filter, filter.accountId === undefined ? undefined : accountSeq(context, filter.accountId))
    const kindFits = filter.kind === undefined || filter.accountId === undefined || kindOf(context, filter.accountId) === filter.kind
    return scan && kindFits ? [scan] : []
  }
  const accounts = context.sql('SELECT seq FROM payment_accounts WHERE kind = ?').all(filter.kind) as { seq: number }[]
  return accounts.flatMap(({ seq }) => scanOf(context, filter, seq) ?? [])
}

const seqOfId = ({ sql }: ReadContext, table: 'payment_accounts' | 'places', id: string) =>
  (sql(`SELECT seq FROM ${table} WHERE id = ?`).get(id) as { seq: number } | undefined)?.seq ?? -1
const accountSeq = (context: ReadContext, id: string) => seqOfId(context, 'payment_accounts', id)
const kindOf = ({ sql }: ReadContext, id: string) =>
  (sql('SELECT kind FROM payment_accounts WHERE id = ?').get(id) as { kind: string } | undefined)?.kind

function scanOf(context: ReadContext, filter: OrderStoreFilter, account: number | undefined): Scan | undefined {
  const where: string[] = []
  const values: unknown[] = []
  const add = (condition: string, ...added: unknown[]) => {
    where.push(condition)
    values.push(...added)
  }
  const place = filter.placeId === undefined ? undefined : seqOfId(context, 'places', filter.placeId)
  const text = filter.text?.trim() ?? ''
  const numbered = numberRange(text) === undefined ? [] : seqsByNumber(context, text)
  const byNumber = numbered.length > 0
  const days = byNumber ? {} : { from: filter.from, until: filter.until }
  const byWords = text !== '' && !byNumber && filter.ids === undefined
  // Words find their account, place and channel by themselves.
  if (byWords) addColumns(add, { ...filter, channel: undefined }, undefined, undefined)
  else addColumns(add, filter, account, place)
  addDays(add, filter.dayOf, days)
  if (byNumber || filter.ids !== undefined) {
    if (byNumber) add('o.seq IN (SELECT value FROM json_each(?))', JSON.stringify(numbered))
    if (filter.ids !== undefined) add('o.id IN (SELECT value FROM json_each(?))', JSON.stringify(filter.ids))
    return { source: 'orders o', ...byCreated, where, values }
  }
  if (byWords) return wordScan(context, filter, { where, values }, { account, place, ...days })
  const amount = amountSeqs(context, filter, account, place)
  if (amount) {
    add('o.seq IN (SELECT value FROM json_each(?))', JSON.stringify(amount))
    return { source: 'orders o', ...byCreated, where, values }
  }
  const paid = filter.dayOf === 'paid' && (days.from !== undefined || days.until !== undefined)
  const index = paid ? 'orders_by_paid' : indexOf(filter, account, place)
  return { source: `orders o INDEXED BY ${index}`, ...(paid ? byPaid : byCreated), where, values }
}

type Add = (condition: string, ...values: unknown[]) => void

function addColumns(add: Add, filter: OrderStoreFilter, account: number | undefined, place: number | undefined): void {
  if (account !== undefined) add('o.account_seq = ?', account)
  // The second half of several conditions is that of a partial index, which SQLite does not see by itself.
  if (place !== undefined) add('o.place_seq = ? AND o.place_seq IS NOT NULL', place)
  if (filter.channel !== undefined && filter.channel !== '') add(`o.channel = ? AND o.channel <> ''`, filter.channel)
  const states = [...new Set(filter.states ?? [])]
  if (states.length === 1) add('o.state = ?', states[0])
  else if (states.length > 1) add(`o.state IN (${states.map(() => '?').join(', ')})`, ...states)
  if (filter.currency !== undefined) add('o.currency = ?', filter.currency)
  if (filter.minMinor !== undefined) add('o.ordered_minor >= ?', filter.minMinor)
  if (filter.maxMinor !== undefined) add('o.ordered_minor <= ?', filter.maxMinor)
  addKind(add, 'o.scene', filter.scene, 'unset')
  addKind(add, 'o.redemption', filter.redemption, 'unset')
  addKind(add, 'o.source', filter.source, 'created')
  if (filter.flagged !== undefined) add(filter.flagged ? 'o.flagged = 1' : 'o.flagged = 0')
  if (filter.disputed !== undefined) add(filter.disputed ? 'o.open_disputes > 0' : 'o.open_disputes = 0')
  if (filter.refunds !== undefined) add(refundConditions[filter.refunds])
}

/** `usual` is the value that the partial index leaves out. */
function addKind(add: Add, column: string, value: string | undefined, usual: string): void {
  if (value === undefined) return
  add(value === usual ? `${column} = ?` : `${column} = ? AND ${column} <> '${usual}'`, value)
}

const refundConditions: Readonly<Record<NonNullable<OrderFilter['refunds']>, string>> = {
  none: 'o.refunded_minor = 0 AND o.in_flight_minor = 0',
  some: 'o.refund_count > 0 AND o.refunded_minor > 0 AND (o.refund_total_minor IS NULL OR o.refunded_minor < o.refund_total_minor)',
  all: 'o.refund_count > 0 AND o.refunded_minor > 0 AND o.refunded_minor >= o.refund_total_minor',
  open: 'o.in_flight_minor > 0',
}

function addDays(add: Add, dayOf: OrderFilter['dayOf'], { from, until }: { from?: string | undefined; until?: string | undefined }): void {
  const column = dayOf === 'paid' ? 'o.paid_at' : 'o.created_at'
  if (dayOf === 'paid' && (from !== undefined || until !== undefined)) add('o.paid_at IS NOT NULL')
  if (from !== undefined) add(`${column} >= ?`, from)
  if (until !== undefined) add(`${column} < ?`, until)
}

/** The index that leaves the fewest rows to look at, by what usually is rare. */
function indexOf(filter: OrderStoreFilter, account: number | undefined, place: number | undefined): string {
  if (filter.flagged === true) return 'orders_flagged'
  if (filter.disputed === true) return 'orders_disputed'
  if (filter.refunds === 'open') return 'orders_refunding'
  if (place !== undefined) return 'orders_by_place'
  if (filter.states?.length === 1 && filter.states[0] !== 'paid') return 'orders_by_state'
  if (filter.refunds === 'some' || filter.refunds === 'all') return 'orders_with_refunds'
  if (filter.channel !== undefined && filter.channel !== '') return 'orders_by_channel'
  if (account !== undefined) return 'orders_by_account'
  if (filter.source !== undefined && filter.source !== 'created') return 'orders_by_source'
  if (filter.redemption !== undefined && filter.redemption !== 'unset') return 'orders_by_redemption'
  if (filter.scene !== undefined && filter.scene !== 'unset') return 'orders_by_scene'
  if (filter.currency !== undefined) return 'orders_by_currency'
  return 'orders_by_created'
}

/**
 * The rows of a range of amounts, as far as one index tells; undefined where there are too many to gather, or no range is
 * asked for. A wide range is left to the other filters.
 */
function amountSeqs({ sql }: ReadContext, filter: OrderStoreFilter, account: number | undefined, place: number | undefined): number[] | undefined {
  if (filter.minMinor === undefined && filter.maxMinor === undefined) return undefined
  const range = [filter.minMinor ?? 0, filter.maxMinor ?? Number.MAX_SAFE_INTEGER]
  const inRange = 'FROM orders INDEXED BY orders_by_amount WHERE ordered_minor >= ? AND ordered_minor <= ?'
  const { rows: inIt } = sql(`SELECT count(*) AS rows FROM (SELECT 1 ${inRange} LIMIT ${widestAmounts})`).get(...range) as { rows: number }
  if (inIt === widestAmounts) return undefined
  const state = filter.states?.length === 1 ? filter.states[0] : undefined
  const rows = sql(`SELECT seq ${inRange} AND (@currency IS NULL OR currency = @currency) AND (@account IS NULL OR account_seq = @account)
      AND (@state IS NULL OR state = @state) AND (@place IS NULL OR place_seq = @place) LIMIT ${gathered}`).all(...range, {
    currency: filter.currency ?? null,
    account: account ?? null,
    state: state ?? null,
    place: place ?? null,
  }) as { seq: number }[]
  return rows.length < gathered ? rows.map(({ seq }) => seq) : undefined
}

/**
 * Words of text, note, place, channel and booking. A few hits are sorted by their day; of many, what was added last
 * comes first: sorting a hundred thousand would make everybody wait.
 */
function wordScan(
  context: ReadContext,
  filter: OrderStoreFilter,
  { where, values }: { where: string[]; values: unknown[] },
  narrow: { account: number | undefined; place: number | undefined; from?: string | undefined; until?: string | undefined },
): Scan | undefined {
  const words = searchQuery([filter.text ?? '', filter.channel ?? ''].join(' '))
  if (words === undefined || searchQuery(filter.text ?? '') === undefined) return undefined
  const marks = [
    ...(narrow.account === undefined ? [] : [`"${accountWord(narrow.account)}"`]),
    ...(narrow.place === undefined ? [] : [`"${placeWord(narrow.place)}"`]),
  ]
  const match = [words, ...marks].join(' AND ')
  const range = rangeOfRows(context, filter.dayOf, narrow)
  const found = ['orders_search MATCH ?', ...(range ? ['s.rowid BETWEEN ? AND ?'] : [])]
  const foundValues = [match, ...(range ? [range.first, range.last] : [])]
  const search = (query: string, most: number) =>
    context
      .sql(`SELECT s.rowid AS seq FROM orders_search s WHERE ${found.join(' AND ')} ORDER BY s.rowid DESC LIMIT ${most}`)
      .all(query, ...foundValues.slice(1)) as { seq: number }[]
  const loose = loosened(match)
  const candidates = loose === match ? undefined : search(loose, lookedAtSingly + 1)
  const few =
    candidates && candidates.length <= lookedAtSingly
      ? candidates.filter(({ seq }) => context.sql('SELECT 1 FROM orders_search WHERE orders_search MATCH ? AND rowid = ?').get(match, seq))
      : search(match, gathered)
  if (few.length < gathered)
    return {
      source: 'orders o',
      ...byCreated,
      where: [...where, 'o.seq IN (SELECT value FROM json_each(?))'],
      values: [...values, JSON.stringify(few.map(({ seq }) => seq))],
    }
  return {
    seq: 's.rowid',
    source: where.length === 0 ? 'orders_search s' : 'orders_search s CROSS JOIN orders o ON o.seq = s.rowid',
    order: 's.rowid DESC',
    after: 's.rowid < ?',
    where: [...found, ...where],
    values: [...foundValues, ...values],
  }
}

/**
 * Phrases taken apart into their pairs: finds all that the phrases find and hardly more, many times as fast where common
 * words meet in few orders.
 */
function loosened(query: string): string {
  return query.replaceAll(/"([^"]*)"/gu, (_, pairs: string) => pairs.split(' ').map((pair) => `"${pair}"`).join(' AND '))
}

/** First and last row of a short range of days. */
function rangeOfRows(
  { sql }: ReadContext,
  dayOf: OrderFilter['dayOf'],
  { from, until }: { from?: string | undefined; until?: string | undefined },
): { first: number; last: number } | undefined {
  if (from === undefined || until === undefined || Date.parse(until) - Date.parse(from) > narrowedRangeMs) return undefined
  const column = dayOf === 'paid' ? 'paid_at' : 'created_at'
  const row = sql(`SELECT min(seq) AS first, max(seq) AS last FROM orders WHERE ${column} IS NOT NULL AND ${column} >= ? AND ${column} < ?`).get(
    from,
    until,
  ) as { first: number | null; last: number | null }
  return { first: row.first ?? 0, last: row.last ?? -1 }
}
