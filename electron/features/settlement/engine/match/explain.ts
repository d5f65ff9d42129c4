import type { MatchKey, MatchRule } from '@shared/contract/settlement-reconciliation'
import type { Pack } from '../pack-types'

export interface PairRow {
  pack: Pack
  row: number
}

/** What agreed, as params for a text. */
export type PairReason =
  | { by: 'person' }
  | { by: 'number'; key: MatchKey; value: string }
  /** Several rows of one number; `minor` is what those of the left come to. */
  | { by: 'sum'; key: MatchKey | ''; value: string; currency: string; minor: number; leftRows: number; rightRows: number }
  /** `minutes` between the earliest of both, NaN where a time is missing. */
  | { by: 'amount'; currency: string; minor: number; minutes: number }

/** Why rows were given to each other. @param rule undefined for a pair that a person made */
export function explainPair(rule: MatchRule | undefined, left: readonly PairRow[], right: readonly PairRow[]): PairReason {
  const [l] = left
  const [r] = right
  if (!rule || !l || !r) return { by: 'person' }
  const key = rule.keys.find((known) => sharedNumber(known, left, right) !== '')
  if (rule.shape !== 'oneToOne') {
    const value = key ? sharedNumber(key, left, right) : groupOf(left.length > right.length ? left : right)
    return { by: 'sum', key: key ?? (value === '' ? '' : 'group'), value, currency: currencyOf(l), minor: sumOf(left), leftRows: left.length, rightRows: right.length }
  }
  if (key) return { by: 'number', key, value: l.pack.text(key, l.row) }
  const ms = Math.abs((l.pack.atMs[l.row] ?? NaN) - (r.pack.atMs[r.row] ?? NaN))
  return { by: 'amount', currency: currencyOf(l), minor: sumOf(left), minutes: Math.round(ms / 60_000) }
}

/** The number that all of them carry, empty where they do not. */
function sharedNumber(key: MatchKey, left: readonly PairRow[], right: readonly PairRow[]): string {
  const numbers = new Set([...left, ...right].map(({ pack, row }) => pack.text(key, row)))
  const [only = ''] = numbers
  return numbers.size === 1 ? only : ''
}

function groupOf(rows: readonly PairRow[]): string {
  return sharedNumber('group', rows, [])
}

function currencyOf({ pack, row }: PairRow): string {
  return pack.currencies[pack.currency[row] ?? 0] ?? ''
}

function sumOf(rows: readonly PairRow[]): number {
  return rows.reduce((sum, { pack, row }) => sum + (pack.amountMinor[row] ?? NaN), 0)
}
