import { appendCq, isLinkKind } from '@shared/domain/links'
import { Fault } from '../../platform/errors/fault'
import type { ReadContext, WriteContext } from '../../platform/store/repository'
import { noteEvent } from './event.repository'
import { linkColumns, linkJoins, type StoredLink } from './rows'
import { noteText } from './text.repository'

/** A renewal that WeChat has made. */
export interface Renewal {
  requestId: string
  linkId: string
  text: string
  expiresAt: string | null
  operatorName: string
}

/** One text that a link had before the present one. */
export interface StoredVersion {
  version: number
  text: string
  expiresAt: string | null
  createdAt: string
  createdBy: string
}

export function versionsOf({ sql }: ReadContext, linkId: string): StoredVersion[] {
  return sql(`SELECT v.version, v.text, v.expires_at AS expiresAt, v.created_at AS createdAt, v.created_by AS createdBy
    FROM link_versions v JOIN links l ON l.seq = v.link_seq WHERE l.id = ? ORDER BY v.version`).all(
    linkId,
  ) as StoredVersion[]
}

export function variantsOf({ sql }: ReadContext, linkId: string): StoredLink[] {
  return sql(`SELECT ${linkColumns} FROM links base JOIN links l ON l.variant_of = base.seq ${linkJoins}
    WHERE base.id = ? ORDER BY l.seq LIMIT 1000`).all(linkId) as StoredLink[]
}

/** The links that a job has asked to renew, whatever came of it, unless WeChat refused. */
export function renewedBy({ sql }: ReadContext, jobId: string): string[] {
  const rows = sql(`SELECT DISTINCT l.id FROM link_requests r JOIN links l ON l.seq = r.renews_seq
    WHERE r.job_id = ? AND r.state <> 'refused'`).all(jobId) as { id: string }[]
  return rows.map(({ id }) => id)
}

/** Puts the new texts in the place of the old ones, which are kept; for use inside a write method. Answers the `seq`. */
export function completeRenewal(context: WriteContext, input: Renewal): number {
  const { sql, now } = context
  const seq = putText(context, input.linkId, input)
  const { changes } = sql(`UPDATE link_requests SET state = 'done', link_seq = ?, ended_at = ?
    WHERE id = ? AND state = 'calling' AND renews_seq = ?`).run(seq, now, input.requestId, seq)
  if (changes !== 1) throw new Fault('internal')
  // In this transaction, so that no variant that came meanwhile keeps the old text.
  for (const { id, kind, cq } of variantsOf(context, input.linkId)) {
    if (isLinkKind(kind) && cq !== null) putText(context, id, { ...input, text: appendCq(input.text, kind, cq).text })
  }
  return seq
}

function putText(
  context: WriteContext,
  linkId: string,
  renewed: { text: string; expiresAt: string | null; operatorName: string },
): number {
  const { sql, now } = context
  const row = sql('SELECT seq, version FROM links WHERE id = ?').get(linkId) as { seq: number; version: number } | undefined
  if (!row) throw new Fault('links.notFound')
  sql(`INSERT INTO link_versions (link_seq, version, text, expires_at, created_at, created_by)
       SELECT seq, version, text, expires_at, coalesce(renewed_at, created_at), coalesce(renewed_by, created_by)
       FROM links WHERE seq = ?`).run(row.seq)
  sql(`UPDATE links SET text = @text, expires_at = @expiresAt, version = version + 1, renewed_at = @now,
         renewed_by = @operatorName WHERE seq = @seq`).run({
    text: renewed.text,
    expiresAt: renewed.expiresAt,
    operatorName: renewed.operatorName,
    seq: row.seq,
    now,
  })
  noteText(context, row.seq, renewed.text)
  noteEvent(context, row.seq, { kind: 'renewed', operatorName: renewed.operatorName, params: { version: row.version + 1 } })
  return row.seq
}
