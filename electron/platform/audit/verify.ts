import { timingSafeEqual } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import type { AuditHead } from './append'
import { genesis, macOf } from './mac'
import { allSql, type AuditRow } from './repository'

/**
 * - `edited`: the entry was changed, or put there by somebody without the key
 * - `missing`: an entry was removed before or between others
 * - `reordered`: an entry stands where it was not written
 * - `cutOff`: the newest entries are gone, also where new ones were written in their place; needs an anchored head
 * - `wrongKey`: the trail belongs to another key
 */
export type AuditDamage = 'edited' | 'missing' | 'reordered' | 'cutOff' | 'wrongKey'

export interface AuditVerdict {
  ok: boolean
  /** Entries that were found good, from the first on. */
  checked: number
  /** The last good entry. */
  head: AuditHead
  firstBad?: { seq: number; kind: AuditDamage }
}

export interface VerifyOptions {
  /** Called every 10,000 entries; a caller that wants to stop throws out of it. */
  onProgress?: (checked: number) => void
  /** The head that a backup or a report repeats. */
  expectedHead?: AuditHead
}

const progressEvery = 10_000
/** How far from its place a moved entry is looked for; one from farther away is called `edited`. */
const searchDistance = 10_000

/**
 * Walks the whole chain, one row in memory at a time (about 5 µs an entry), and stops at the first entry that is not as
 * it was written. Reads one snapshot; runs on a read-only connection, in a worker.
 * @param key the key the entries were appended with
 */
export function verifyAudit(db: Database, key: Uint8Array, options: VerifyOptions = {}): AuditVerdict {
  const anchor = options.expectedHead
  let head: AuditHead = { seq: 0, mac: '' }
  let previous = genesis(key)
  let checked = 0
  const bad = (seq: number, kind: AuditDamage): AuditVerdict => ({ ok: false, checked, head, firstBad: { seq, kind } })

  for (const row of db.prepare<[], AuditRow>(allSql).iterate()) {
    const damage = damageOf(key, row, head.seq + 1, previous)
    if (damage) return bad(damage === 'missing' ? head.seq + 1 : row.seq, damage)
    const mac = row.mac.toString('hex')
    if (row.seq === anchor?.seq && mac !== anchor.mac.toLowerCase()) return bad(row.seq, 'cutOff')
    head = { seq: row.seq, mac }
    previous = row.mac
    checked++
    if (checked % progressEvery === 0) options.onProgress?.(checked)
  }
  if (anchor && anchor.seq > head.seq) return bad(head.seq + 1, 'cutOff')
  return { ok: true, checked, head }
}

function damageOf(key: Uint8Array, row: AuditRow, expected: number, previous: Buffer): AuditDamage | undefined {
  // Whoever rebuilt the table without its checks can have put anything there.
  if (!Buffer.isBuffer(row.mac) || !Buffer.isBuffer(row.previous)) return 'edited'
  if (row.seq > expected) return 'missing'
  if (row.seq < expected) return 'reordered'
  if (!isAuthentic(key, row)) {
    if (expected === 1 && !row.previous.equals(previous)) return isMoved(key, row) ? 'reordered' : 'wrongKey'
    return isMoved(key, row) ? 'reordered' : 'edited'
  }
  return row.previous.equals(previous) ? undefined : 'reordered'
}

function isAuthentic(key: Uint8Array, row: AuditRow): boolean {
  const mac = macOf(key, row)
  return mac.length === row.mac.length && timingSafeEqual(mac, row.mac)
}

/** Whether the row is a true entry that was written under another number nearby. */
function isMoved(key: Uint8Array, row: AuditRow): boolean {
  for (let distance = 1; distance <= searchDistance; distance++) {
    if (isAuthentic(key, { ...row, seq: row.seq + distance })) return true
    if (row.seq > distance && isAuthentic(key, { ...row, seq: row.seq - distance })) return true
  }
  return false
}
