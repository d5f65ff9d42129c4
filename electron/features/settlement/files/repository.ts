import type { FileStep } from '@shared/contract/settlement-files'
import type { Month, SourceKind } from '@shared/contract/settlement-values'
import { Fault } from '../../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'
import { refuseLocked } from '../closing/locked.repository'
import type { RowProblem } from '../engine/types'
import { emptyData, type FileColumns, type FileData, type FileRecord, type IntakeRecord, type RowDecision } from './records'

const columns = `id, intake_id AS intakeId, step, name, container, container_sha256 AS containerSha256, bytes, sha256, origin,
  source, profile, account_id AS accountId, bill_type AS billType, day, from_day AS fromDay, to_day AS toDay, rows, problems, control,
  hash_checked AS hashChecked, job_id AS jobId, replaced_by AS replacedBy, replaces, data_json AS data, added_at AS addedAt,
  added_by AS addedBy, loaded_at AS loadedAt, loaded_by AS loadedBy, rev, seq`

type Row = FileColumns & { seq: number; data: string; hashChecked: number }

function toRecord({ sql }: Pick<ReadContext, 'sql'>, { data, hashChecked, seq, ...row }: Row): FileRecord {
  const months = (sql('SELECT month FROM settlement_file_months WHERE file_seq = ? ORDER BY month').all(seq) as { month: Month }[]).map(({ month }) => month)
  return { ...row, seq, hashChecked: hashChecked === 1, months, data: { ...emptyData, ...(JSON.parse(data) as FileData) } }
}

function find(context: Pick<ReadContext, 'sql'>, id: string): FileRecord | undefined {
  const row = context.sql(`SELECT ${columns} FROM settlement_files WHERE id = ?`).get(id) as Row | undefined
  return row && toRecord(context, row)
}

function require(context: Pick<ReadContext, 'sql'>, id: string): FileRecord {
  const record = find(context, id)
  if (!record) throw new Fault('settlement.fileMissing')
  return record
}

/** What a page of files is asked for by. */
export interface FileQuery {
  before: number | undefined
  limit: number
  source?: SourceKind | undefined
  accountId?: string | undefined
  month?: string | undefined
  steps?: FileStep[] | undefined
  text?: string | undefined
}

const mostCounted = 10_000

function conditions(query: Omit<FileQuery, 'before' | 'limit'>): { where: string; values: (string | number)[] } {
  const parts: string[] = []
  const values: (string | number)[] = []
  const add = (part: string, ...given: (string | number)[]) => {
    parts.push(part)
    values.push(...given)
  }
  if (query.source !== undefined) add('source = ?', query.source)
  if (query.accountId !== undefined) add('account_id = ?', query.accountId)
  if (query.month !== undefined) add('seq IN (SELECT file_seq FROM settlement_file_months WHERE month = ?)', query.month)
  if (query.steps !== undefined && query.steps.length > 0) add(`step IN (${query.steps.map(() => '?').join(', ')})`, ...query.steps)
  if (query.text !== undefined && query.text.trim() !== '') add("(instr(lower(name), lower(?)) > 0 OR sha256 LIKE ? || '%')", query.text.trim(), query.text.trim().toLowerCase().replaceAll(/[%_]/gu, ''))
  return { where: parts.length === 0 ? '1' : parts.join(' AND '), values }
}

/** What a check found; replaces what an earlier one found. */
export interface CheckResult {
  id: string
  step: 'checked' | 'mapping' | 'loaded'
  source: SourceKind
  profile: string
  accountId: string
  billType: string
  day: string | null
  fromDay: string | null
  toDay: string | null
  months: Month[]
  rows: number
  problems: number
  control: FileRecord['control']
  data: Partial<FileData>
}

interface Neighbourhood {
  id: string
  source: string
  accountId: string
  billType: string
  fromDay: string
  toDay: string
}

function neighboursOf(context: Pick<ReadContext, 'sql'>, input: Neighbourhood): FileRecord[] {
  const rows = context.sql(`SELECT ${columns} FROM settlement_files
    WHERE step = 'loaded' AND id <> ? AND source = ? AND account_id = ? AND bill_type = ? AND from_day <= ? AND to_day >= ? ORDER BY seq`)
    .all(input.id, input.source, input.accountId, input.billType, input.toDay, input.fromDay) as Row[]
  return rows.map((row) => toRecord(context, row))
}

