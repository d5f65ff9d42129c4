import { searchQuery } from '@shared/domain/search/bigrams'
import type { ReadContext } from '../../platform/store/repository'
import { linkColumns, linkJoins, type StoredLink } from './rows'
import { linksWithText } from './text.repository'

/** A filter as the store takes it: instants instead of days. */
export interface StoreFilter {
  text?: string
  appId?: string
  placeId?: string
  kind?: string
  campaign?: string
  tag?: string
  createdBy?: string
  channel?: string
  batchId?: string
  state?: 'valid' | 'expired' | 'archived'
  expiringUntil?: string
  from?: string
  until?: string
  ids?: string[]
  now: string
}

export interface LinkPage {
  rows: StoredLink[]
  hits: number
  hitsCapped: boolean
}

/** Counting stops here: "1,000+" tells a person as much as the exact number, and over a million links it takes no time. */
export const hitsCap = 1000

interface Conditions {
  /** Where the scan starts: the search index or the table. */
  source: string
  /** What orders the rows: newest first. */
  order: string
  /** Keeps to rows after the last one seen; takes its `seq`. */
  after: string
  where: string[]
  values: unknown[]
}

function conditionsOf({ sql }: ReadContext, filter: StoreFilter): Conditions | undefined {
  const where: string[] = []
  const values: unknown[] = []
  const add = (condition: string, ...added: unknown[]) => {
    where.push(condition)
    values.push(...added)
  }
  let source = 'links l'
  let order = 'l.seq DESC'
  let after = 'l.seq < ?'
  const whole = wholeLinks({ sql }, filter.text)
  if (whole) add('l.seq IN (SELECT value FROM json_each(?))', JSON.stringify(whole))
  else if (filter.text !== undefined && filter.text.trim() !== '') {
    if (searchQuery(filter.text) === undefined) return undefined
    // Channel and campaign are words of a link too: what has both is found before any link is read.
    const match = searchQuery([filter.text, filter.channel, filter.campaign].join(' '))
    source = 'links_search s CROSS JOIN links l ON l.seq = s.rowid'
    order = 's.rowid DESC'
    after = 's.rowid < ?'
    add('links_search MATCH ?', match)
  } else if (filter.from !== undefined || filter.until !== undefined) {
    // Along the index of the days, so that a week out of three years is read alone and needs no sorting.
    order = 'l.created_at DESC, l.seq DESC'
    after = '(l.created_at, l.seq) < (SELECT created_at, seq FROM links WHERE seq = ?)'
  }
  const seqOf = (table: 'apps' | 'places' | 'link_batches', id: string) =>
    (sql(`SELECT seq FROM ${table} WHERE id = ?`).get(id) as { seq: number } | undefined)?.seq ?? -1
  if (filter.appId !== undefined) add('l.app_seq = ?', seqOf('apps', filter.appId))
  if (filter.placeId !== undefined) add('l.place_seq = ?', seqOf('places', filter.placeId))
  if (filter.batchId !== undefined) add('l.batch_seq = ?', seqOf('link_batches', filter.batchId))
  // With another filter its index holds the kind, and is shorter than that of a common kind.
  const other = filter.appId ?? filter.placeId ?? filter.campaign ?? filter.tag ?? filter.createdBy ?? filter.channel
  if (filter.kind !== undefined) add(`${other === undefined ? '' : '+'}l.kind = ?`, filter.kind)
  if (filter.campaign !== undefined) add('l.campaign = ?', filter.campaign)
  if (filter.tag !== undefined) add('l.tag = ?', filter.tag)
  if (filter.createdBy !== undefined) add('l.created_by = ?', filter.createdBy)
  // Both halves: the second is the condition of the index.
  if (filter.channel !== undefined && filter.channel !== '') add(`l.channel = ? AND l.channel <> ''`, filter.channel)
  if (filter.from !== undefined) add('l.created_at >= ?', filter.from)
  if (filter.until !== undefined) add('l.created_at < ?', filter.until)
  if (filter.ids !== undefined)
    add('l.id IN (SELECT value FROM json_each(?))', JSON.stringify(filter.ids))
  // The plus keeps the planner from an index that nearly every row is in.
  if (filter.state === 'archived') add('l.archived = 1')
  if (filter.state === 'valid') add('+l.archived = 0 AND (l.expires_at IS NULL OR l.expires_at > ?)', filter.now)
  if (filter.state === 'expired') add('+l.archived = 0 AND l.expires_at <= ?', filter.now)
  if (filter.expiringUntil !== undefined)
    add('+l.archived = 0 AND l.expires_at > ? AND l.expires_at <= ?', filter.now, filter.expiringUntil)
  return { source, order, after, where, values }
}

/** The links with the text that was pasted whole, the present or an earlier one; undefined for any other text. */
function wholeLinks(context: Pick<ReadContext, 'sql'>, text: string | undefined): number[] | undefined {
  const pasted = text?.trim() ?? ''
  if (!/^(weixin:|https?:|#)/iu.test(pasted)) return undefined
  const found = linksWithText(context, pasted).map(({ seq }) => seq)
  return found.length > 0 ? found : undefined
}

/** One page, newest first, with the number of hits up to {@link hitsCap}. `before` is the `seq` of the last row seen. */
export function linkPage(
  context: ReadContext,
  input: { filter: StoreFilter; before?: number | undefined; limit: number; count: boolean },
): LinkPage {
  const conditions = conditionsOf(context, input.filter)
  if (!conditions) return { rows: [], hits: 0, hitsCapped: false }
  const { source, order, after, where, values } = conditions
  const all = where.length === 0 ? '1' : where.join(' AND ')
  const paged = input.before === undefined ? all : `${all} AND ${after}`
  const rows = context
    .sql(`SELECT ${linkColumns} FROM ${source} ${linkJoins} WHERE ${paged} ORDER BY ${order} LIMIT ?`)
    .all(...values, ...(input.before === undefined ? [] : [input.before]), input.limit) as StoredLink[]
  if (!input.count) return { rows, hits: rows.length, hitsCapped: false }
  const counted = context
    .sql(`SELECT count(*) AS n FROM (SELECT 1 FROM ${source} WHERE ${all} LIMIT ${hitsCap + 1})`)
    .get(...values) as { n: number }
  return { rows, hits: Math.min(counted.n, hitsCap), hitsCapped: counted.n > hitsCap }
}
