import type { DifferenceClass, CashEffect, EntryKind } from '@shared/contract/settlement-values'
import type { Resolution, RuleSet, SideTotals } from '@shared/contract/settlement-reconciliation'
import { RuleSet as RuleSetSchema, SideTotals as SideTotalsSchema } from '@shared/contract/settlement-reconciliation'
import { CountedSum, EntryKind as EntryKindSchema } from '@shared/contract/settlement-values'
import { z } from 'zod'
import { Fault } from '../../../platform/errors/fault'
import type { StoredSpec } from './spec'

/** A reconciliation as the store keeps it. */
export interface StoredReconciliation {
  seq: number
  id: string
  month: string
  name: string
  left: StoredSpec
  right: StoredSpec
  locked: boolean
  currentRun: number
  decisions: number
  failedWith: string
  rev: number
}

/** A rule that a person left out of a reconciliation. */
export interface StoredRowDecision {
  id: string
  kind: 'pair' | 'apart' | 'ruleOff'
  ruleId: string
  left: string[]
  right: string[]
  what: string
  reason: string
  by: string
  at: string
  backBy: string | null
  backAt: string | null
  backReason: string | null
}

/** Which files, orders, rules and decisions a run read; kept with it, so that a later look says what changed since. */
export const RunInputs = z.object({
  v: z.literal(1),
  /** Hash of file ids and contents of both sides. */
  files: z.string(),
  /** Hash of how often our orders had changed. */
  orders: z.string(),
  rulesVersion: z.int(),
  decisions: z.int(),
  /** Identities of differences that came from earlier months. */
  carriedIn: z.array(z.string()),
  /** Beijing day of the run; rows that were expected on it may be late on a later one. */
  day: z.string(),
  expected: z.boolean(),
  /** Content of every pack, for whoever makes the run again. */
  packs: z.array(z.object({ side: z.enum(['left', 'right']), fileId: z.string(), name: z.string(), sha256: z.string(), rows: z.int() })),
  rules: RuleSetSchema,
})
export type RunInputs = z.infer<typeof RunInputs>

/** What is quoted of a run without opening its file. */
export const RunSummary = z.object({
  v: z.literal(1),
  left: z.array(SideTotalsSchema),
  right: z.array(SideTotalsSchema),
  byRule: z.array(z.object({ ruleId: z.string(), name: z.string(), pairs: z.int(), sums: z.array(CountedSum) })),
  otherKinds: z.array(z.object({ side: z.enum(['left', 'right']), kind: EntryKindSchema, sums: z.array(CountedSum) })),
  unreadable: z.int(),
  /** Fees that the right side names for its matched rows, by currency. */
  fees: z.array(CountedSum),
  /** Rows of a payout side that found nothing, oldest first: what is under way. */
  alone: z.array(z.object({ group: z.string(), day: z.string(), currency: z.string(), minor: z.int() })),
  lostPairs: z.array(z.string()),
})
export type RunSummary = z.infer<typeof RunSummary>

export interface StoredRun {
  id: string
  reconciliationId: string
  number: number
  beforeRun: number
  at: string
  by: string
  ms: number
  file: string
  inputsHash: string
  inputs: RunInputs
  summary: RunSummary
  pairs: number
  differences: number
  rulesVersion: number
  undoneAt: string | null
  undoneBy: string | null
  undoneReason: string | null
}

/** What the matcher found about a difference, as it is stored. */
export interface Fact {
  id: string
  matchId: string
  class: DifferenceClass
  cash: CashEffect
  currency: string
  leftMinor: number | null
  rightMinor: number | null
  differenceMinor: number
  leftCount: number
  rightCount: number
  number: string
  kind: EntryKind
  day: string
  ruleId: string
  ruleName: string
  /** JSON of {@link FactRows}. */
  rows: string
}

export const FactRows = z.object({ left: z.array(z.string()), right: z.array(z.string()), orders: z.array(z.string()) })
export type FactRows = z.infer<typeof FactRows>

/** A fact with what people decided about it. */
export interface StoredDifference extends Fact {
  reconciliationId: string
  month: string
  state: 'open' | 'inWork' | 'resolved' | 'carried' | 'gone'
  assignee: string
  comments: number
  resolution: Resolution | ''
  reason: string
  carriedTo: string
  carriedFrom: string
  changedAfter: 0 | 1
  rev: number
}

/**
 * Totals add up: what is in the total is matched, different or expected. Asked when a run is stored and again whenever
 * its figures are told: a wrong sum is told to nobody.
 * @throws Fault `settlement.totalsDiffer`
 */
export function assertTotals(sides: { left: readonly SideTotals[]; right: readonly SideTotals[] }): void {
  for (const { currency, total, matched, differences, expected } of [...sides.left, ...sides.right])
    if (
      total.count !== matched.count + differences.count + expected.count ||
      total.minor !== matched.minor + differences.minor + expected.minor
    )
      throw new Fault('settlement.totalsDiffer', { params: { currency } })
}

export function parseRuleSet(json: string): RuleSet {
  return RuleSetSchema.parse(JSON.parse(json))
}
