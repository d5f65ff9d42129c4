import type { LinkUse } from '@shared/contract/links'
import type { ReadContext, WriteContext } from '../../platform/store/repository'

/** Where a link went into the world, as the store keeps it. */
export interface StoredUse {
  id: string
  kind: LinkUse['kind']
  text: string
  url: string | null
  count: number | null
  createdAt: string
  createdBy: string
}

const columns = 'u.id, u.kind, u.text, u.url, u.count, u.created_at AS createdAt, u.created_by AS createdBy'

export function usesOf({ sql }: ReadContext, linkId: string): StoredUse[] {
  return sql(`SELECT ${columns} FROM link_uses u JOIN links l ON l.seq = u.link_seq WHERE l.id = ?
    ORDER BY u.created_at, u.rowid LIMIT 1000`).all(linkId) as StoredUse[]
}

export function addUse({ sql, now }: WriteContext, seq: number, use: Omit<StoredUse, 'createdAt'>): StoredUse {
  const { id, kind, text, url, count, createdBy } = use
  sql(`INSERT INTO link_uses (id, link_seq, kind, text, url, count, created_at, created_by)
       VALUES (@id, @seq, @kind, @text, @url, @count, @now, @createdBy)`).run({
    id,
    seq,
    kind,
    text,
    url,
    count,
    createdBy,
    now,
  })
  return { id, kind, text, url, count, createdBy, createdAt: now }
}

export function removeUse({ sql }: WriteContext, id: string): boolean {
  return sql('DELETE FROM link_uses WHERE id = ?').run(id).changes === 1
}
