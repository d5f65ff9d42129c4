import { billTroubles } from '@shared/domain/bills'
import { z } from 'zod'
import { command } from './define'
import { BillType, Month } from './settlement-values'
import { Day, Id, Instant } from './values'

/**
 * How the bill of a day stands. `booked`: loaded and every check holds; `noTrade`: nothing happened, so the provider or a
 * person says; `missing`: it could be there and is not; `failed`: it came and a check does not hold; `awaited`: not yet due.
 */
export const billDayStates = ['booked', 'noTrade', 'missing', 'failed', 'awaited'] as const
export const BillDayState = z.enum(billDayStates)
export type BillDayState = z.infer<typeof BillDayState>

/** Why a day is as it is: a code under `settlementBills.why` or of a Fault. */
const Why = z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })

export const BillDay = z.object({
  day: Day,
  state: BillDayState,
  /** The file of a booked or failed day. */
  fileId: z.string().optional(),
  fileName: z.string().optional(),
  rows: z.int().optional(),
  /** Whether the provider's hash was checked. */
  hashChecked: z.boolean(),
  /** Who says so: the interface, a file, or a person. */
  via: z.enum(['interface', 'file', 'person', 'none']),
  by: z.string(),
  reason: z.string(),
  why: Why.optional(),
  at: Instant.optional(),
  attempts: z.int(),
  nextTryAt: Instant.optional(),
  /** The last day on which it can be fetched, where it is not there yet. */
  lastFetchDay: Day.optional(),
  /** Orders that were paid here on a day that has no trade there: a difference. */
  paidHere: z.int(),
})
export type BillDay = z.infer<typeof BillDay>

export const BillRow = z.object({
  accountId: Id,
  account: z.string(),
  kind: z.string(),
  billType: BillType,
  /** False where the provider has no interface for it: files are dropped by hand. */
  fetchable: z.boolean(),
  /** Whether it is fetched by itself. */
  automatic: z.boolean(),
  days: z.array(BillDay),
})
export type BillRow = z.infer<typeof BillRow>

export const BillMonth = z.object({
  month: Month,
  /** Today in Beijing. */
  today: Day,
  rows: z.array(BillRow),
  counts: z.object({ booked: z.int(), noTrade: z.int(), missing: z.int(), failed: z.int(), awaited: z.int() }),
  /** Days that can soon no longer be fetched, of any month, soonest first. */
  expiring: z.array(z.object({ accountId: Id, account: z.string(), billType: BillType, day: Day, lastFetchDay: Day, daysLeft: z.int() })),
  /** Where the balance of a fund flow does not go on from one row or day to the next. */
  balanceBreaks: z.array(z.object({ accountId: Id, account: z.string(), billType: BillType, day: Day, why: Why })),
  /** Nothing is fetched while credentials are locked. */
  paused: z.boolean(),
})
export type BillMonth = z.infer<typeof BillMonth>

/** Which bills of an account are wanted. */
export const BillChoice = z.object({
  accountId: Id,
  account: z.string(),
  kind: z.string(),
  /** What the interface of its kind offers; empty: files are dropped by hand. */
  offered: z.array(BillType),
  wanted: z.array(BillType),
  automatic: z.boolean(),
  /** From this day on its days are expected. */
  fromDay: Day,
})
export type BillChoice = z.infer<typeof BillChoice>

export const WatchedFile = z.object({
  name: z.string(),
  bytes: z.int(),
  /** `growing`: still being written; `failed`: put aside with its reason. */
  state: z.enum(['ready', 'growing', 'failed']),
  why: Why.optional(),
})

export const Watched = z.object({
  /** Empty: none is watched. */
  path: z.string(),
  exists: z.boolean(),
  files: z.array(WatchedFile),
  /** Where reports of a run are written; empty: into `reports` beside the watched folder, or the workspace's own. */
  exportPath: z.string(),
})
export type Watched = z.infer<typeof Watched>

export const runSteps = ['watched', 'fetch', 'load', 'reconcile', 'fees', 'export'] as const
export const RunStepName = z.enum(runSteps)
export type RunStepName = z.infer<typeof RunStepName>

export const RunStep = z.object({
  step: RunStepName,
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  /** What it came to, by name: files taken, days fetched, reconciliations run, reports written … */
  counts: z.record(z.string(), z.int()),
  why: Why.optional(),
  endedAt: Instant.optional(),
})
export type RunStep = z.infer<typeof RunStep>

