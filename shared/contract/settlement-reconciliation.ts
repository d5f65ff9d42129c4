import { z } from 'zod'
import { command } from './define'
import { Currency, Minor } from './payment-values'
import { arrivalCommands } from './settlement-arrivals'
import {
  Attachment,
  BillType,
  CashEffect,
  CountedSum,
  DifferenceClass,
  EntryKind,
  EntryRow,
  Month,
  RowRef,
  SourceKind,
} from './settlement-values'
import { Day, Id, Instant, pageInput, pageOf } from './values'

export { Arrival, SettlementDelay } from './settlement-arrivals'

/** One of the two sources: which kind, of which account and bill type (empty: all). */
export const SourceSpec = z.strictObject({ source: SourceKind, accountId: Id.optional(), billType: BillType.optional() })
export type SourceSpec = z.infer<typeof SourceSpec>

/** The numbers by which rows may find each other; `group` is a payout's or batch's number. */
export const MatchKey = z.enum(['wechatNo', 'merchantNo', 'providerNo', 'refundNo', 'providerRefundNo', 'group'])
export type MatchKey = z.infer<typeof MatchKey>

/**
 * A rule as finance reads, orders and switches it. Rules are tried from the first to the last, each over everything that
 * is left; a row is used once. What fits several rows equally well is never guessed: it becomes `ambiguous`.
 */
export const MatchRule = z.strictObject({
  id: z.string().min(1).max(40),
  name: z.string().trim().min(1).max(80),
  on: z.boolean(),
  /** Tried in order until one agrees; empty: no number is asked for. */
  keys: z.array(MatchKey).max(6),
  shape: z.enum(['oneToOne', 'oneToMany', 'manyToOne', 'manyToMany']),
  /**
   * `any`: the pair is made whatever the amounts are, and a difference shows as `amount`; `equal`; `within`: up to
   * `toleranceMinor` or `tolerancePpm` of the larger side, the tighter of the two where both are given.
   */
  amount: z.enum(['any', 'equal', 'within']),
  toleranceMinor: Minor.min(0).max(100_000_000).optional(),
  tolerancePpm: z.int().min(0).max(1_000_000).optional(),
  /** How far apart the two may lie in time, either way; undefined: any distance. */
  windowMinutes: z.int().min(0).max(60 * 24 * 400).optional(),
  /** Kinds of rows that it looks at; empty: payments and refunds. */
  kinds: z.array(EntryKind).max(12),
})
export type MatchRule = z.infer<typeof MatchRule>

/** What rows that no order stands behind are: the first line whose words occur in the row's business type or title decides. */
export const KindRule = z.strictObject({
  id: z.string().min(1).max(40),
  on: z.boolean(),
  source: SourceKind.optional(),
  words: z.array(z.string().trim().min(1).max(60)).min(1).max(20),
  kind: EntryKind,
})
export type KindRule = z.infer<typeof KindRule>

/** How a set of rules treats what lies near: days for which a lone row counts as expected, minor units of rounding. */
export const RuleSet = z.strictObject({
  rules: z.array(MatchRule).max(40),
  kindRules: z.array(KindRule).max(100),
  /** Days after its own until a lone row is missing instead of expected. */
  expectedDays: z.int().min(0).max(60),
  /** Differences up to this many minor units a pair are `rounding`. */
  roundingMinor: Minor.min(0).max(100),
})
export type RuleSet = z.infer<typeof RuleSet>

export const DifferenceState = z.enum(['open', 'inWork', 'resolved', 'carried', 'gone'])
export type DifferenceState = z.infer<typeof DifferenceState>

/** How a difference was settled. */
export const Resolution = z.enum([
  'bookedHere',
  'bookedThere',
  'refunded',
  'writtenOff',
  'providerCorrects',
  'explainedByTiming',
  'notOurs',
  'other',
])
export type Resolution = z.infer<typeof Resolution>

