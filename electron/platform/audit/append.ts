import type { Database, Statement } from 'better-sqlite3'
import { canonicalJson } from './canonical-json'
import { genesis, macOf, type UnsignedRow } from './mac'
import { headSql, insertSql } from './repository'

/** What is told of one thing that somebody did. `details` must already be free of secrets. */
export interface NewAuditEntry {
  /** Instant. */
  at: string
  operatorId: string
  operatorName: string
  /** What the caller sat at: a window, the command line, the program itself. */
  sessionKind: string
  /** Usually the command's name. */
  action: string
  /** What it was done to, e.g. an id; empty where there is none. */
  subject: string
  details: Record<string, unknown>
  outcome: string
  correlationId: string
}

export interface AuditEntry extends NewAuditEntry {
  /** 1, 2, 3 … without gaps. */
  seq: number
}

/** The newest entry. `mac` in hex; an empty trail has `{ seq: 0, mac: '' }`. */
export interface AuditHead {
  seq: number
  mac: string
}

interface Statements {
  head: Statement<[], { seq: number; mac: Buffer }>
  insert: Statement<[Record<string, unknown>]>
}

/** Preparing costs more than running, and an audit entry goes with most writes. */
const prepared = new WeakMap<Database, Statements>()

function statementsOf(db: Database): Statements {
  const known = prepared.get(db)
  if (known) return known
  const made: Statements = { head: db.prepare(headSql), insert: db.prepare(insertSql) }
  prepared.set(db, made)
  return made
}

/**
 * Adds an entry to the chain. Call it inside the transaction of what it tells, in the writer thread.
 * @param key 32 bytes, `vault.deriveKey('audit')`
 * @throws TypeError where `details` is no JSON; the transaction fails with it
 */
export function appendAudit(db: Database, key: Uint8Array, entry: NewAuditEntry): AuditHead {
  const { head, insert } = statementsOf(db)
  const last = head.get()
  const row: UnsignedRow = {
    seq: (last?.seq ?? 0) + 1,
    // The database stores UTF-8 and would change a lone surrogate after it was put under the MAC.
    at: entry.at.toWellFormed(),
    operator_id: entry.operatorId.toWellFormed(),
    operator_name: entry.operatorName.toWellFormed(),
    session_kind: entry.sessionKind.toWellFormed(),
    action: entry.action.toWellFormed(),
    subject: entry.subject.toWellFormed(),
    details_json: canonicalJson(entry.details),
    outcome: entry.outcome.toWellFormed(),
    correlation_id: entry.correlationId.toWellFormed(),
    previous: last?.mac ?? genesis(key),
  }
  const mac = macOf(key, row)
  insert.run({ ...row, mac })
  return { seq: row.seq, mac: mac.toString('hex') }
}

/** The newest entry; a backup and a report repeat it, so that a cut-off end is found later. */
export function auditHead(db: Database): AuditHead {
  const last = statementsOf(db).head.get()
  return last ? { seq: last.seq, mac: last.mac.toString('hex') } : { seq: 0, mac: '' }
}
