import type { EntryRow } from '@shared/contract/settlement-values'
import type { MatchKey } from '@shared/contract/settlement-reconciliation'
import { dayOfMs } from '../months'
import { rowParts } from '../../engine/match-types'
import { entryRow } from './entry-row'
import type { OpenRun, RunSide } from './open-run'

export type Agreement = 'number' | 'amount' | 'day' | 'title'

export interface Candidate {
  side: 'left' | 'right'
  row: EntryRow
  agrees: Agreement[]
}

const keys: readonly MatchKey[] = ['wechatNo', 'merchantNo', 'providerNo', 'refundNo', 'providerRefundNo', 'group']
const dayMs = 86_400_000
/** How far apart in time a partner with an equal amount is still worth showing. */
const nearMs = 10 * dayMs
const most = 20

/**
 * Rows of the other side that found no partner and come near: the same number first, then the same amount by nearness in
 * time. People choose from them; nothing is paired by it.
 */
export function candidates(run: OpenRun, side: 'left' | 'right', places: readonly number[]): Candidate[] {
  const [place] = places
  if (place === undefined) return []
  const own = run[side]
  const other = side === 'left' ? 'right' : 'left'
  const wanted = wantedOf(own, places)
  const found = scored(run[other], wanted, partnersOf(run, other))
  found.sort((a, b) => b.score - a.score || a.apartMs - b.apartMs || a.place - b.place)
  return found.slice(0, most).map((one) => ({ side: other, row: entryRow(run[other], one.place), agrees: one.agrees }))
}

interface Wanted {
  amount: number
  currency: string
  atMs: number
  hashes: Map<MatchKey, readonly [number, number]>
  title: string
}

function wantedOf(side: RunSide, places: readonly number[]): Wanted {
  const rows = places.map((place) => side.at(place))
  const [first] = rows
  const hashes = new Map<MatchKey, readonly [number, number]>()
  const entry = first?.pack.entry(first.row)
  if (first)
    for (const key of keys) {
      const hash = first.pack.keyHash(key)
      const [low = 0, high = 0] = [hash[first.row * 2], hash[first.row * 2 + 1]]
      if (low !== 0 || high !== 0) hashes.set(key, [low, high])
    }
  const amount = rows.reduce((sum, { pack, row }) => sum + (pack.amountMinor[row] ?? 0), 0)
  return { amount, currency: entry?.currency ?? '', atMs: entry?.atMs ?? NaN, hashes, title: entry?.title ?? '' }
}

/** Whether a row is free to be paired: alone in a difference, or expected. */
function partnersOf(run: OpenRun, side: 'left' | 'right'): (place: number) => boolean {
  const { part, group } = run[side]
  return (place) => (part[place] === rowParts.differences || part[place] === rowParts.expected || part[place] === rowParts.elsewhere) && (group[place] ?? -1) < 0
}

interface Scored {
  place: number
  score: number
  apartMs: number
  agrees: Agreement[]
}

function scored(side: RunSide, wanted: Wanted, isFree: (place: number) => boolean): Scored[] {
  const found: Scored[] = []
  side.each((pack, from) => {
    const { amountMinor, atMs, currency, currencies } = pack
    const hashes = [...wanted.hashes].map(([key, words]) => ({ words, column: pack.keyHash(key) }))
    for (let row = 0; row < pack.rows; row += 1) {
      if (!isFree(from + row)) continue
      const number = hashes.some(({ words, column }) => column[row * 2] === words[0] && column[row * 2 + 1] === words[1])
      const amount = amountMinor[row] === wanted.amount && currencies[currency[row] ?? 0] === wanted.currency
      const apartMs = Math.abs((atMs[row] ?? NaN) - wanted.atMs)
      if (!number && !(amount && !(apartMs > nearMs))) continue
      const day = !Number.isNaN(apartMs) && dayOfMs(atMs[row] ?? 0) === dayOfMs(wanted.atMs)
      const title = wanted.title !== '' && pack.text('title', row) === wanted.title
      const agrees: Agreement[] = [...(number ? ['number' as const] : []), ...(amount ? ['amount' as const] : []), ...(day ? ['day' as const] : []), ...(title ? ['title' as const] : [])]
      found.push({ place: from + row, score: (number ? 8 : 0) + (amount ? 4 : 0) + (day ? 2 : 0) + (title ? 1 : 0), apartMs: Number.isNaN(apartMs) ? Infinity : apartMs, agrees })
    }
  })
  return found
}
