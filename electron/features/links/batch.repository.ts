import type { ErrorEnvelope } from '@shared/contract/error'
import type { LinkIssue } from '@shared/contract/links'
import type { BatchDefaults, BatchRowState } from '@shared/contract/link-batches'
import { Fault } from '../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../platform/store/repository'
import { insertLink } from './insert.repository'
import { type Count, countSaved, uncount } from './counters.repository'
import { noteEvent } from './event.repository'
import { type ForecastRow, forecastRows, reusedRows } from './forecast.repository'
import { readPlan, type RowPlan } from './row-plan'
import { insertRequest, linkBySeq, type NewRequest, noteUsed, type UsedAtLeast } from './repository'
import type { NewLink, StoredLink } from './rows'

export type BatchStateName =
  | 'reading'
  | 'mapping'
  | 'checking'
  | 'checked'
  | 'running'
  | 'stopped'
  | 'finished'
  | 'unreadable'

export interface BatchRecord {
  seq: number
  id: string
  name: string
  state: BatchStateName
  sourceName: string | null
  headers: string[]
  mapping: Record<string, string>
  mappingRemembered: boolean
  defaults: BatchDefaults | null
  notices: { code: string; params: Record<string, string | number> }[]
  error: ErrorEnvelope | null
  jobId: string | null
  createdBy: string
  createdAt: string
  counts: Partial<Record<BatchRowState, number>>
}

export interface BatchRowRecord {
  rowNo: number
  line: number
  cells: string[]
  state: BatchRowState
  issues: LinkIssue[]
  plan: RowPlan | null
  error: ErrorEnvelope | null
  linkId: string | null
  linkText: string | null
  expiresAt: string | null
  /** It took a link that was there already. */
  reused: boolean
  /** The picture of a code. */
  imageHash: string | null
  imageFormat: 'png' | 'jpeg' | null
}

export interface RowCheck {
  rowNo: number
  state: 'bad' | 'ready'
  issues: LinkIssue[]
  plan: RowPlan | null
  cells?: string[]
}

type Flat<T> = { [K in keyof T]: T[K] extends string | number | null ? T[K] : string | number | null }

const batchColumns = `seq, id, name, state, source_name AS sourceName, headers_json AS headers, mapping_json AS mapping,
  mapping_remembered AS mappingRemembered, defaults_json AS defaults, notices_json AS notices, error_json AS error,
  job_id AS jobId, created_by AS createdBy, created_at AS createdAt`

const rowColumns = `r.row_no AS rowNo, r.line, r.cells_json AS cells, r.state, r.issues_json AS issues,
  r.plan_json AS plan, r.error_json AS error, l.id AS linkId, l.text AS linkText, l.expires_at AS expiresAt,
  r.reused, l.image_hash AS imageHash, i.format AS imageFormat`

function parse<T>(json: unknown): T {
  return JSON.parse(String(json)) as T
}

/** Defaults as an earlier version of the program stored them, with what it did not know. */
function readDefaults(stored: Partial<BatchDefaults>): BatchDefaults {
  return { options: {}, channel: '', reuse: true, ...stored } as BatchDefaults
}

function toBatch(context: ReadContext, flat: Flat<Omit<BatchRecord, 'counts'>>): BatchRecord {
  const counted = context
    .sql('SELECT state, count(*) AS n FROM link_batch_rows WHERE batch_seq = ? GROUP BY state')
    .all(flat.seq) as { state: BatchRowState; n: number }[]
  return {
    ...flat,
    headers: parse(flat.headers),
    mapping: parse(flat.mapping),
    mappingRemembered: flat.mappingRemembered === 1,
    defaults: flat.defaults === null ? null : readDefaults(parse(flat.defaults)),
    notices: parse(flat.notices),
    error: flat.error === null ? null : parse(flat.error),
    counts: Object.fromEntries(counted.map(({ state, n }) => [state, n])),
  }
}