/** A difference of one reconciliation. Its identity is made of its rows, so that it is the same after every run and import. */
export const Difference = z.object({
  id: z.string(),
  reconciliationId: Id,
  month: Month,
  class: DifferenceClass,
  cash: CashEffect,
  state: DifferenceState,
  currency: z.string(),
  leftMinor: Minor.optional(),
  rightMinor: Minor.optional(),
  /** Right minus left, of what is there. */
  differenceMinor: Minor,
  leftCount: z.int(),
  rightCount: z.int(),
  /** The number that people quote for it. */
  number: z.string(),
  kind: EntryKind,
  day: Day.optional(),
  /** Days since its day. */
  ageDays: z.int(),
  ruleId: z.string().optional(),
  ruleName: z.string().optional(),
  assignee: z.string(),
  comments: z.int(),
  resolution: Resolution.optional(),
  reason: z.string(),
  /** Month to which it was carried. */
  carriedTo: Month.optional(),
  /** Came from an earlier month. */
  carriedFrom: Month.optional(),
  /** It was resolved, and its money has changed since: it is open again, with what was decided kept. */
  changedAfter: z.boolean(),
  rev: z.int(),
})
export type Difference = z.infer<typeof Difference>

export const DifferenceEvent = z.object({
  at: Instant,
  by: z.string(),
  action: z.enum(['found', 'assigned', 'comment', 'resolved', 'carried', 'reopened', 'paired', 'split', 'gone', 'back']),
  text: z.string(),
  attachments: z.array(Attachment),
})

/** Sums of one currency and side; they add up: `total = matched + differences + expected`, others stand apart. */
export const SideTotals = z.object({
  currency: z.string(),
  total: CountedSum,
  matched: CountedSum,
  differences: CountedSum,
  expected: CountedSum,
  /** Rows that no order stands behind, and rows that moved no money: not in `total`. */
  others: CountedSum,
})
export type SideTotals = z.infer<typeof SideTotals>

/** What changed since the last run; `time`: rows that were expected have become late. */
export const StaleReason = z.enum(['files', 'orders', 'rules', 'decisions', 'carried', 'time'])
export type StaleReason = z.infer<typeof StaleReason>

export const ReconciliationState = z.enum(['new', 'running', 'open', 'balanced', 'locked', 'stale', 'failed'])

export const Reconciliation = z.object({
  id: Id,
  name: z.string(),
  month: Month,
  left: SourceSpec,
  right: SourceSpec,
  /** `stale`: files, orders, rules or decisions changed since the last run. */
  state: ReconciliationState,
  staleBecause: z.array(StaleReason),
  /** Error code of the last run, where it failed. */
  failedWith: z.string().optional(),
  /** Rules that are left out here. */
  rulesOff: z.array(z.object({ ruleId: z.string(), name: z.string(), by: z.string(), at: Instant, reason: z.string() })),
  lastRun: z
    .object({
      id: Id,
      number: z.int(),
      at: Instant,
      by: z.string(),
      ms: z.int(),
      left: z.array(SideTotals),
      right: z.array(SideTotals),
      byClass: z.array(z.object({ class: DifferenceClass, open: z.int(), settled: z.int(), sums: z.array(CountedSum) })),
      byRule: z.array(z.object({ ruleId: z.string(), name: z.string(), pairs: z.int(), sums: z.array(CountedSum) })),
      otherKinds: z.array(z.object({ side: z.enum(['left', 'right']), kind: EntryKind, sums: z.array(CountedSum) })),
      /** Rows of the files that could not be read. */
      unreadable: z.int(),
      /** SHA-256 of the files, rules and decisions that it was made from: the same inputs give the same result. */
      inputsHash: z.string(),
    })
    .optional(),
  openDifferences: z.int(),
  carried: z.int(),
  jobId: Id.optional(),
  rev: z.int(),
})
export type Reconciliation = z.infer<typeof Reconciliation>

/** Rows that belong together, with the rule that says so; `person` when somebody paired them by hand. */
export const Pair = z.object({
  id: z.string(),
  ruleId: z.string(),
  ruleName: z.string(),
  by: z.enum(['rule', 'person']),
  /** What agreed: the key and its value, or amount and distance in time. */
  because: z.string(),
  left: z.array(EntryRow),
  right: z.array(EntryRow),
  currency: z.string(),
  leftMinor: Minor,
  rightMinor: Minor,
})
export type Pair = z.infer<typeof Pair>

/** What a person decided about rows; it comes before every rule until it is taken back. */
export const RowDecision = z.object({
  id: z.string(),
  kind: z.enum(['pair', 'apart', 'ruleOff']),
  /** Numbers of the rows, or the rule's name. */
  what: z.string(),
  reason: z.string(),
  by: z.string(),
  at: Instant,
  takenBack: z.object({ by: z.string(), at: Instant, reason: z.string() }).optional(),
})
export type RowDecision = z.infer<typeof RowDecision>

