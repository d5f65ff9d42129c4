import { createHash } from 'node:crypto'
import type { ReadContext } from '../../platform/store/repository'

type Sql = Pick<ReadContext, 'sql'>

/** 48 bits of a text's SHA-256: enough to find it, small enough for an index of a million. */
function textHash(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6)
}

/** Remembers a text of a link, so that it is found by it later; for use inside a write method. */
export function noteText({ sql }: Sql, seq: number, text: string): void {
  if (text === '') return
  sql('INSERT OR IGNORE INTO link_texts (hash, link_seq) VALUES (?, ?)').run(textHash(text), seq)
}

/** The links that have this very text, or had it before a renewal; newest first. */
export function linksWithText({ sql }: Sql, text: string): { seq: number; current: boolean }[] {
  const rows = sql(`SELECT t.link_seq AS seq, l.text = @text AS current
    FROM link_texts t JOIN links l ON l.seq = t.link_seq
    WHERE t.hash = @hash AND (l.text = @text OR EXISTS (
      SELECT 1 FROM link_versions v WHERE v.link_seq = t.link_seq AND v.text = @text))
    ORDER BY current DESC, t.link_seq DESC LIMIT 20`).all({ text, hash: textHash(text) }) as {
    seq: number
    current: number
  }[]
  return rows.map(({ seq, current }) => ({ seq, current: current === 1 }))
}
