import type { ErrorEnvelope } from '@shared/contract/error'
import { Fault } from '../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../platform/store/repository'
import { linkPage, type LinkPage, type StoreFilter } from './filter.repository'
import { insertLink } from './insert.repository'
import { linkColumns, linkJoins, type NewLink, type StoredLink } from './rows'

/** The intent of one outbound call, written before the call. */
export interface NewRequest {
  id: string
  kind: string
  appId: string
  path: string
  query: string
  fields: unknown
  digest: string
  createdBy: string
}

export interface StoredRequest {
  id: string
  kind: string
  appId: string
  appName: string
  path: string
  query: string
  createdAt: string
  createdBy: string
  batchId: string | null
  batchName: string | null
  line: number | null
  error: ErrorEnvelope | null
}

function linkBySeq({ sql }: ReadContext, seq: number): StoredLink {
  return sql(`SELECT ${linkColumns} FROM links l ${linkJoins} WHERE l.seq = ?`).get(seq) as StoredLink
}

/** The values of an indexed column, by skipping from one to the next instead of reading a million rows. */
function distinct({ sql }: ReadContext, column: 'campaign' | 'tag' | 'created_by', limit: number): string[] {
  return sql(`WITH RECURSIVE found (value) AS (
      SELECT min(${column}) FROM links WHERE ${column} > ''
      UNION ALL
      SELECT (SELECT min(${column}) FROM links WHERE ${column} > found.value) FROM found WHERE found.value IS NOT NULL
    ) SELECT value FROM found WHERE value IS NOT NULL LIMIT ?`)
    .all(limit)
    .map((row) => (row as { value: string }).value)
}

export const linksRepository = defineRepository({
  name: 'links',
  reads: {
    page: (
      context: ReadContext,
      input: { filter: StoreFilter; before?: number | undefined; limit: number; count: boolean },
    ): LinkPage => linkPage(context, input),
    byId: (context: ReadContext, id: string): StoredLink | undefined =>
      context.sql(`SELECT ${linkColumns} FROM links l ${linkJoins} WHERE l.id = ?`).get(id) as StoredLink | undefined,
    facets: (context: ReadContext): { campaigns: string[]; tags: string[]; creators: string[] } => ({
      campaigns: distinct(context, 'campaign', 500),
      tags: distinct(context, 'tag', 500),
      creators: distinct(context, 'created_by', 200),
    }),
    requestOf: ({ sql }: ReadContext, linkId: string): { id: string } | undefined =>
      sql('SELECT r.id FROM link_requests r JOIN links l ON l.seq = r.link_seq WHERE l.id = ?').get(linkId) as
        | { id: string }
        | undefined,
    unknowns: ({ sql }: ReadContext): StoredRequest[] =>
      (
        sql(`SELECT r.id, r.kind, a.id AS appId, a.name AS appName, r.path, r.query, r.created_at AS createdAt,
               r.created_by AS createdBy, b.id AS batchId, b.name AS batchName, w.line, r.error_json AS error
             FROM link_requests r JOIN apps a ON a.seq = r.app_seq
             LEFT JOIN link_batches b ON b.seq = r.batch_seq
             LEFT JOIN link_batch_rows w ON w.batch_seq = r.batch_seq AND w.row_no = r.row_no
             WHERE r.state = 'unknown' ORDER BY r.created_at DESC LIMIT 5000`).all() as (Omit<StoredRequest, 'error'> & {
          error: string | null
        })[]
      ).map((row) => ({ ...row, error: row.error === null ? null : (JSON.parse(row.error) as ErrorEnvelope) })),
  },
  writes: {
    insert: (context: WriteContext, link: NewLink): StoredLink => linkBySeq(context, insertLink(context, link)),
    /** The intent, before the call. */
    openRequest: ({ sql, now }: WriteContext, request: NewRequest): void => {
      sql(`INSERT INTO link_requests (id, state, kind, app_seq, path, query, fields_json, digest, created_by, created_at)
           SELECT @id, 'calling', @kind, seq, @path, @query, @fields, @digest, @createdBy, @now FROM apps
           WHERE id = @appId`).run({ ...request, fields: JSON.stringify(request.fields), now })
    },
    completeRequest: (context: WriteContext, input: { requestId: string; link: NewLink }): StoredLink => {
      const seq = insertLink(context, input.link)
      const { changes } = context
        .sql(`UPDATE link_requests SET state = 'done', link_seq = ?, ended_at = ? WHERE id = ? AND state = 'calling'`)
        .run(seq, context.now, input.requestId)
      if (changes !== 1) throw new Fault('internal')
      return linkBySeq(context, seq)
    },
    endRequest: (
      { sql, now }: WriteContext,
      input: { requestId: string; state: 'refused' | 'unknown'; error: ErrorEnvelope },
    ): void => {
      sql(`UPDATE link_requests SET state = ?, error_json = ?, ended_at = ? WHERE id = ? AND state = 'calling'`).run(
        input.state,
        JSON.stringify(input.error),
        now,
        input.requestId,
      )
    },
    /** What was being called when the program ended has an unknown outcome; rows follow. Answers how many. */
    recover: ({ sql, now }: WriteContext, error: ErrorEnvelope): number => {
      const json = JSON.stringify(error)
      sql(`UPDATE link_batch_rows SET state = 'unknown', error_json = ? WHERE state = 'calling'`).run(json)
      return sql(
        `UPDATE link_requests SET state = 'unknown', error_json = ?, ended_at = ? WHERE state = 'calling'`,
      ).run(json, now).changes
    },
    archive: ({ sql }: WriteContext, input: { ids: string[]; archived: boolean }): number =>
      sql(`UPDATE links SET archived = @to WHERE archived <> @to AND id IN (SELECT value FROM json_each(@ids))`).run({
        to: input.archived ? 1 : 0,
        ids: JSON.stringify(input.ids),
      }).changes,
    /** A person's decision about requests whose answer never came. `redo` makes their rows ready again. */
    settle: (
      { sql }: WriteContext,
      input: { ids: string[]; decision: 'redo' | 'giveUp'; note: string },
    ): { settled: number; batchIds: string[] } => {
      const ids = JSON.stringify(input.ids)
      const picked = `SELECT value FROM json_each(?)`
      const rows = sql(`SELECT DISTINCT b.id FROM link_requests r JOIN link_batches b ON b.seq = r.batch_seq
        WHERE r.state = 'unknown' AND r.id IN (${picked})`).all(ids) as { id: string }[]
      const state = input.decision === 'redo' ? 'ready' : 'leftOut'
      sql(`UPDATE link_batch_rows SET state = '${state}', error_json = NULL
           WHERE state = 'unknown' AND (batch_seq, row_no) IN (
             SELECT batch_seq, row_no FROM link_requests
             WHERE state = 'unknown' AND batch_seq IS NOT NULL AND id IN (${picked}))`).run(ids)
      const { changes } = sql(`UPDATE link_requests SET state = 'settled', settled_note = ?
        WHERE state = 'unknown' AND id IN (${picked})`).run(`${input.decision}: ${input.note}`, ids)
      if (changes === 0) throw new Fault('links.nothingToSettle')
      return { settled: changes, batchIds: rows.map(({ id }) => id) }
    },
  },
  priorities: { openRequest: 'money', completeRequest: 'money', endRequest: 'money', settle: 'money' },
})
