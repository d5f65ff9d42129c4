import type { RuleSet } from '@shared/contract/settlement-reconciliation'
import { Fault } from '../../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'
import { refuseLocked } from '../closing/locked.repository'
import { parseRuleSet, RunInputs, RunSummary, type StoredReconciliation, type StoredRun } from './rows'
import type { StoredSpec } from './spec'

interface Row {
  seq: number
  id: string
  month: string
  name: string
  leftSource: StoredSpec['source']
  leftAccountId: string
  leftBillType: string
  rightSource: StoredSpec['source']
  rightAccountId: string
  rightBillType: string
  locked: 0 | 1
  currentRun: number
  decisions: number
  failedWith: string
  rev: number
}

const columns = `seq, id, month, name, left_source AS leftSource, left_account_id AS leftAccountId, left_bill_type AS leftBillType,
  right_source AS rightSource, right_account_id AS rightAccountId, right_bill_type AS rightBillType, locked,
  current_run AS currentRun, decisions, failed_with AS failedWith, rev`

const toStored = (row: Row): StoredReconciliation => ({
  seq: row.seq,
  id: row.id,
  month: row.month,
  name: row.name,
  left: { source: row.leftSource, accountId: row.leftAccountId, billType: row.leftBillType },
  right: { source: row.rightSource, accountId: row.rightAccountId, billType: row.rightBillType },
  locked: row.locked === 1,
  currentRun: row.currentRun,
  decisions: row.decisions,
  failedWith: row.failedWith,
  rev: row.rev,
})

/** @throws Fault `settlement.reconciliationNotFound` */
export function requireReconciliation({ sql }: ReadContext, id: string): StoredReconciliation {
  const row = sql(`SELECT ${columns} FROM reconciliations WHERE id = ?`).get(id) as Row | undefined
  if (!row) throw new Fault('settlement.reconciliationNotFound')
  return toStored(row)
}

/** What would change a locked reconciliation is refused in its own transaction. @throws Fault `settlement.monthLocked` */
export function requireOpen(context: ReadContext, id: string): StoredReconciliation {
  const found = requireReconciliation(context, id)
  if (found.locked) throw new Fault('settlement.monthLocked', { params: { month: found.month } })
  // A month is held before its reconciliations are locked one after the other.
  refuseLocked(context, [found.month])
  return found
}

/** Something was decided about rows or rules: the last run no longer says what holds. */
export function noteDecision({ sql }: WriteContext, seq: number): void {
  sql('UPDATE reconciliations SET decisions = decisions + 1, rev = rev + 1 WHERE seq = ?').run(seq)
}

interface RunRow extends Omit<StoredRun, 'inputs' | 'summary'> {
  inputsJson: string
  summaryJson: string
}

const runColumns = `u.id AS id, c.id AS reconciliationId, u.number AS number, u.before_run AS beforeRun, u.at AS at, u.by AS by, u.ms AS ms,
  u.file AS file, u.inputs_hash AS inputsHash, u.inputs_json AS inputsJson, u.summary_json AS summaryJson, u.pairs AS pairs,
  u.differences AS differences, u.rules_version AS rulesVersion, u.undone_at AS undoneAt, u.undone_by AS undoneBy,
  u.undone_reason AS undoneReason`

const toRun = ({ inputsJson, summaryJson, ...row }: RunRow): StoredRun => ({
  ...row,
  inputs: RunInputs.parse(JSON.parse(inputsJson)),
  summary: RunSummary.parse(JSON.parse(summaryJson)),
})

export interface NewRun extends Omit<StoredRun, 'undoneAt' | 'undoneBy' | 'undoneReason' | 'at' | 'beforeRun'> {
  /** Decisions that a person made while it ran are not in it: it is out of date from the start, which is right. */
  reconciliationId: string
}

