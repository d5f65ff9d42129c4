import type { ErrorEnvelope, MessageParams } from '@shared/contract/error'
import { Fault } from '../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../platform/store/repository'
import { linkPage, type LinkPage, type StoreFilter } from './filter.repository'
import { countAtLeast, countCall, countersOfDay, type CounterRow, type Count, countSaved, setOpenings, uncount } from './counters.repository'
import { eventsOf, noteEvent, type StoredEvent, type StoredEventKind } from './event.repository'
import { insertLink } from './insert.repository'
import {
  completeRenewal,
  type Renewal,
  renewedBy,
  type StoredVersion,
  variantsOf,
  versionsOf,
} from './renewal.repository'
import { linkColumns, linkJoins, type NewLink, type StoredLink } from './rows'
import { linksWithText } from './text.repository'
import { addUse, removeUse, type StoredUse, usesOf } from './use.repository'

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
  /** What it counts against. */
  counts: Count[]
  /** The link that gets a new text by it. */
  renews?: string
  /** The job that asks for it. */
  jobId?: string
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
  /** The link that was to be renewed. */
  renewsId: string | null
  error: ErrorEnvelope | null
}

export function linkBySeq({ sql }: ReadContext, seq: number): StoredLink {
  return sql(`SELECT ${linkColumns} FROM links l ${linkJoins} WHERE l.seq = ?`).get(seq) as StoredLink
}

/** The values of an indexed column, by skipping from one to the next instead of reading a million rows. */
function distinct({ sql }: ReadContext, column: 'campaign' | 'tag' | 'created_by' | 'channel', limit: number): string[] {
  // The second condition is that of the index which leaves empty channels out.
  const some = column === 'channel' ? `AND channel <> ''` : ''
  return sql(`WITH RECURSIVE found (value) AS (
      SELECT min(${column}) FROM links WHERE ${column} > '' ${some}
      UNION ALL
      SELECT (SELECT min(${column}) FROM links WHERE ${column} > found.value ${some})
      FROM found WHERE found.value IS NOT NULL
    ) SELECT value FROM found WHERE value IS NOT NULL LIMIT ?`)
    .all(limit)
    .map((row) => (row as { value: string }).value)
}

function seqOf({ sql }: ReadContext, id: string): number {
  const row = sql('SELECT seq FROM links WHERE id = ?').get(id) as { seq: number } | undefined
  if (!row) throw new Fault('links.notFound')
  return row.seq
}

/** What WeChat said is used of an allowance, with the answer to a call. */
export type UsedAtLeast = Omit<Count, 'limit'> & { used: number }

/** For use inside a write method. */
export function noteUsed(context: WriteContext, appId: string, used: UsedAtLeast | undefined): void {
  if (used) countAtLeast(context, appId, used, used.used)
}

