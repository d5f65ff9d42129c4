import type { Job, JobState } from '@shared/contract/jobs'
import { defineRepository, type ReadContext, type WriteContext } from '../store/repository'

export interface JobRow {
  id: string
  kind: string
  state: JobState
  subjectId: string | null
  title: string
  input: unknown
  locale: 'zh-CN' | 'en'
  doneItems: number
  failedItems: number
  totalItems: number | null
  note: string | null
  files: { fileId: string; name: string; bytes: number }[]
  error: Job['error'] | null
  createdBy: string
  createdAt: string
  startedAt: string | null
  endedAt: string | null
}

interface StoredJob extends Omit<JobRow, 'input' | 'files' | 'error'> {
  input: string
  files: string
  error: string | null
}

const columns = `id, kind, state, subject_id AS subjectId, title, input_json AS input, locale, done_items AS doneItems,
  failed_items AS failedItems, total_items AS totalItems, note, files_json AS files, error_json AS error,
  created_by AS createdBy, created_at AS createdAt, started_at AS startedAt, ended_at AS endedAt`

function toRow(stored: StoredJob): JobRow {
  return {
    ...stored,
    input: JSON.parse(stored.input) as unknown,
    files: JSON.parse(stored.files) as JobRow['files'],
    error: stored.error === null ? null : (JSON.parse(stored.error) as Job['error']),
  }
}

export type JobPatch = Partial<
  Pick<JobRow, 'state' | 'doneItems' | 'failedItems' | 'totalItems' | 'note' | 'files' | 'error' | 'startedAt' | 'endedAt'>
>

export const jobsRepository = defineRepository({
  name: 'jobs',
  reads: {
    get: ({ sql }: ReadContext, id: string): JobRow | undefined => {
      const row = sql(`SELECT ${columns} FROM jobs WHERE id = ?`).get(id) as StoredJob | undefined
      return row && toRow(row)
    },
    list: ({ sql }: ReadContext, input: { active: boolean; limit: number }): JobRow[] => {
      const where = input.active ? `WHERE state NOT IN ('done', 'failed', 'cancelled')` : ''
      const rows = sql(`SELECT ${columns} FROM jobs ${where} ORDER BY created_at DESC, id DESC LIMIT ?`).all(input.limit)
      return (rows as StoredJob[]).map(toRow)
    },
    fileOf: ({ sql }: ReadContext, fileId: string): { path: string; name: string; bytes: number } | undefined =>
      sql('SELECT path, name, bytes FROM files WHERE id = ?').get(fileId) as
        | { path: string; name: string; bytes: number }
        | undefined,
  },
  writes: {
    insert: ({ sql }: WriteContext, row: JobRow): void => {
      sql(`INSERT INTO jobs (id, kind, state, subject_id, title, input_json, locale, done_items, failed_items, total_items,
             note, files_json, error_json, created_by, created_at, started_at, ended_at)
           VALUES (@id, @kind, @state, @subjectId, @title, @input, @locale, @doneItems, @failedItems, @totalItems,
             @note, @files, @error, @createdBy, @createdAt, @startedAt, @endedAt)`).run({
        ...row,
        input: JSON.stringify(row.input),
        files: JSON.stringify(row.files),
        error: row.error === null ? null : JSON.stringify(row.error),
      })
    },
    patch: ({ sql }: WriteContext, input: { id: string; patch: JobPatch }): JobRow => {
      const stored = sql(`SELECT ${columns} FROM jobs WHERE id = ?`).get(input.id) as StoredJob
      const row = { ...toRow(stored), ...input.patch }
      sql(`UPDATE jobs SET state = @state, done_items = @doneItems, failed_items = @failedItems,
             total_items = @totalItems, note = @note, files_json = @files, error_json = @error,
             started_at = @startedAt, ended_at = @endedAt WHERE id = @id`).run({
        id: row.id,
        state: row.state,
        doneItems: row.doneItems,
        failedItems: row.failedItems,
        totalItems: row.totalItems,
        note: row.note,
        files: JSON.stringify(row.files),
        error: row.error ? JSON.stringify(row.error) : null,
        startedAt: row.startedAt,
        endedAt: row.endedAt,
      })
      return row
    },
    /** Jobs that were under way when the program ended. */
    interruptAll: ({ sql }: WriteContext): number =>
      sql(`UPDATE jobs SET state = 'interrupted' WHERE state IN ('queued', 'running', 'pausing', 'cancelling')`).run()
        .changes,
    addFile: ({ sql, now }: WriteContext, file: { id: string; path: string; name: string; bytes: number }): void => {
      sql('INSERT INTO files (id, path, name, bytes, created_at) VALUES (?, ?, ?, ?, ?)').run(
        file.id,
        file.path,
        file.name,
        file.bytes,
        now,
      )
    },
  },
})