function toRow(flat: Flat<BatchRowRecord>): BatchRowRecord {
  return {
    ...flat,
    cells: parse(flat.cells),
    issues: parse(flat.issues),
    plan: flat.plan === null ? null : readPlan(parse(flat.plan)),
    reused: flat.reused === 1,
    error: flat.error === null ? null : parse(flat.error),
  }
}

function requireBatch(context: ReadContext, id: string): BatchRecord {
  const flat = context.sql(`SELECT ${batchColumns} FROM link_batches WHERE id = ?`).get(id)
  if (!flat) throw new Fault('links.batchNotFound')
  return toBatch(context, flat as Flat<Omit<BatchRecord, 'counts'>>)
}

function seqOf({ sql }: ReadContext, id: string): number {
  const row = sql('SELECT seq FROM link_batches WHERE id = ?').get(id) as { seq: number } | undefined
  if (!row) throw new Fault('links.batchNotFound')
  return row.seq
}

function rowsFrom(
  { sql }: ReadContext,
  batchSeq: number,
  after: number,
  limit: number,
  states: readonly BatchRowState[] | undefined,
): BatchRowRecord[] {
  const filter = states ? 'AND r.state IN (SELECT value FROM json_each(?))' : ''
  return (
    sql(`SELECT ${rowColumns} FROM link_batch_rows r LEFT JOIN links l ON l.seq = r.link_seq
         LEFT JOIN link_images i ON i.hash = l.image_hash
         WHERE r.batch_seq = ? AND r.row_no > ? ${filter} ORDER BY r.row_no LIMIT ?`).all(
      batchSeq,
      after,
      ...(states ? [JSON.stringify(states)] : []),
      limit,
    ) as Flat<BatchRowRecord>[]
  ).map(toRow)
}

