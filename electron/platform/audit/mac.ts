import { createHmac } from 'node:crypto'
import type { AuditRow } from './repository'

/** What an entry's MAC covers: all columns but the MAC itself. */
export type UnsignedRow = Omit<AuditRow, 'mac'>

/**
 * HMAC-SHA256 over the canonical JSON (RFC 8785; an array of strings and integers, so `JSON.stringify` gives it) of
 *
 *     ["minidesk.audit.v1", seq, at, operator_id, operator_name, session_kind, action, subject, details_json, outcome,
 *      correlation_id, previous]
 *
 * in UTF-8. `details_json` is the stored text, itself canonical JSON; `previous` is the MAC of the entry before, in
 * hex.
 */
export function macOf(key: Uint8Array, row: UnsignedRow): Buffer {
  const text = JSON.stringify([
    'minidesk.audit.v1',
    row.seq,
    row.at,
    row.operator_id,
    row.operator_name,
    row.session_kind,
    row.action,
    row.subject,
    row.details_json,
    row.outcome,
    row.correlation_id,
    row.previous.toString('hex'),
  ])
  return createHmac('sha256', key).update(text, 'utf8').digest()
}

/** What stands as `previous` in the first entry. Depends on the key, so that a wrong key is told from an edit. */
export function genesis(key: Uint8Array): Buffer {
  return createHmac('sha256', key).update('minidesk.audit.genesis').digest()
}
