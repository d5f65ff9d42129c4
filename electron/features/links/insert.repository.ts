import { searchWords } from '@shared/domain/search/bigrams'
import { Fault } from '../../platform/errors/fault'
import type { WriteContext } from '../../platform/store/repository'
import { type NewLink, storedOptions } from './rows'
import { noteText } from './text.repository'

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
  const base = link.variant
    ? (sql('SELECT seq FROM links WHERE id = ?').get(link.variant.ofId) as { seq: number } | undefined)
    : undefined
  if (link.variant && !base) throw new Fault('links.notFound')
  if (link.image) {
    // The same bytes are kept once.
    sql('INSERT OR IGNORE INTO link_images (hash, format, width, bytes) VALUES (@hash, @format, @width, @bytes)').run({
      ...link.image,
      bytes: Buffer.from(link.image.bytes),
    })
  }
  const { lastInsertRowid } = sql(`INSERT INTO links (id, kind, app_seq, place_seq, batch_seq, line, path, query,
      env_version, text, expires_at, campaign, tag, note, created_at, created_by, options_json, channel, audience,
      reuse_key, variant_of, cq, image_hash)
    VALUES (@id, @kind, @appSeq, @placeSeq, @batchSeq, @line, @path, @query, @envVersion, @text, @expiresAt, @campaign,
      @tag, @note, @now, @createdBy, @options, @channel, @audience, @reuseKey, @variantOf, @cq, @imageHash)`).run({
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
    options: storedOptions(link.options),
    channel: link.channel,
    audience: link.audience,
    reuseKey: link.reuseKey === '' ? null : link.reuseKey,
    variantOf: base?.seq ?? null,
    cq: link.variant?.cq ?? null,
    imageHash: link.image?.hash ?? null,
    now,
  })
  const seq = Number(lastInsertRowid)
  noteText({ sql }, seq, link.text)
  const words = [link.path, link.query, decoded(link.query), link.campaign, link.tag, link.note, link.alsoFindBy,
    link.channel, link.audience, link.options.title ?? '', link.options.sn ?? '']
  if (link.kind !== 'plain_scheme') words.push(link.text)
  sql('INSERT INTO links_search (rowid, words) VALUES (?, ?)').run(seq, searchWords(words.join(' ')))
  return seq
}

function decoded(query: string): string {
  if (!query.includes('%')) return ''
  try {
    return decodeURIComponent(query)
  } catch {
    return ''
  }
}