/** The intent of a call, counted against what it uses; for use inside a write method. */
export function insertRequest(
  context: WriteContext,
  request: NewRequest,
  row?: { batchSeq: number; rowNo: number },
): void {
  const { sql, now } = context
  const counted = countCall(context, request.appId, request.counts)
  sql(`INSERT INTO link_requests (id, state, kind, app_seq, batch_seq, row_no, renews_seq, job_id, path, query, fields_json,
         digest, counted_json, created_by, created_at)
       SELECT @id, 'calling', @kind, seq, @batchSeq, @rowNo, @renews, @jobId, @path, @query, @fields, @digest, @counted,
         @createdBy, @now FROM apps WHERE id = @appId`).run({
    id: request.id,
    kind: request.kind,
    appId: request.appId,
    path: request.path,
    query: request.query,
    digest: request.digest,
    createdBy: request.createdBy,
    fields: JSON.stringify(request.fields),
    renews: request.renews === undefined ? null : seqOf(context, request.renews),
    jobId: request.jobId ?? null,
    batchSeq: row?.batchSeq ?? null,
    rowNo: row?.rowNo ?? null,
    counted,
    now,
  })
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
    byIds: ({ sql }: ReadContext, ids: string[]): StoredLink[] =>
      sql(`SELECT ${linkColumns} FROM links l ${linkJoins} WHERE l.id IN (SELECT value FROM json_each(?))`).all(
        JSON.stringify(ids),
      ) as StoredLink[],
    /** The links with this very text, now or before a renewal. */
    byText: (context: ReadContext, text: string): { link: StoredLink; current: boolean }[] =>
      linksWithText(context, text).map(({ seq, current }) => ({ link: linkBySeq(context, seq), current })),
    /** The newest link that an equal request may be given. `expiresAt`: the end that it must have, if one is asked for. */
    reusable: (
      { sql }: ReadContext,
      input: { key: string; from: string; endsFrom: string; expiresAt: string | null },
    ): StoredLink | undefined =>
      sql(`SELECT ${linkColumns} FROM links l INDEXED BY links_by_reuse ${linkJoins}
           WHERE l.reuse_key = @key AND l.created_at >= @from AND l.archived = 0
             AND (l.expires_at IS NULL OR l.expires_at >= @endsFrom)
             AND (@expiresAt IS NULL OR l.expires_at = @expiresAt)
           ORDER BY l.created_at DESC, l.seq DESC LIMIT 1`).get(input) as StoredLink | undefined,
    events: (context: ReadContext, linkId: string): StoredEvent[] => eventsOf(context, linkId),
    uses: (context: ReadContext, linkId: string): StoredUse[] => usesOf(context, linkId),
    versions: (context: ReadContext, linkId: string): StoredVersion[] => versionsOf(context, linkId),
    variants: (context: ReadContext, linkId: string): StoredLink[] => variantsOf(context, linkId),
    counters: (context: ReadContext, input: { day: string; appId?: string | undefined }): CounterRow[] =>
      countersOfDay(context, input),
    image: ({ sql }: ReadContext, hash: string): { format: 'png' | 'jpeg'; bytes: Uint8Array } | undefined =>
      sql('SELECT format, bytes FROM link_images WHERE hash = ?').get(hash) as
        | { format: 'png' | 'jpeg'; bytes: Uint8Array }
        | undefined,
    /** The links that a job has asked to renew, whatever came of it, unless WeChat refused. */
    renewedBy: (context: ReadContext, jobId: string): string[] => renewedBy(context, jobId),
    facets: (
      context: ReadContext,
    ): { campaigns: string[]; tags: string[]; creators: string[]; channels: string[] } => ({
      campaigns: distinct(context, 'campaign', 500),
      tags: distinct(context, 'tag', 500),
      creators: distinct(context, 'created_by', 200),
      channels: distinct(context, 'channel', 500),
    }),
    /** The requests behind a link, newest first: the one that made it and its renewals. */
    requestsOf: ({ sql }: ReadContext, linkId: string): { id: string }[] =>
      sql(`SELECT r.id FROM link_requests r JOIN links l ON l.seq = r.link_seq WHERE l.id = ?
           ORDER BY r.created_at DESC LIMIT 20`).all(linkId) as { id: string }[],
    unknowns: ({ sql }: ReadContext): StoredRequest[] =>
      (
        sql(`SELECT r.id, r.kind, a.id AS appId, a.name AS appName, r.path, r.query, r.created_at AS createdAt,
               r.created_by AS createdBy, b.id AS batchId, b.name AS batchName, w.line, n.id AS renewsId,
               r.error_json AS error
             FROM link_requests r JOIN apps a ON a.seq = r.app_seq
             LEFT JOIN link_batches b ON b.seq = r.batch_seq
             LEFT JOIN links n ON n.seq = r.renews_seq
             LEFT JOIN link_batch_rows w ON w.batch_seq = r.batch_seq AND w.row_no = r.row_no
             WHERE r.state = 'unknown' ORDER BY r.created_at DESC LIMIT 5000`).all() as (Omit<StoredRequest, 'error'> & {
          error: string | null
        })[]
      ).map((row) => ({ ...row, error: row.error === null ? null : (JSON.parse(row.error) as ErrorEnvelope) })),
  },
  writes: {
    insert: (context: WriteContext, link: NewLink): StoredLink => linkBySeq(context, insertLink(context, link)),
    insertMany: (context: WriteContext, links: NewLink[]): StoredLink[] =>
      links.map((link) => linkBySeq(context, insertLink(context, link))),
    /** The intent, before the call; counted in the same transaction. @throws Fault `links.allowanceUsedUp` */
    openRequest: (context: WriteContext, request: NewRequest): void => {
      insertRequest(context, request)
    },
    completeRequest: (
      context: WriteContext,
      input: { requestId: string; link: NewLink; usedAtLeast?: UsedAtLeast | undefined },
    ): StoredLink => {
      const seq = insertLink(context, input.link)
      const { changes } = context
        .sql(`UPDATE link_requests SET state = 'done', link_seq = ?, ended_at = ? WHERE id = ? AND state = 'calling'`)
        .run(seq, context.now, input.requestId)
      if (changes !== 1) throw new Fault('internal')
      noteUsed(context, input.link.appId, input.usedAtLeast)
      return linkBySeq(context, seq)
    },
    /** A renewal that WeChat has made: the record and its variants get their new texts. */
    completeRenewal: (context: WriteContext, input: Renewal): StoredLink =>
      linkBySeq(context, completeRenewal(context, input)),
    endRequest: (
      { sql, now }: WriteContext,
      input: { requestId: string; state: 'refused' | 'unknown'; error: ErrorEnvelope },
    ): void => {
      const { changes } = sql(`UPDATE link_requests SET state = ?, error_json = ?, ended_at = ? WHERE id = ? AND state = 'calling'`).run(
        input.state,
        JSON.stringify(input.error),
        now,
        input.requestId,
      )
      if (changes === 1 && input.state === 'refused') uncount({ sql }, input.requestId)
    },
    /**
     * What was being called when the program ended has an unknown outcome; rows follow. What does no harm when it is
     * asked for twice is simply ready again. Answers how many are unknown.
     */
    recover: ({ sql, now }: WriteContext, input: { error: ErrorEnvelope; repeatable: string[] }): number => {
      const values = { json: JSON.stringify(input.error), now, repeatable: JSON.stringify(input.repeatable) }
      const harmless = `kind IN (SELECT value FROM json_each(@repeatable))`
      sql(`UPDATE link_batch_rows SET state = 'ready', error_json = NULL
           WHERE state = 'calling' AND (batch_seq, row_no) IN (
             SELECT batch_seq, row_no FROM link_requests WHERE state = 'calling' AND batch_seq IS NOT NULL
               AND ${harmless})`).run({ repeatable: values.repeatable })
      sql(`UPDATE link_requests SET state = 'refused', error_json = @json, ended_at = @now
           WHERE state = 'calling' AND ${harmless}`).run(values)
      sql(`UPDATE link_batch_rows SET state = 'unknown', error_json = ? WHERE state = 'calling'`).run(values.json)
      return sql(
        `UPDATE link_requests SET state = 'unknown', error_json = ?, ended_at = ? WHERE state = 'calling'`,
      ).run(values.json, now).changes
    },
    archive: (context: WriteContext, input: { ids: string[]; archived: boolean; operatorName: string }): number => {
      const { sql } = context
      const changed = sql(`UPDATE links SET archived = @to WHERE archived <> @to
        AND id IN (SELECT value FROM json_each(@ids)) RETURNING seq`).all({
        to: input.archived ? 1 : 0,
        ids: JSON.stringify(input.ids),
      }) as { seq: number }[]
      const kind = input.archived ? 'archived' : 'restored'
      for (const { seq } of changed) noteEvent(context, seq, { kind, operatorName: input.operatorName })
      return changed.length
    },
    /** Something happened to a link that changes nothing in it. */
    note: (
      context: WriteContext,
      input: { linkId: string; kind: StoredEventKind; operatorName: string; params?: MessageParams },
    ): void => {
      noteEvent(context, seqOf(context, input.linkId), input)
    },
    /** An existing link was given instead of a new one. */
    noteReuse: (
      context: WriteContext,
      input: { linkId: string; appId: string; counts: Count[]; operatorName: string; params?: MessageParams },
    ): void => {
      noteEvent(context, seqOf(context, input.linkId), { ...input, kind: 'reused' })
      countSaved(context, input.appId, input.counts)
    },
    /** What WeChat says is left of the day's openings. */
    noteOpenings: (context: WriteContext, input: { appId: string; used: number }): void => {
      setOpenings(context, input.appId, input.used)
    },
    addUse: (context: WriteContext, input: Omit<StoredUse, 'createdAt'> & { linkId: string }): StoredUse =>
      addUse(context, seqOf(context, input.linkId), input),
    removeUse: (context: WriteContext, id: string): boolean => removeUse(context, id),
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
  priorities: {
    openRequest: 'money',
    completeRequest: 'money',
    completeRenewal: 'money',
    endRequest: 'money',
    settle: 'money',
  },
})