/** A whole month's run. Its summary is what the command line and the screen show. */
export const SettlementRun = z.object({
  id: Id,
  month: Month,
  jobId: Id,
  state: z.enum(['running', 'done', 'failed', 'stopped']),
  steps: z.array(RunStep),
  /** Differences that nobody has settled yet, days that are missing or failed. */
  openDifferences: z.int(),
  openDays: z.int(),
  by: z.string(),
  startedAt: Instant,
  endedAt: Instant.optional(),
})
export type SettlementRun = z.infer<typeof SettlementRun>

export const BillTrouble = z.enum(billTroubles)

const month = z.strictObject({ month: Month })
const jobId = z.object({ jobId: Id })
const billDay = { accountId: Id, billType: BillType, day: Day }
const reason = z.string().trim().min(1).max(500)
const folder = z.string().trim().max(1000)

export const billCommands = {
  'bills.month': command({ kind: 'query', access: 'settlement.view', summary: 'Every account, bill type and day of a month: booked, no trade, missing, failed or awaited.', input: month, output: BillMonth }),
  'bills.fetch': command({
    kind: 'effect',
    access: 'settlement.import',
    summary: 'Fetch the bills of a month that are not there, or of one account, type or day.',
    job: true,
    input: z.strictObject({ month: Month, accountId: Id.optional(), billType: BillType.optional(), day: Day.optional() }),
    output: jobId,
  }),
  'bills.noTrade': command({
    kind: 'effect',
    access: 'settlement.import',
    summary: 'Record that there was no trade on a day, with the reason; with `undo` the record is taken back.',
    input: z.strictObject({ ...billDay, reason, undo: z.boolean().default(false) }),
    output: BillDay,
  }),
  'bills.choices': command({ kind: 'query', access: 'settlement.view', summary: 'Which bills of each account are wanted.', input: z.strictObject({}), output: z.array(BillChoice) }),
  'bills.choose': command({
    kind: 'effect',
    access: 'settlement.import',
    summary: 'Choose which bills of an account are wanted, from which day on, and whether they are fetched by themselves.',
    input: z.strictObject({ accountId: Id, wanted: z.array(BillType).max(12), automatic: z.boolean(), fromDay: Day }),
    output: z.array(BillChoice),
  }),
  'bills.watched': command({ kind: 'query', access: 'settlement.view', summary: 'The watched folder and what lies in it.', input: z.strictObject({}), output: Watched }),
  'bills.watch': command({
    kind: 'effect',
    access: 'settlement.import',
    summary: 'Set the watched folder and where reports are written; empty: none.',
    input: z.strictObject({ folder, exportFolder: folder.default('') }),
    output: Watched,
  }),
  'bills.scan': command({
    kind: 'effect',
    access: 'settlement.import',
    summary: 'Take in what lies in the watched folder.',
    input: z.strictObject({}),
    output: z.object({ taken: z.int(), known: z.int(), failed: z.int(), growing: z.int() }),
  }),
  run: command({
    kind: 'effect',
    access: 'settlement.reconcile',
    summary: 'A month in one go: watched folder, missing bills, reconciliation, fee, reports.',
    job: true,
    leftovers: true,
    input: month,
    output: jobId,
  }),
  'runs.list': command({ kind: 'query', access: 'settlement.view', summary: 'Runs of whole months with what they came to, newest first.', input: z.strictObject({ month: Month.optional(), jobId: Id.optional() }), output: z.array(SettlementRun) }),
  'practice.monthEnd': command({
    kind: 'effect',
    access: 'settlement.import',
    summary: 'Practice only: hand in the month’s files that no interface gives: statement, bank, payouts, other providers’ bills.',
    input: z.strictObject({ month: Month.optional() }),
    output: z.object({ month: Month, folder: z.string(), files: z.array(z.string()), taken: z.int() }),
  }),
  'practice.troubles': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'Practice only: which differences the bills of the example have.',
    input: z.strictObject({}),
    output: z.object({ on: z.array(BillTrouble) }),
  }),
  'practice.setTroubles': command({
    kind: 'effect',
    access: 'settlement.import',
    summary: 'Practice only: switch the differences in the bills of the example.',
    input: z.strictObject({ troubles: z.array(BillTrouble).max(billTroubles.length) }),
    output: z.object({ on: z.array(BillTrouble) }),
  }),
}
