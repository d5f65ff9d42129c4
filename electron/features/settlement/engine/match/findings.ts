import { type DifferenceClass, type EntryKind, entryKinds } from '@shared/contract/settlement-values'
import type { MatchedDifference, RowIdentity } from '../match-types'
import { compareText } from './canonical'
import { hashOf, nameRows } from './identity'
import { cashOf } from './judge'
import { kindCode } from './kinds'
import type { Ledger } from './ledger'
import type { Side } from './side'
import { sumOf } from './sums'

/** A difference by its rows, before it has a name. */
export interface Finding {
  class: DifferenceClass
  left: readonly number[]
  right: readonly number[]
  leftMinor: number | undefined
  rightMinor: number | undefined
  ruleId: string
}

/** What a difference is called: by its rows alone. */
export function differenceId(left: readonly RowIdentity[], right: readonly RowIdentity[]): string {
  return hashOf(JSON.stringify([[...left].sort(compareText), [...right].sort(compareText)]))
}

export function sumsOf(ledger: Ledger, left: readonly number[], right: readonly number[]): Pick<Finding, 'leftMinor' | 'rightMinor'> {
  return {
    leftMinor: left.length === 0 ? undefined : sumOf(ledger.left, left)?.minor,
    rightMinor: right.length === 0 ? undefined : sumOf(ledger.right, right)?.minor,
  }
}

/** Names findings and tells them as others read them, in the order of their names. */
export function toDifferences(ledger: Ledger, findings: readonly Finding[], leftIsOurs: boolean): MatchedDifference[] {
  const leftNames = nameRows(ledger.left, findings.flatMap(({ left }) => left)).identity
  const rightNames = nameRows(ledger.right, findings.flatMap(({ right }) => right)).identity
  return findings
    .map((finding) => {
      const left = named(finding.left, leftNames)
      const right = named(finding.right, rightNames)
      const leftIdentities = left.map(({ identity }) => identity)
      const rightIdentities = right.map(({ identity }) => identity)
      const ours = firstOf(leftIsOurs ? [ledger.left, left] : [ledger.right, right], leftIsOurs ? [ledger.right, right] : [ledger.left, left])
      return {
        id: differenceId(leftIdentities, rightIdentities),
        class: finding.class,
        cash: cashOf(finding, leftIsOurs),
        left: left.map(({ row }) => ledger.left.ref(row)),
        right: right.map(({ row }) => ledger.right.ref(row)),
        leftIdentities,
        rightIdentities,
        leftMinor: finding.leftMinor,
        rightMinor: finding.rightMinor,
        currency: ours.side.currencyName(ours.row),
        number: numberOf(ours.side, ours.row),
        kind: kindAt(ours.side, ours.row),
        atMs: earliest(ledger, finding),
        ruleId: finding.ruleId,
      }
    })
    .sort((one, other) => compareText(one.id, other.id))
}

interface NamedRow {
  row: number
  identity: RowIdentity
}

function named(rows: readonly number[], names: ReadonlyMap<number, RowIdentity>): NamedRow[] {
  return rows
    .map((row) => ({ row, identity: names.get(row) ?? '' }))
    .sort((one, other) => compareText(one.identity, other.identity))
}

/** The row by which people speak of a difference: ours, else theirs. */
function firstOf(...sides: [Side, NamedRow[]][]): { side: Side; row: number } {
  for (const [side, rows] of sides) {
    const [first] = rows
    if (first) return { side, row: first.row }
  }
  throw new Error('a difference without rows')
}

const quoted = ['merchantNo', 'wechatNo', 'providerNo', 'group'] as const
const quotedOfRefund = ['refundNo', 'providerRefundNo', ...quoted] as const

function numberOf(side: Side, row: number): string {
  const kind = side.kind[row]
  const keys = kind === kindCode.refund || kind === kindCode.refundReturned ? quotedOfRefund : quoted
  const key = keys.find((known) => side.has(known, row))
  return key ? side.text(key, row) : ''
}

function kindAt(side: Side, row: number): EntryKind {
  return entryKinds[side.kind[row] ?? 0] ?? 'other'
}

/** NaN where none of the rows says its time. */
function earliest({ left, right }: Ledger, finding: Finding): number {
  const times = [...finding.left.map((row) => left.atMs[row] ?? NaN), ...finding.right.map((row) => right.atMs[row] ?? NaN)].filter((at) => !Number.isNaN(at))
  return times.length === 0 ? NaN : times.reduce((least, at) => Math.min(least, at))
}
