import type { ErrorEnvelope } from '@shared/contract/error'
import type { GeoPlan } from '@shared/contract/geocoding-batches'
import { Fault } from '../../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'
import { editRow, finishPlan, putPlans } from './plans.repository'
import { batchReads } from './reads.repository'
import type { BatchStop, GeoBatchRecord, GeoBatchStateName, Reason } from './records'
import { remove } from './remove.repository'
import { again, decide, purge, settle } from './settle.repository'
import { type ExportRow, exportRows } from './export.repository'
import { requireBatch, seqOf } from './stored.repository'

export const geoBatchesRepository = defineRepository({
  name: 'geoBatches',
  reads: {
    ...batchReads,
    exportRows: (context: ReadContext, input: { id: string; after: number; limit: number }): ExportRow[] => exportRows(context, input),
  },
  writes: {
    insert: (
      context: WriteContext,
      input: { id: string; name: string; sourceName: string | null; headers: string[]; createdBy: string },
    ): GeoBatchRecord => {
      context
        .sql(`INSERT INTO geo_batches (id, name, state, source_name, headers_json, mapping_json, notices_json, created_by, created_at)
              VALUES (@id, @name, 'reading', @sourceName, @headers, '{}', '[]', @createdBy, @now)`)
        .run({ ...input, headers: JSON.stringify(input.headers), now: context.now })
      return requireBatch(context, input.id)
    },
    /** Without `stop` and `error` both are taken away. */
    setState: (
      context: WriteContext,
      input: { id: string; state: GeoBatchStateName; stop?: BatchStop | null; error?: ErrorEnvelope | null },
    ): void => {
      context
        .sql('UPDATE geo_batches SET state = @state, stop_json = @stop, stop_until = @until, error_json = @error WHERE id = @id')
        .run({
          id: input.id,
          state: input.state,
          stop: input.stop ? JSON.stringify(input.stop) : null,
          until: input.stop?.until ?? null,
          error: input.error ? JSON.stringify(input.error) : null,
        })
    },
    setJob: ({ sql }: WriteContext, input: { id: string; jobId: string }): void => {
      sql('UPDATE geo_batches SET job_id = @jobId WHERE id = @id').run(input)
    },
    /** Forgets rows of an earlier, broken-off reading. */
    clearRows: (context: WriteContext, id: string): void => {
      context.sql('DELETE FROM geo_batch_rows WHERE batch_seq = ?').run(seqOf(context, id))
    },
    putRows: (context: WriteContext, input: { id: string; rows: { rowNo: number; line: number; cells: string[] }[] }): void => {
      const seq = seqOf(context, input.id)
      const insert = context.sql(`INSERT INTO geo_batch_rows (batch_seq, row_no, line, cells_json, state) VALUES (?, ?, ?, ?, 'unasked')`)
      for (const row of input.rows) insert.run(seq, row.rowNo, row.line, JSON.stringify(row.cells))
    },
    finishReading: (
      context: WriteContext,
      input: { id: string; headers: string[]; notices: Reason[]; mapping: Record<string, string>; remembered: boolean },
    ): void => {
      context
        .sql(`UPDATE geo_batches SET state = 'mapping', headers_json = ?, notices_json = ?, mapping_json = ?,
                mapping_remembered = ? WHERE id = ?`)
        .run(
          JSON.stringify(input.headers),
          JSON.stringify(input.notices),
          JSON.stringify(input.mapping),
          input.remembered ? 1 : 0,
          input.id,
        )
    },
    configure: (
      context: WriteContext,
      input: { id: string; mapping: Record<string, string>; plan: GeoPlan },
    ): GeoBatchRecord => {
      const { state, name } = requireBatch(context, input.id)
      if (state === 'reading' || state === 'running' || state === 'unreadable')
        throw new Fault('geocoding.batchBusy', { params: { name } })
      context
        .sql(`UPDATE geo_batches SET state = 'mapping', mapping_json = ?, plan_json = ? WHERE id = ?`)
        .run(JSON.stringify(input.mapping), JSON.stringify(input.plan), input.id)
      return requireBatch(context, input.id)
    },
    putPlans,
    finishPlan,
    editRow,
    settle,
    decide,
    again,
    purge,
    remove: (context: WriteContext, input: { id: string; limit: number }): boolean => remove(context, input),
    /** What the ended program left in the middle stands still; a limit that renews itself keeps its hour. */
    recover: (context: WriteContext): void => {
      context.sql(`UPDATE geo_batches SET state = 'stopped' WHERE state = 'running'`).run()
      context.sql(`UPDATE geo_batches SET state = 'unreadable' WHERE state = 'reading' AND job_id IS NULL`).run()
    },
  },
  priorities: {
    clearRows: 'bulk',
    putRows: 'bulk',
    putPlans: 'bulk',
    finishPlan: 'bulk',
    settle: 'bulk',
    purge: 'bulk',
    remove: 'bulk',
  },
})
