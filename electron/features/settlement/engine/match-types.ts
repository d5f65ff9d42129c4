import type { KindRule, MatchRule, SideTotals } from '@shared/contract/settlement-reconciliation'
import type { CashEffect, DifferenceClass, EntryKind, RowRef, SourceKind } from '@shared/contract/settlement-values'
import type { Pack } from './pack-types'

/** A pack with the file it was made of. Our own orders are packed too, under a file id of their own. */
export interface SidePack {
  fileId: string
  pack: Pack
}

/**
 * The identity of a row: of what it is and its strongest number, or of its content where it has none, and of which of
 * several equal ones it is. The same in every file, order of rows and run, so that decisions find their rows again.
 */
export type RowIdentity = string

/** What people decided; it comes before every rule. */
export interface MatchDecisions {
  /** Paired by hand. A pair whose rows are not all there is left out and reported. */
  pairs: { id: string; left: RowIdentity[]; right: RowIdentity[] }[]
  /** Never to be paired with each other again. */
  apart: { left: RowIdentity; right: RowIdentity }[]
  rulesOff: string[]
}

export interface MatchInput {
  left: readonly SidePack[]
  right: readonly SidePack[]
  /** Whether left is ours: then right-only is 长款 for money that came in, and so on. */
  leftIsOurs: boolean
  rules: readonly MatchRule[]
  kindRules: readonly KindRule[]
  /** What the sides are, for lines of `kindRules` that are of one source only; without it they hold for both. */
  sources?: { left: SourceKind; right: SourceKind }
  /** `YYYY-MM`, Asia/Shanghai: rows of other months may be partners, but only rows of this month count in its totals. */
  month: string
  /** Rows younger than this many days at `nowMs` that stand alone are expected, not missing. */
  expectedDays: number
  nowMs: number
  roundingMinor: number
  decisions: MatchDecisions
  /** Identities of differences that were carried to this month: their rows count here. */
  carriedIn: readonly string[]
  /** Asked now and then; a match that is told to stop throws its reason. */
  signal?: AbortSignal
  progress?: (doneRows: number, totalRows: number) => void
}

export interface MatchedDifference {
  /** Made of its rows' identities, never of run, file or class. */
  id: string
  class: DifferenceClass
  cash: CashEffect
  left: RowRef[]
  right: RowRef[]
  leftIdentities: RowIdentity[]
  rightIdentities: RowIdentity[]
  leftMinor: number | undefined
  rightMinor: number | undefined
  currency: string
  number: string
  kind: EntryKind
  atMs: number
  ruleId: string
}

/** `others` are of the month and stand apart from its totals; `elsewhere` are of another month, read as partners only. */
export const rowParts = { others: 0, matched: 1, differences: 2, expected: 3, elsewhere: 255 } as const
export type RowPart = keyof typeof rowParts

/**
 * Which rows belong together. Groups of one to one are the bulk, so they are arrays: `leftGroup[i]` is the group of the
 * i-th row of all left packs in their order, -1 where it has none; the same on the right.
 */
export interface MatchResult {
  leftGroup: Int32Array
  rightGroup: Int32Array
  /** Of each group: index into `ruleIds`. */
  groupRule: Uint16Array
  /** `person` for pairs made by hand. */
  ruleIds: string[]
  /** Groups that are matched without a difference: 1, else 0. */
  groupClean: Uint8Array
  /** Rows that stand alone and are expected, not missing: 1. */
  leftExpected: Uint8Array
  rightExpected: Uint8Array
  /** What became of each row: code of `rowParts`. */
  leftPart: Uint8Array
  rightPart: Uint8Array
  /** Kind of each row after the kind rules: index into `entryKinds`. */
  leftKind: Uint8Array
  rightKind: Uint8Array
  differences: MatchedDifference[]
  left: SideTotals[]
  right: SideTotals[]
  byRule: { ruleId: string; pairs: number; sums: { currency: string; count: number; minor: number }[] }[]
  otherKinds: { side: 'left' | 'right'; kind: EntryKind; sums: { currency: string; count: number; minor: number }[] }[]
  /** Pairs made by hand whose rows were not all there. */
  lostPairs: string[]
}