/** Whether a file that was read again counts for what it counted before. */
function findsTheSame(record: FileRecord, input: CheckResult): boolean {
  const facts = ({ source, accountId, billType, rows, problems, months, data }: Omit<CheckResult, 'id' | 'step'>) =>
    JSON.stringify([source, accountId, billType, rows, problems, months.toSorted(), data.monthSums])
  return facts(record) === facts(input)
}

function putData({ sql }: Pick<WriteContext, 'sql'>, record: FileRecord, changes: Partial<FileData>): void {
  const data: FileData = { ...record.data, ...changes }
  sql('UPDATE settlement_files SET data_json = ? WHERE seq = ?').run(JSON.stringify(data), record.seq)
}

export const settlementFilesRepository = defineRepository({
  name: 'settlementFiles',
  reads: {
    find: (context: ReadContext, id: string): FileRecord | undefined => find(context, id),
    get: (context: ReadContext, id: string): FileRecord => require(context, id),
    page: (context: ReadContext, query: FileQuery): { rows: FileRecord[]; hits: number } => {
      const { where, values } = conditions(query)
      const rows = context.sql(`SELECT ${columns} FROM settlement_files WHERE ${where} AND seq < ? ORDER BY seq DESC LIMIT ?`)
        .all(...values, query.before ?? Number.MAX_SAFE_INTEGER, query.limit) as Row[]
      const { n } = context.sql(`SELECT count(*) AS n FROM (SELECT 1 FROM settlement_files WHERE ${where} LIMIT ${mostCounted})`).get(...values) as { n: number }
      return { rows: rows.map((row) => toRecord(context, row)), hits: n }
    },
    /** Files whose content this is and that were neither put aside nor failed, the loaded one first. */
    ofHash: (context: ReadContext, sha256: string): FileRecord[] =>
      (context.sql(`SELECT ${columns} FROM settlement_files WHERE sha256 = ? AND step NOT IN ('discarded', 'failed') ORDER BY step = 'loaded' DESC, seq`).all(sha256) as Row[]).map((row) => toRecord(context, row)),
    ofIntake: (context: ReadContext, intakeId: string): FileRecord[] =>
      (context.sql(`SELECT ${columns} FROM settlement_files WHERE intake_id = ? ORDER BY seq`).all(intakeId) as Row[]).map((row) => toRecord(context, row)),
    loadedOfMonth: (context: ReadContext, input: { month: Month; source?: string; accountId?: string; billType?: string }): FileRecord[] =>
      (
        context.sql(`SELECT ${columns} FROM settlement_files
          WHERE step = 'loaded' AND seq IN (SELECT file_seq FROM settlement_file_months WHERE month = ?)
            AND (? = '' OR source = ?) AND (? = '' OR account_id = ?) AND (? = '' OR bill_type = ?) ORDER BY account_id, bill_type, from_day, seq`)
          .all(input.month, input.source ?? '', input.source ?? '', input.accountId ?? '', input.accountId ?? '', input.billType ?? '', input.billType ?? '') as Row[]
      ).map((row) => toRecord(context, row)),
    /** Loaded files of the same kind that a file of these days takes the place of, or overlaps with. */
    neighbours: (context: ReadContext, input: Neighbourhood): FileRecord[] => neighboursOf(context, input),
    intake: ({ sql }: ReadContext, id: string): IntakeRecord => {
      const row = sql(`SELECT id, job_id AS jobId, reading, account_id AS accountId, refused_json AS refused, taken_json AS taken, added_at AS addedAt, added_by AS addedBy
        FROM settlement_intakes WHERE id = ?`).get(id) as (Omit<IntakeRecord, 'refused' | 'reading' | 'taken'> & { refused: string; reading: number; taken: string }) | undefined
      if (!row) throw new Fault('settlement.intakeMissing')
      return { ...row, reading: row.reading === 1, refused: JSON.parse(row.refused) as IntakeRecord['refused'], taken: JSON.parse(row.taken) as number[] }
    },
    problems: ({ sql }: ReadContext, input: { id: string; after: number; limit: number; openOnly: boolean }) => {
      const base = `FROM settlement_problems p JOIN settlement_files f ON f.seq = p.file_seq
        LEFT JOIN settlement_corrections c ON c.file_seq = p.file_seq AND c.sheet = p.sheet AND c.line = p.line
        WHERE f.id = ? ${input.openOnly ? 'AND c.seq IS NULL' : ''}`
      const rows = sql(`SELECT p.seq AS id, p.line, p.sheet, p.code, p.params_json AS params, p.excerpt, c.action, c.cells_json AS cells, c.reason, c.by, c.at
        ${base} AND p.seq > ? ORDER BY p.seq LIMIT ?`).all(input.id, input.after, input.limit) as (Omit<RowProblem, 'params'> & { id: number; params: string; action: RowDecision['action'] | null; cells: string; reason: string; by: string; at: string })[]
      const { n } = sql(`SELECT count(*) AS n ${base}`).get(input.id) as { n: number }
      return {
        hits: n,
        rows: rows.map(({ params, action, cells, reason, by, at, ...row }) => ({
          ...row,
          params: JSON.parse(params) as RowProblem['params'],
          decision: action === null ? undefined : { action, cells: JSON.parse(cells) as Record<string, string>, reason, by, at },
        })),
      }
    },
    corrections: ({ sql }: ReadContext, id: string): RowDecision[] =>
      (
        sql(`SELECT c.sheet, c.line, c.action, c.cells_json AS cells, c.reason, c.by, c.at FROM settlement_corrections c
          JOIN settlement_files f ON f.seq = c.file_seq WHERE f.id = ? ORDER BY c.seq`).all(id) as (Omit<RowDecision, 'cells'> & { cells: string })[]
      ).map(({ cells, ...row }) => ({ ...row, cells: JSON.parse(cells) as Record<string, string> })),
    attachments: ({ sql }: ReadContext, ids: readonly string[]) =>
      ids.flatMap((id) => {
        const row = sql('SELECT id, name, bytes, sha256, added_at AS addedAt, added_by AS addedBy FROM settlement_attachments WHERE id = ?').get(id)
        return row === undefined ? [] : [row as { id: string; name: string; bytes: number; sha256: string; addedAt: string; addedBy: string }]
      }),
    /** Every content that is kept, for a backup. */
    kept: ({ sql }: ReadContext): string[] =>
      (sql(`SELECT sha256 FROM settlement_files WHERE step <> 'discarded' UNION SELECT sha256 FROM settlement_attachments`).all() as { sha256: string }[]).map(({ sha256 }) => sha256),
    packs: ({ sql }: ReadContext): string[] =>
      (sql(`SELECT data_json ->> '$.pack' AS pack FROM settlement_files WHERE data_json ->> '$.pack' <> ''`).all() as { pack: string }[]).map(({ pack }) => pack),
    /** Files whose work an ended program left behind. */
    unfinished: (context: ReadContext): FileRecord[] =>
      (context.sql(`SELECT ${columns} FROM settlement_files WHERE step IN ('reading', 'checking') ORDER BY seq`).all() as Row[]).map((row) => toRecord(context, row)),
    waiting: ({ sql }: ReadContext): { mapping: number; checked: number; failed: number; since: string | null } =>
      sql(`SELECT count(*) FILTER (WHERE step = 'mapping') AS mapping, count(*) FILTER (WHERE step = 'checked') AS checked,
        count(*) FILTER (WHERE step = 'failed') AS failed, min(added_at) FILTER (WHERE step IN ('mapping', 'checked')) AS since FROM settlement_files`).get() as { mapping: number; checked: number; failed: number; since: string | null },
  },
  writes: {
    addIntake: ({ sql, now }: WriteContext, input: { id: string; accountId: string | null; by: string }): void => {
      sql('INSERT INTO settlement_intakes (id, account_id, added_at, added_by) VALUES (?, ?, ?, ?)').run(input.id, input.accountId, now, input.by)
    },
    setIntake: ({ sql }: WriteContext, input: { id: string; jobId?: string; reading?: boolean; refused?: IntakeRecord['refused']; taken?: number[] }): void => {
      if (input.taken !== undefined) sql('UPDATE settlement_intakes SET taken_json = ? WHERE id = ?').run(JSON.stringify(input.taken), input.id)
      if (input.jobId !== undefined) sql('UPDATE settlement_intakes SET job_id = ? WHERE id = ?').run(input.jobId, input.id)
      if (input.reading !== undefined) sql('UPDATE settlement_intakes SET reading = ? WHERE id = ?').run(input.reading ? 1 : 0, input.id)
      if (input.refused !== undefined) sql('UPDATE settlement_intakes SET refused_json = ? WHERE id = ?').run(JSON.stringify(input.refused), input.id)
    },
    /** Adds a file whose bytes are kept; answers the one that has these bytes already instead, where there is one. */
    add: (
      context: WriteContext,
      input: { id: string; intakeId: string; name: string; container: string; containerSha256: string; bytes: number; sha256: string; origin: string; hashChecked: boolean; by: string },
    ): { record: FileRecord; known: boolean } => {
      const { sql, now } = context
      const there = sql(`SELECT ${columns} FROM settlement_files WHERE sha256 = ? AND step NOT IN ('discarded', 'failed') ORDER BY step = 'loaded' DESC, seq LIMIT 1`).get(input.sha256) as Row | undefined
      if (there) return { record: toRecord(context, there), known: true }
      sql(`INSERT INTO settlement_files (id, intake_id, step, name, container, container_sha256, bytes, sha256, origin, hash_checked, added_at, added_by)
        VALUES (?, ?, 'reading', ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
        input.id, input.intakeId, input.name, input.container, input.containerSha256, input.bytes, input.sha256, input.origin, input.hashChecked ? 1 : 0, now, input.by,
      )
      return { record: require(context, input.id), known: false }
    },
    setStep: (context: WriteContext, input: { id: string; step: FileStep; error?: FileData['error']; jobId?: string | null }): void => {
      const record = require(context, input.id)
      context.sql('UPDATE settlement_files SET step = ?, job_id = coalesce(?, job_id), rev = rev + 1 WHERE seq = ?').run(input.step, input.jobId ?? null, record.seq)
      if (input.error !== undefined) putData(context, record, { error: input.error })
    },
    setJob: ({ sql }: WriteContext, input: { id: string; jobId: string }): void => {
      sql('UPDATE settlement_files SET job_id = ? WHERE id = ?').run(input.jobId, input.id)
    },
    /** What a person says of a file before it is read again. */
    describe: (context: WriteContext, input: { id: string; rev?: number; source: SourceKind; profile: string; accountId: string; billType: string; day: string | null; data: Partial<FileData>; step: FileStep }): void => {
      const record = require(context, input.id)
      if (input.rev !== undefined && input.rev !== record.rev) throw new Fault('settlement.fileChanged', { params: { file: record.name }, retry: 'safe' })
      context.sql('UPDATE settlement_files SET source = ?, profile = ?, account_id = ?, bill_type = ?, day = ?, step = ?, rev = rev + 1 WHERE seq = ?')
        .run(input.source, input.profile, input.accountId, input.billType, input.day, input.step, record.seq)
      putData(context, record, input.data)
    },
    clearProblems: ({ sql }: WriteContext, id: string): void => {
      sql('DELETE FROM settlement_problems WHERE file_seq = (SELECT seq FROM settlement_files WHERE id = ?)').run(id)
    },
    putProblems: ({ sql }: WriteContext, input: { id: string; problems: readonly RowProblem[] }): void => {
      const { seq } = sql('SELECT seq FROM settlement_files WHERE id = ?').get(input.id) as { seq: number }
      for (const { sheet, line, code, params, excerpt } of input.problems)
        sql('INSERT INTO settlement_problems (file_seq, sheet, line, code, params_json, excerpt) VALUES (?, ?, ?, ?, ?, ?)').run(seq, sheet, line, code, JSON.stringify(params), excerpt)
    },
    /**
     * A file that counts already may be read again, for its pack was gone; in a closed month that finds the same.
     * @throws Fault `settlement.monthLocked` where it found something else, by a correction from before the month was closed
     */
    finishCheck: (context: WriteContext, input: CheckResult): void => {
      const record = require(context, input.id)
      if (record.step === 'loaded' && !findsTheSame(record, input)) refuseLocked(context, [...record.months, ...input.months])
      context.sql(`UPDATE settlement_files SET step = ?, source = ?, profile = ?, account_id = ?, bill_type = ?, day = ?, from_day = ?, to_day = ?,
        rows = ?, problems = ?, control = ?, rev = rev + 1 WHERE seq = ?`).run(
        record.step === 'loaded' || record.step === 'replaced' ? record.step : input.step, input.source, input.profile, input.accountId, input.billType, input.day, input.fromDay, input.toDay,
        input.rows, input.problems, input.control, record.seq,
      )
      context.sql('DELETE FROM settlement_file_months WHERE file_seq = ?').run(record.seq)
      for (const month of input.months) context.sql('INSERT INTO settlement_file_months (file_seq, month) VALUES (?, ?)').run(record.seq, month)
      putData(context, record, { ...input.data, error: null })
    },
    correct: (context: WriteContext, input: { id: string; rev: number; decisions: { problemId: number; action: RowDecision['action']; cells: Record<string, string> }[]; reason: string; by: string; operatorId: string; correlationId: string }): void => {
      const record = require(context, input.id)
      if (input.rev !== record.rev) throw new Fault('settlement.fileChanged', { params: { file: record.name }, retry: 'safe' })
      if (record.step === 'loaded') refuseLocked(context, record.months)
      for (const { problemId, action, cells } of input.decisions) {
        const row = context.sql('SELECT sheet, line FROM settlement_problems WHERE seq = ? AND file_seq = ?').get(problemId, record.seq) as { sheet: string; line: number } | undefined
        if (!row) throw new Fault('settlement.problemMissing')
        const before = context.sql('SELECT action FROM settlement_corrections WHERE file_seq = ? AND sheet = ? AND line = ?').get(record.seq, row.sheet, row.line) as { action: string } | undefined
        // Rows of a loaded file keep their places: others point to them.
        if (record.step === 'loaded' && before?.action === 'corrected' && action === 'leftOut') throw new Fault('settlement.rowLoaded', { params: { line: row.line } })
        context.sql(`INSERT INTO settlement_corrections (file_seq, sheet, line, action, cells_json, reason, by, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (file_seq, sheet, line) DO UPDATE SET action = excluded.action, cells_json = excluded.cells_json, reason = excluded.reason, by = excluded.by, at = excluded.at`)
          .run(record.seq, row.sheet, row.line, action, JSON.stringify(cells), input.reason, input.by, context.now)
        context.audit({
          ...{ operatorId: input.operatorId, operatorName: input.by, sessionKind: input.operatorId === '' ? 'program' : 'operator', correlationId: input.correlationId, outcome: 'ok' },
          ...{ action: 'settlement.imports.correct', subject: record.id, details: { file: record.name, sheet: row.sheet, line: row.line, action, cells, reason: input.reason } },
        })
      }
      context.sql(`UPDATE settlement_files SET rev = rev + 1 WHERE seq = ?`).run(record.seq)
    },
    /** From now on its rows count; files of the same days whose place it takes count no longer. One transaction. */
    load: (context: WriteContext, input: { id: string; by: string; span: { fromDay: string; toDay: string } | null; replaces: string[]; diff: FileData['diff'] }): void => {
      const record = require(context, input.id)
      if (record.step === 'loaded') return
      if (record.step !== 'checked') throw new Fault('settlement.fileNotChecked', { params: { file: record.name } })
      const other = context.sql(`SELECT name FROM settlement_files WHERE sha256 = ? AND step = 'loaded'`).get(record.sha256) as { name: string } | undefined
      if (other) throw new Fault('settlement.fileKnown', { params: { file: other.name } })
      // Another of the same days was loaded while this one was compared: both would count.
      if (input.span && neighboursOf(context, { ...record, ...input.span }).some(({ id }) => !input.replaces.includes(id)))
        throw new Fault('settlement.fileChanged', { params: { file: record.name }, retry: 'safe' })
      refuseLocked(context, [...record.months, ...input.replaces.flatMap((id) => require(context, id).months)])
      for (const id of input.replaces)
        context.sql(`UPDATE settlement_files SET step = 'replaced', replaced_by = ?, rev = rev + 1 WHERE id = ? AND step = 'loaded'`).run(record.id, id)
      context.sql(`UPDATE settlement_files SET step = 'loaded', loaded_at = ?, loaded_by = ?, replaces = ?, rev = rev + 1 WHERE seq = ?`).run(context.now, input.by, input.replaces.at(-1) ?? null, record.seq)
      putData(context, record, { diff: input.diff })
    },
    addAttachment: ({ sql, now }: WriteContext, input: { id: string; name: string; bytes: number; sha256: string; by: string }): void => {
      sql('INSERT INTO settlement_attachments (id, name, bytes, sha256, added_at, added_by) VALUES (?, ?, ?, ?, ?, ?)').run(input.id, input.name, input.bytes, input.sha256, now, input.by)
    },
  },
  priorities: { correct: 'money', load: 'money', putProblems: 'bulk' },
})