/** Reconciliations, their rules and runs. */
export const reconciliationsRepository = defineRepository({
  name: 'reconciliations',
  reads: {
    list: ({ sql }: ReadContext, month: string | null): StoredReconciliation[] =>
      (
        sql(`SELECT ${columns} FROM reconciliations WHERE (@month IS NULL OR month = @month) ORDER BY month DESC, seq`).all({ month }) as Row[]
      ).map(toStored),
    one: (context: ReadContext, id: string): StoredReconciliation => requireReconciliation(context, id),
    /** The run whose facts hold, of each of some reconciliations. */
    currentRuns: ({ sql }: ReadContext, ids: string[]): StoredRun[] =>
      (
        sql(`SELECT ${runColumns} FROM reconciliations c JOIN reconciliation_runs u ON u.reconciliation_seq = c.seq AND u.number = c.current_run
          WHERE c.id IN (SELECT value FROM json_each(?))`).all(JSON.stringify(ids)) as RunRow[]
      ).map(toRun),
    runs: ({ sql }: ReadContext, id: string): StoredRun[] =>
      (
        sql(`SELECT ${runColumns} FROM reconciliation_runs u JOIN reconciliations c ON c.seq = u.reconciliation_seq
          WHERE c.id = ? ORDER BY u.number DESC LIMIT 200`).all(id) as RunRow[]
      ).map(toRun),
    /** Run files that are still somebody's: of the current run and of the one before it, to which undoing goes back. */
    filesInUse: ({ sql }: ReadContext): { reconciliationId: string; file: string; packs: string[] }[] =>
      (
        sql(`SELECT c.id AS reconciliationId, u.file AS file, u.inputs_json AS inputs FROM reconciliations c
          JOIN reconciliation_runs u ON u.reconciliation_seq = c.seq WHERE u.undone_at IS NULL AND u.number IN (c.current_run,
            (SELECT before_run FROM reconciliation_runs v WHERE v.reconciliation_seq = c.seq AND v.number = c.current_run))`).all() as {
          reconciliationId: string
          file: string
          inputs: string
        }[]
      ).map(({ inputs, ...row }) => ({ ...row, packs: RunInputs.parse(JSON.parse(inputs)).packs.map(({ fileId }) => fileId) })),
    /** Runs that hold for closed months: their file and the packs that they read. */
    lockedRuns: ({ sql }: ReadContext): { file: string; packs: string[] }[] =>
      (
        sql(`SELECT u.file AS file, u.inputs_json AS inputs FROM reconciliations c
          JOIN reconciliation_runs u ON u.reconciliation_seq = c.seq AND u.number = c.current_run WHERE c.locked = 1`).all() as { file: string; inputs: string }[]
      ).map(({ file, inputs }) => ({ file, packs: RunInputs.parse(JSON.parse(inputs)).packs.map(({ fileId }) => fileId) })),
    rules: (
      { sql }: ReadContext,
      input: { left: string; right: string },
    ): { set: RuleSet; version: number; changedAt: string; changedBy: string } | undefined => {
      const row = sql(`SELECT set_json AS json, version, created_at AS changedAt, created_by AS changedBy FROM reconciliation_rule_sets
        WHERE left_source = ? AND right_source = ? ORDER BY version DESC LIMIT 1`).get(input.left, input.right) as
        | { json: string; version: number; changedAt: string; changedBy: string }
        | undefined
      return row && { set: parseRuleSet(row.json), version: row.version, changedAt: row.changedAt, changedBy: row.changedBy }
    },
    delays: ({ sql }: ReadContext): { kind: string; fromDay: string; days: number; source: string; by: string; at: string }[] =>
      sql('SELECT kind, from_day AS fromDay, days, source, by, at FROM settlement_delays ORDER BY kind, from_day').all() as never,
  },
  writes: {
    create: (context: WriteContext, input: { id: string; month: string; name: string; left: StoredSpec; right: StoredSpec; by: string }): StoredReconciliation => {
      const { sql, now } = context
      refuseLocked(context, [input.month])
      const { changes } = sql(`INSERT INTO reconciliations (id, month, name, left_source, left_account_id, left_bill_type, right_source,
          right_account_id, right_bill_type, created_at, created_by)
        VALUES (@id, @month, @name, @ls, @la, @lb, @rs, @ra, @rb, @now, @by) ON CONFLICT DO NOTHING`).run({
        id: input.id,
        month: input.month,
        name: input.name,
        ls: input.left.source,
        la: input.left.accountId,
        lb: input.left.billType,
        rs: input.right.source,
        ra: input.right.accountId,
        rb: input.right.billType,
        now,
        by: input.by,
      })
      if (changes === 0) throw new Fault('settlement.reconciliationKnown')
      return requireReconciliation(context, input.id)
    },
    lock: ({ sql }: WriteContext, input: { month: string; locked: boolean }): void => {
      sql('UPDATE reconciliations SET locked = @locked, rev = rev + 1 WHERE month = @month AND locked <> @locked').run({
        locked: input.locked ? 1 : 0,
        month: input.month,
      })
    },
    /** Locks those of these months and opens all others; answers how many it changed. */
    lockOnly: ({ sql }: WriteContext, months: string[]): number =>
      sql(`UPDATE reconciliations SET locked = 1 - locked, rev = rev + 1
        WHERE locked <> (month IN (SELECT value FROM json_each(?)))`).run(JSON.stringify(months)).changes,
    /** What a run that ended before its end left behind is taken away, some rows at a time. Answers whether there is more. */
    clearUnfinished: (context: WriteContext, input: { id: string; limit: number }): boolean => {
      const { seq, currentRun } = requireOpen(context, input.id)
      const removed = context
        .sql(`DELETE FROM difference_facts WHERE reconciliation_seq = @seq AND from_run > @run AND (id, from_run) IN
          (SELECT id, from_run FROM difference_facts WHERE reconciliation_seq = @seq AND from_run > @run LIMIT @limit)`)
        .run({ seq, run: currentRun, limit: input.limit }).changes
      if (removed === input.limit) return true
      const reopened = context
        .sql(`UPDATE difference_facts SET until_run = NULL WHERE reconciliation_seq = @seq AND until_run > @run AND (id, from_run) IN
          (SELECT id, from_run FROM difference_facts WHERE reconciliation_seq = @seq AND until_run > @run LIMIT @limit)`)
        .run({ seq, run: currentRun, limit: input.limit }).changes
      return reopened === input.limit
    },
    /** The run is whole: its facts hold from now on. @throws Fault `settlement.monthLocked`, `settlement.runOvertaken` */
    finishRun: (context: WriteContext, run: NewRun): void => {
      const { seq, currentRun } = requireOpen(context, run.reconciliationId)
      const { last } = context.sql('SELECT coalesce(max(number), 0) AS last FROM reconciliation_runs WHERE reconciliation_seq = ?').get(seq) as { last: number }
      // Undone or finished by another: its facts were counted from another run.
      if (run.number !== last + 1) throw new Fault('settlement.runOvertaken')
      context
        .sql(`INSERT INTO reconciliation_runs (id, reconciliation_seq, number, before_run, at, by, ms, file, inputs_hash, inputs_json,
            summary_json, pairs, differences, rules_version)
          VALUES (@id, @seq, @number, @before, @now, @by, @ms, @file, @inputsHash, @inputs, @summary, @pairs, @differences, @rulesVersion)`)
        .run({
          id: run.id,
          seq,
          number: run.number,
          before: currentRun,
          now: context.now,
          by: run.by,
          ms: run.ms,
          file: run.file,
          inputsHash: run.inputsHash,
          inputs: JSON.stringify(run.inputs),
          summary: JSON.stringify(run.summary),
          pairs: run.pairs,
          differences: run.differences,
          rulesVersion: run.rulesVersion,
        })
      context.sql(`UPDATE reconciliations SET current_run = ?, failed_with = '', rev = rev + 1 WHERE seq = ?`).run(run.number, seq)
    },
    runFailed: ({ sql }: WriteContext, input: { id: string; code: string }): void => {
      sql('UPDATE reconciliations SET failed_with = ?, rev = rev + 1 WHERE id = ?').run(input.code, input.id)
    },
    /** @throws Fault `settlement.runNotLast` where another run came after it */
    undoRun: (context: WriteContext, input: { id: string; runId: string; by: string; reason: string }): void => {
      const { seq, currentRun } = requireOpen(context, input.id)
      const run = context
        .sql('SELECT number, before_run AS before FROM reconciliation_runs WHERE id = ? AND reconciliation_seq = ?')
        .get(input.runId, seq) as { number: number; before: number } | undefined
      if (run?.number !== currentRun) throw new Fault('settlement.runNotLast')
      context
        .sql('UPDATE reconciliation_runs SET undone_at = ?, undone_by = ?, undone_reason = ? WHERE id = ?')
        .run(context.now, input.by, input.reason, input.runId)
      context.sql('UPDATE reconciliations SET current_run = ?, rev = rev + 1 WHERE seq = ?').run(run.before, seq)
    },
    /** @throws Fault `settlement.rulesChanged` where somebody saved in between */
    saveRules: (
      { sql, now }: WriteContext,
      input: { left: string; right: string; set: RuleSet; version: number; note: string; by: string },
    ): number => {
      const { last } = sql('SELECT coalesce(max(version), 0) AS last FROM reconciliation_rule_sets WHERE left_source = ? AND right_source = ?').get(
        input.left,
        input.right,
      ) as { last: number }
      if (last !== input.version) throw new Fault('settlement.rulesChanged')
      sql('INSERT INTO reconciliation_rule_sets VALUES (?, ?, ?, ?, ?, ?, ?)').run(
        input.left,
        input.right,
        last + 1,
        JSON.stringify(input.set),
        input.note,
        now,
        input.by,
      )
      return last + 1
    },
    setDelay: ({ sql, now }: WriteContext, input: { kind: string; fromDay: string; days: number; source: string; by: string }): void => {
      sql(`INSERT INTO settlement_delays VALUES (@kind, @fromDay, @days, @source, @by, @now)
        ON CONFLICT DO UPDATE SET days = excluded.days, source = excluded.source, by = excluded.by, at = excluded.at`).run({ ...input, now })
    },
  },
  priorities: { clearUnfinished: 'bulk' },
})
