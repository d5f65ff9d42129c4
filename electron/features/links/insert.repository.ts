import { searchWords } from '@shared/domain/search/bigrams'
import { Fault } from '../../platform/errors/fault'
import type { WriteContext } from '../../platform/store/repository'
import type { NewLink } from './rows'

/** Writes a link and its search words; for use inside a write method. Answers its `seq`. */
export function insertLink(
  { sql, now }: WriteContext,
  link: NewLink,
  batch?: { seq: number; line: number },
): number {
  const app = sql('SELECT seq FROM apps WHERE id = ?').get(link.appId) as { seq: number } | undefined
  if (!app) throw new Fault('apps.notFound')
  const place =
    link.placeId === null
      ? undefined
      : (sql('SELECT seq FROM places WHERE id = ?').get(link.placeId) as { seq: number } | undefined)
  const { lastInsertRowid } = sql(`INSERT INTO links (id, kind, app_seq, place_seq, batch_seq, line, path, query,
      env_version, text, expires_at, campaign, tag, note, created_at, created_by)
    VALUES (@id, @kind, @appSeq, @placeSeq, @batchSeq, @line, @path, @query, @envVersion, @text, @expiresAt, @campaign,
      @tag, @note, @now, @createdBy)`).run({
    id: link.id,
    kind: link.kind,
    appSeq: app.seq,
    placeSeq: place?.seq ?? null,
    batchSeq: batch?.seq ?? null,
    line: batch?.line ?? null,
    path: link.path,
    query: link.query,
    envVersion: link.envVersion,
    text: link.text,
    expiresAt: link.expiresAt,
    campaign: link.campaign,
    tag: link.tag,
    note: link.note,
    createdBy: link.createdBy,
    now,
  })
  const words = [link.path, link.query, decoded(link.query), link.campaign, link.tag, link.note, link.alsoFindBy]
  if (!words.includes(link.text) && link.kind !== 'plain_scheme') words.push(link.text)
  sql('INSERT INTO links_search (rowid, words) VALUES (?, ?)').run(lastInsertRowid, searchWords(words.join(' ')))
  return Number(lastInsertRowid)
}

function decoded(query: string): string {
  if (!query.includes('%')) return ''
  try {
    return decodeURIComponent(query)
  } catch {
    return ''
  }
}