export const linkBatchesRepository = defineRepository({
  name: 'linkBatches',
  reads: {
    get: (context: ReadContext, id: string): BatchRecord => requireBatch(context, id),
    list: (context: ReadContext, limit: number): BatchRecord[] =>
      (
        context.sql(`SELECT ${batchColumns} FROM link_batches ORDER BY seq DESC LIMIT ?`).all(limit) as Flat<
          Omit<BatchRecord, 'counts'>
        >[]
      ).map((flat) => toBatch(context, flat)),
    /** How many ready rows need a call, by mini program and kind: what a run would use of the allowances. */
    needs: (context: ReadContext, id: string): { appId: string; kind: string; permanent: number; count: number }[] =>
      context
        .sql(`SELECT json_extract(plan_json, '$.appId') AS appId, json_extract(plan_json, '$.kind') AS kind,
                coalesce(json_extract(plan_json, '$.options.permanent'), 0) AS permanent, count(*) AS count
              FROM link_batch_rows WHERE batch_seq = ? AND state = 'ready'
                AND json_extract(plan_json, '$.scheme') IS NULL GROUP BY 1, 2, 3`)
        .all(seqOf(context, id)) as { appId: string; kind: string; permanent: number; count: number }[],
    /** What a run would meet: ready rows that WeChat would be called for, and how many took a link already. */
    forecast: (
      context: ReadContext,
      input: { id: string; from: string; endsFrom: string },
    ): { rows: ForecastRow[]; reused: number } => {
      const seq = seqOf(context, input.id)
      return { rows: forecastRows(context, seq, input), reused: reusedRows(context, seq) }
    },
    rows: (
      context: ReadContext,
      input: { batchId: string; after: number; limit: number; states?: BatchRowState[] },
    ): BatchRowRecord[] => rowsFrom(context, seqOf(context, input.batchId), input.after, input.limit, input.states),
    row: (context: ReadContext, input: { batchId: string; rowNo: number }): BatchRowRecord => {
      const found = rowsFrom(context, seqOf(context, input.batchId), input.rowNo - 1, 1, undefined)[0]
      if (found?.rowNo !== input.rowNo) throw new Fault('links.rowNotFound', { params: { row: input.rowNo } })
      return found
    },
  },
  writes: {
    insert: (
      context: WriteContext,
      batch: { id: string; name: string; sourceName: string | null; createdBy: string },
    ): BatchRecord => {
      context
        .sql(`INSERT INTO link_batches (id, name, state, source_name, headers_json, mapping_json, notices_json,
                created_by, created_at) VALUES (@id, @name, 'reading', @sourceName, '[]', '{}', '[]', @createdBy, @now)`)
        .run({ ...batch, now: context.now })
      return requireBatch(context, batch.id)
    },
    setState: (
      context: WriteContext,
      input: { id: string; state: BatchStateName; jobId?: string; error?: ErrorEnvelope | null },
    ): BatchRecord => {
      context
        .sql(`UPDATE link_batches SET state = @state, job_id = coalesce(@jobId, job_id), error_json = @error
              WHERE id = @id`)
        .run({
          id: input.id,
          state: input.state,
          jobId: input.jobId ?? null,
          error: input.error ? JSON.stringify(input.error) : null,
        })
      return requireBatch(context, input.id)
    },
    /** The job that works on the batch, or did last. */
    setJob: ({ sql }: WriteContext, input: { id: string; jobId: string }): void => {
      sql('UPDATE link_batches SET job_id = @jobId WHERE id = @id').run(input)
    },
    /** Forgets rows of an earlier, broken-off reading. */
    clearRows: (context: WriteContext, id: string): void => {
      context.sql('DELETE FROM link_batch_rows WHERE batch_seq = ?').run(seqOf(context, id))
    },
    putRows: (context: WriteContext, input: { id: string; rows: { rowNo: number; line: number; cells: string[] }[] }): void => {
      const batchSeq = seqOf(context, input.id)
      const insert = context.sql(`INSERT INTO link_batch_rows (batch_seq, row_no, line, cells_json, state, issues_json)
        VALUES (?, ?, ?, ?, 'unchecked', '[]')`)
      for (const row of input.rows) insert.run(batchSeq, row.rowNo, row.line, JSON.stringify(row.cells))
    },
    finishReading: (
      context: WriteContext,
      input: {
        id: string
        headers: string[]
        notices: BatchRecord['notices']
        mapping: Record<string, string>
        remembered: boolean
      },
    ): BatchRecord => {
      context
        .sql(`UPDATE link_batches SET state = 'mapping', headers_json = ?, notices_json = ?, mapping_json = ?,
                mapping_remembered = ? WHERE id = ?`)
        .run(
          JSON.stringify(input.headers),
          JSON.stringify(input.notices),
          JSON.stringify(input.mapping),
          input.remembered ? 1 : 0,
          input.id,
        )
      return requireBatch(context, input.id)
    },
    configure: (
      context: WriteContext,
      input: { id: string; mapping: Record<string, string>; defaults: BatchDefaults },
    ): BatchRecord => {
      const batch = requireBatch(context, input.id)
      if (batch.state === 'reading' || batch.state === 'running')
        throw new Fault('links.batchBusy', { params: { name: batch.name } })
      context
        .sql(`UPDATE link_batches SET state = 'checking', mapping_json = ?, defaults_json = ? WHERE id = ?`)
        .run(JSON.stringify(input.mapping), JSON.stringify(input.defaults), input.id)
      return requireBatch(context, input.id)
    },
    /** What a run would lack, in the place of what an earlier check said of it. */
    setAllowanceNotices: (context: WriteContext, input: { id: string; notices: BatchRecord['notices'] }): void => {
      const { notices } = requireBatch(context, input.id)
      const kept = notices.filter(({ code }) => !code.startsWith('links.notices.allowance'))
      context
        .sql('UPDATE link_batches SET notices_json = ? WHERE id = ?')
        .run(JSON.stringify([...input.notices, ...kept]), input.id)
    },
    /** What the check found. Rows that have a link, are being called or were left out keep their state. */
    putChecks: (context: WriteContext, input: { id: string; checks: RowCheck[] }): void => {
      const batchSeq = seqOf(context, input.id)
      const update = context.sql(`UPDATE link_batch_rows SET state = CASE state WHEN 'leftOut' THEN 'leftOut' ELSE ? END,
          issues_json = ?, plan_json = ?, error_json = NULL, cells_json = coalesce(?, cells_json)
        WHERE batch_seq = ? AND row_no = ? AND state NOT IN ('calling', 'done', 'unknown')`)
      for (const check of input.checks)
        update.run(
          check.state,
          JSON.stringify(check.issues),
          check.plan === null ? null : JSON.stringify(check.plan),
          check.cells ? JSON.stringify(check.cells) : null,
          batchSeq,
          check.rowNo,
        )
    },
    /** Rows out or back in; those taken back in are ready where the check had found them so. */
    leaveOut: (context: WriteContext, input: { id: string; rowNos: number[] | null; leaveOut: boolean }): BatchRecord => {
      const picked = input.rowNos === null ? '' : 'AND row_no IN (SELECT value FROM json_each(@rowNos))'
      const batchSeq = seqOf(context, input.id)
      const values = { batchSeq, ...(input.rowNos === null ? {} : { rowNos: JSON.stringify(input.rowNos) }) }
      if (input.leaveOut) {
        const from = input.rowNos === null ? `('bad')` : `('bad', 'ready', 'failed', 'unchecked')`
        context
          .sql(`UPDATE link_batch_rows SET state = 'leftOut' WHERE batch_seq = @batchSeq AND state IN ${from} ${picked}`)
          .run(values)
      } else
        context
          .sql(`UPDATE link_batch_rows SET state = CASE WHEN plan_json IS NULL THEN 'bad' ELSE 'ready' END
                WHERE batch_seq = @batchSeq AND state = 'leftOut' ${picked}`)
          .run(values)
      return requireBatch(context, input.id)
    },
    retryFailed: (context: WriteContext, id: string): BatchRecord => {
      context
        .sql(`UPDATE link_batch_rows SET state = 'ready', error_json = NULL WHERE batch_seq = ? AND state = 'failed'`)
        .run(seqOf(context, id))
      return requireBatch(context, id)
    },
    /** Links that need no call: link and row in one transaction, a chunk at a time. A row that has one gets no second. */
    completePlain: (context: WriteContext, input: { id: string; rows: { rowNo: number; link: NewLink }[] }): number => {
      const batchSeq = seqOf(context, input.id)
      const find = context.sql('SELECT state, line FROM link_batch_rows WHERE batch_seq = ? AND row_no = ?')
      const finish = context.sql(
        `UPDATE link_batch_rows SET state = 'done', link_seq = ? WHERE batch_seq = ? AND row_no = ?`,
      )
      let made = 0
      for (const { rowNo, link } of input.rows) {
        const row = find.get(batchSeq, rowNo) as { state: BatchRowState; line: number } | undefined
        if (row?.state !== 'ready') continue
        finish.run(insertLink(context, link, { seq: batchSeq, line: row.line }), batchSeq, rowNo)
        made += 1
      }
      return made
    },
    /**
     * The intent of a row's call: request, row and counters together. False when the row is not (or no longer) ready.
     * @throws Fault `links.allowanceUsedUp`, and then nothing is changed
     */
    openRow: (context: WriteContext, input: { id: string; rowNo: number; request: NewRequest }): boolean => {
      const { sql } = context
      const batchSeq = seqOf(context, input.id)
      const { changes } = sql(
        `UPDATE link_batch_rows SET state = 'calling', error_json = NULL
         WHERE batch_seq = ? AND row_no = ? AND state = 'ready'`,
      ).run(batchSeq, input.rowNo)
      if (changes === 0) return false
      insertRequest(context, input.request, { batchSeq, rowNo: input.rowNo })
      return true
    },
    completeRow: (
      context: WriteContext,
      input: { id: string; rowNo: number; requestId: string; link: NewLink; usedAtLeast?: UsedAtLeast | undefined },
    ): StoredLink => {
      const { sql, now } = context
      const batchSeq = seqOf(context, input.id)
      const row = sql('SELECT line FROM link_batch_rows WHERE batch_seq = ? AND row_no = ?').get(batchSeq, input.rowNo)
      const seq = insertLink(context, input.link, { seq: batchSeq, line: (row as { line: number }).line })
      const { changes } = sql(`UPDATE link_batch_rows SET state = 'done', link_seq = ?, error_json = NULL
           WHERE batch_seq = ? AND row_no = ? AND state = 'calling'`).run(seq, batchSeq, input.rowNo)
      const { changes: requests } = sql(`UPDATE link_requests SET state = 'done', link_seq = ?, ended_at = ?
           WHERE id = ? AND state = 'calling'`).run(seq, now, input.requestId)
      // Somebody decided about this row meanwhile; a link must never hang on a row that has another.
      if (changes !== 1 || requests !== 1) throw new Fault('links.rowHasLink', { params: { line: (row as { line: number }).line } })
      noteUsed(context, input.link.appId, input.usedAtLeast)
      return linkBySeq(context, seq)
    },
    /** A row takes a link that is there already; the call that it saves is counted. False when it is not ready. */
    takeLink: (
      context: WriteContext,
      input: { id: string; rowNo: number; linkId: string; appId: string; counts: Count[]; operatorName: string },
    ): boolean => {
      const { sql } = context
      const batchSeq = seqOf(context, input.id)
      const row = sql(`UPDATE link_batch_rows SET state = 'done', reused = 1, error_json = NULL,
          link_seq = (SELECT seq FROM links WHERE id = @linkId)
        WHERE batch_seq = @batchSeq AND row_no = @rowNo AND state = 'ready' RETURNING line, link_seq AS seq`).get({
        batchSeq,
        rowNo: input.rowNo,
        linkId: input.linkId,
      }) as { line: number; seq: number } | undefined
      if (!row) return false
      const batch = sql('SELECT name FROM link_batches WHERE seq = ?').get(batchSeq) as { name: string }
      noteEvent(context, row.seq, {
        kind: 'reused',
        operatorName: input.operatorName,
        params: { batch: batch.name, line: row.line },
      })
      countSaved(context, input.appId, input.counts)
      return true
    },
    /** `ready` puts the row back: WeChat refused for a reason that concerns the account, not the row. */
    endRow: (
      context: WriteContext,
      input: {
        id: string
        rowNo: number
        requestId: string
        state: 'failed' | 'unknown' | 'ready'
        error: ErrorEnvelope
      },
    ): void => {
      const { sql, now } = context
      const error = JSON.stringify(input.error)
      sql(`UPDATE link_batch_rows SET state = ?, error_json = ? WHERE batch_seq = ? AND row_no = ? AND state = 'calling'`).run(
        input.state,
        input.state === 'ready' ? null : error,
        seqOf(context, input.id),
        input.rowNo,
      )
      const { changes } = sql(`UPDATE link_requests SET state = ?, error_json = ?, ended_at = ? WHERE id = ? AND state = 'calling'`).run(
        input.state === 'unknown' ? 'unknown' : 'refused',
        error,
        now,
        input.requestId,
      )
      if (changes === 1 && input.state !== 'unknown') uncount(context, input.requestId)
    },
    /** Batches whose job the ended program left behind are stopped, or back before the check that broke off. */
    recover: (context: WriteContext): void => {
      context.sql(`UPDATE link_batches SET state = 'stopped' WHERE state = 'running'`).run()
      context.sql(`UPDATE link_batches SET state = 'mapping' WHERE state = 'checking'`).run()
    },
  },
  priorities: {
    clearRows: 'bulk',
    putRows: 'bulk',
    putChecks: 'bulk',
    completePlain: 'bulk',
    openRow: 'normal',
    completeRow: 'money',
    takeLink: 'normal',
    endRow: 'money',
  },
})
