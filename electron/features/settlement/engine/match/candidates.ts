import type { MatchKey } from '@shared/contract/settlement-reconciliation'
import type { RowRef } from '@shared/contract/settlement-values'
import type { SidePack } from '../match-types'
import type { Pack } from '../pack-types'
import { dayNumber } from './calendar'
import { allNumberColumns } from './number-columns'

export type Agreement = 'number' | 'amount' | 'day' | 'title'

export interface NearRow {
  ref: RowRef
  agrees: Agreement[]
}

export interface CandidateSpec {
  pack: Pack
  row: number
  /** Packs of the other side. */
  others: readonly SidePack[]
  /** Whether a row of the other side is still alone. */
  isAlone: (pack: number, row: number) => boolean
  limit: number
}

interface Near {
  pack: number
  row: number
  score: number
  apart: number
}

const dayMs = 86_400_000
/** Further away than this only a number counts. */
const farDays = 31

/** The rows of the other side that come nearest to one, nearest first: by number, amount, day and title, in this order. */
export function candidates({ pack, row, others, isAlone, limit }: CandidateSpec): NearRow[] {
  const wanted: Wanted = {
    at: pack.atMs[row] ?? NaN,
    amount: pack.amountMinor[row] ?? NaN,
    currency: pack.currencies[pack.currency[row] ?? 0] ?? '',
    numbers: allNumberColumns.map((key) => ({ key, low: pack.keyHash(key)[row * 2] ?? 0, high: pack.keyHash(key)[row * 2 + 1] ?? 0 })).filter(({ low, high }) => low !== 0 || high !== 0),
  }
  const best: Near[] = []
  for (const [index, side] of others.entries()) nearIn(index, side.pack, wanted, isAlone, best, limit)
  return best
    .map((near) => {
      const other = others[near.pack]
      return { ref: { fileId: other?.fileId ?? '', row: near.row }, agrees: other ? agreements(pack, row, other.pack, near.row) : [] }
    })
    .sort((one, other) => weight(other.agrees) - weight(one.agrees))
}

interface Wanted {
  at: number
  amount: number
  currency: string
  numbers: { key: MatchKey; low: number; high: number }[]
}

function nearIn(index: number, pack: Pack, wanted: Wanted, isAlone: CandidateSpec['isAlone'], best: Near[], limit: number): void {
  const code = pack.currencies.indexOf(wanted.currency)
  const { atMs, amountMinor, currency } = pack
  const hashes = wanted.numbers.map(({ key, low, high }) => ({ words: pack.keyHash(key), low, high }))
  for (let row = 0; row < pack.rows; row += 1) {
    let score = 0
    for (const { words, low, high } of hashes) if (words[row * 2] === low && words[row * 2 + 1] === high) score = 4
    const apart = Math.abs((atMs[row] ?? NaN) - wanted.at)
    if (score === 0 && (currency[row] !== code || !(apart <= farDays * dayMs))) continue
    const amount = amountMinor[row] ?? NaN
    if (currency[row] === code && amount === wanted.amount) score += 2
    // Neither number nor amount: only a near amount of the same day is worth a look.
    else if (score === 0 && !(apart < dayMs && Math.abs(amount - wanted.amount) <= Math.abs(wanted.amount) / 5)) continue
    if (isAlone(index, row)) keep(best, { pack: index, row, score, apart: Number.isNaN(apart) ? Infinity : apart }, limit)
  }
}

function keep(best: Near[], near: Near, limit: number): void {
  const comesBefore = (other: Near) => near.score > other.score || (near.score === other.score && near.apart < other.apart)
  const at = best.findIndex(comesBefore)
  if (at < 0 && best.length >= limit) return
  best.splice(at < 0 ? best.length : at, 0, near)
  if (best.length > limit) best.pop()
}

function agreements(pack: Pack, row: number, other: Pack, otherRow: number): Agreement[] {
  const isSame = (key: MatchKey | 'title') => pack.text(key, row) !== '' && pack.sameText(key, row, other, otherRow)
  const agrees: Agreement[] = []
  if (allNumberColumns.some(isSame)) agrees.push('number')
  if (pack.amountMinor[row] === other.amountMinor[otherRow]) agrees.push('amount')
  if (dayNumber(pack.atMs[row] ?? NaN) === dayNumber(other.atMs[otherRow] ?? NaN)) agrees.push('day')
  if (isSame('title')) agrees.push('title')
  return agrees
}

const weights: Record<Agreement, number> = { number: 8, amount: 4, day: 2, title: 1 }

function weight(agrees: readonly Agreement[]): number {
  return agrees.reduce((sum, agreement) => sum + weights[agreement], 0)
}