const id = z.strictObject({ id: Id })
const differenceIds = z.array(z.string().min(1).max(80)).min(1).max(500)
const attachments = z.array(Id).max(20).default([])

/** What may be done to differences; each keeps the earlier state in the history. */
export const Decision = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('assign'), to: z.string().trim().max(80) }),
  z.strictObject({ action: z.literal('comment'), text: z.string().trim().min(1).max(2000), attachments }),
  z.strictObject({ action: z.literal('resolve'), resolution: Resolution, reason: z.string().trim().min(1).max(1000), attachments }),
  z.strictObject({ action: z.literal('carry'), reason: z.string().trim().min(1).max(1000) }),
  z.strictObject({ action: z.literal('reopen'), reason: z.string().trim().min(1).max(1000) }),
])

export type Decision = z.infer<typeof Decision>

const side = z.enum(['left', 'right'])

export const reconciliationCommands = {
  'reconciliations.list': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'Reconciliations of a month, or of all months, newest first.',
    input: z.strictObject({ month: Month.optional() }),
    output: z.array(Reconciliation),
  }),
  'reconciliations.get': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'One reconciliation with the totals of its last run.',
    input: id,
    output: Reconciliation,
  }),
  'reconciliations.create': command({
    kind: 'effect',
    access: 'settlement.reconcile',
    summary: 'Set up a reconciliation of two sources for a month.',
    input: z.strictObject({ month: Month, name: z.string().trim().max(80).default(''), left: SourceSpec, right: SourceSpec }),
    output: Reconciliation,
  }),
  'reconciliations.run': command({
    kind: 'effect',
    access: 'settlement.reconcile',
    summary: 'Match both sources by the rules and the decisions made so far.',
    job: true,
    input: id,
    output: z.object({ jobId: Id }),
  }),
  'reconciliations.runs': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'The runs of a reconciliation, newest first.',
    input: id,
    output: z.array(
      z.object({
        id: Id,
        number: z.int(),
        at: Instant,
        by: z.string(),
        ms: z.int(),
        pairs: z.int(),
        differences: z.int(),
        undone: z.boolean(),
        undoneBy: z.string().optional(),
        undoneReason: z.string().optional(),
        rulesVersion: z.int(),
        inputsHash: z.string(),
      }),
    ),
  }),
  'reconciliations.undoRun': command({
    kind: 'effect',
    access: 'settlement.reconcile',
    summary: 'Take the last run back: what it paired is apart again until the next run.',
    input: z.strictObject({ id: Id, runId: Id, reason: z.string().trim().min(1).max(500) }),
    output: Reconciliation,
  }),
  'reconciliations.undoRule': command({
    kind: 'effect',
    access: 'settlement.reconcile',
    summary: 'Part everything that one rule paired here, and leave that rule out of this reconciliation.',
    job: true,
    input: z.strictObject({ id: Id, ruleId: z.string().max(40), reason: z.string().trim().min(1).max(500) }),
    output: z.object({ jobId: Id }),
  }),
  'reconciliations.useRule': command({
    kind: 'effect',
    access: 'settlement.reconcile',
    summary: 'Use a rule here again that was left out.',
    job: true,
    input: z.strictObject({ id: Id, ruleId: z.string().max(40), reason: z.string().trim().min(1).max(500) }),
    output: z.object({ jobId: Id }),
  }),
  'reconciliations.setUp': command({
    kind: 'effect',
    access: 'settlement.reconcile',
    summary: 'Set up the usual reconciliations of a month: every pair of sources that is there. Known ones stay.',
    input: z.strictObject({ month: Month }),
    output: z.array(Reconciliation),
  }),
  'rules.get': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'The rules for a pair of sources, with the version that is in force.',
    input: z.strictObject({ left: SourceKind, right: SourceKind }),
    output: z.object({ set: RuleSet, version: z.int(), changedAt: Instant.optional(), changedBy: z.string(), shipped: RuleSet }),
  }),
  'rules.save': command({
    kind: 'effect',
    access: 'settlement.rules',
    summary: 'Save a new version of the rules; earlier runs keep theirs.',
    input: z.strictObject({ left: SourceKind, right: SourceKind, set: RuleSet, version: z.int(), note: z.string().trim().max(500).default('') }),
    output: z.object({ version: z.int() }),
  }),
  'rules.preview': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'What a set of rules would pair in a reconciliation, by rule, without changing anything.',
    input: z.strictObject({ id: Id, set: RuleSet }),
    output: z.object({
      byRule: z.array(z.object({ ruleId: z.string(), pairs: z.int() })),
      byClass: z.array(z.object({ class: DifferenceClass, count: z.int() })),
      before: z.object({ pairs: z.int(), differences: z.int() }),
    }),
  }),
  'differences.list': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'Differences that fit a filter, largest money first unless ordered otherwise.',
    input: z.strictObject({
      ...pageInput,
      reconciliationId: Id.optional(),
      month: Month.optional(),
      classes: z.array(DifferenceClass).max(20).optional(),
      states: z.array(DifferenceState).max(5).optional(),
      assignee: z.string().max(80).optional(),
      currency: Currency.optional(),
      text: z.string().max(200).optional(),
      order: z.enum(['amount', 'day', 'age']).default('amount'),
    }),
    output: pageOf(Difference).extend({ sums: z.array(CountedSum) }),
  }),
  'differences.get': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'One difference with the rows of both sides, its history and likely partners.',
    input: z.strictObject({ id: z.string().min(1).max(80) }),
    output: z.object({
      difference: Difference,
      left: z.array(EntryRow),
      right: z.array(EntryRow),
      history: z.array(DifferenceEvent),
      /** Rows of the other side that are still alone and come near, nearest first; with what agrees. */
      candidates: z.array(z.object({ side, row: EntryRow, agrees: z.array(z.enum(['number', 'amount', 'day', 'title'])) })),
    }),
  }),
  'differences.decide': command({
    kind: 'effect',
    access: 'settlement.reconcile',
    summary: 'Assign, comment, resolve, carry forward or reopen differences.',
    input: z.strictObject({ ids: differenceIds, decision: Decision }),
    output: z.object({ done: z.int(), refused: z.array(z.object({ id: z.string(), code: z.string() })) }),
  }),
  'pairs.list': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'What is matched, by rule, with the rows of both sides.',
    input: z.strictObject({ ...pageInput, reconciliationId: Id, ruleId: z.string().max(40).optional(), text: z.string().max(200).optional() }),
    output: pageOf(Pair),
  }),
  'pairs.make': command({
    kind: 'effect',
    access: 'settlement.reconcile',
    summary: 'Pair rows by hand; later runs keep it.',
    input: z.strictObject({
      reconciliationId: Id,
      left: z.array(RowRef).min(1).max(200),
      right: z.array(RowRef).min(1).max(200),
      reason: z.string().trim().min(1).max(500),
    }),
    output: z.object({ pairId: z.string() }),
  }),
  'pairs.undo': command({
    kind: 'effect',
    access: 'settlement.reconcile',
    summary: 'Part one pair and nothing else; later runs do not pair these rows with each other again.',
    input: z.strictObject({ reconciliationId: Id, pairId: z.string().max(120), reason: z.string().trim().min(1).max(500) }),
    output: z.object({ differenceIds: z.array(z.string()) }),
  }),
  'decisions.list': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'What people decided about rows of a reconciliation, newest first.',
    input: id,
    output: z.array(RowDecision),
  }),
  'decisions.takeBack': command({
    kind: 'effect',
    access: 'settlement.reconcile',
    summary: 'Take one such decision back: a pair made by hand, a parting, a rule left out.',
    input: z.strictObject({ reconciliationId: Id, decisionId: z.string().max(120), reason: z.string().trim().min(1).max(500) }),
    output: Reconciliation,
  }),
  'entries.list': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'The rows behind a total of a reconciliation: of a side, by what became of them.',
    input: z.strictObject({
      ...pageInput,
      reconciliationId: Id,
      side,
      part: z.enum(['total', 'matched', 'differences', 'expected', 'others']),
      kind: EntryKind.optional(),
      currency: Currency.optional(),
      text: z.string().max(200).optional(),
    }),
    output: pageOf(EntryRow).extend({ sums: z.array(CountedSum) }),
  }),
  ...arrivalCommands,
}
