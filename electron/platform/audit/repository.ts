/**
 * The audit trail's table. An entry is never changed or removed: the triggers refuse it, and the insert trigger lets
 * only the next number in, because `INSERT OR REPLACE` would otherwise remove a row without firing the delete trigger.
 * Whoever opens the file without these triggers is found by `verifyAudit`.
 */
export const auditSchema = `
  CREATE TABLE audit_entries (
    seq INTEGER PRIMARY KEY CHECK (seq > 0),
    at TEXT NOT NULL CHECK (length(at) = 24),
    operator_id TEXT NOT NULL,
    operator_name TEXT NOT NULL,
    session_kind TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action <> ''),
    subject TEXT NOT NULL,
    details_json TEXT NOT NULL CHECK (json_valid(details_json)),
    outcome TEXT NOT NULL,
    correlation_id TEXT NOT NULL,
    previous BLOB NOT NULL CHECK (length(previous) = 32),
    mac BLOB NOT NULL CHECK (length(mac) = 32)
  ) STRICT;
  CREATE INDEX audit_entries_by_time ON audit_entries (at);
  CREATE INDEX audit_entries_by_action ON audit_entries (action, seq);
  CREATE TRIGGER audit_entries_next BEFORE INSERT ON audit_entries
    WHEN NEW.seq <> coalesce((SELECT max(seq) FROM audit_entries), 0) + 1
    BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END;
  CREATE TRIGGER audit_entries_keep BEFORE UPDATE ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END;
  CREATE TRIGGER audit_entries_stay BEFORE DELETE ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END;
`

/** A row as the table holds it. */
export interface AuditRow {
  seq: number
  at: string
  operator_id: string
  operator_name: string
  session_kind: string
  action: string
  subject: string
  details_json: string
  outcome: string
  correlation_id: string
  previous: Buffer
  mac: Buffer
}

const columns =
  'seq, at, operator_id, operator_name, session_kind, action, subject, details_json, outcome, correlation_id, ' +
  'previous, mac'

export const insertSql = `
  INSERT INTO audit_entries (${columns})
  VALUES (@seq, @at, @operator_id, @operator_name, @session_kind, @action, @subject, @details_json, @outcome,
    @correlation_id, @previous, @mac)`

export const headSql = 'SELECT seq, mac FROM audit_entries ORDER BY seq DESC LIMIT 1'

export const allSql = `SELECT ${columns} FROM audit_entries ORDER BY seq`
