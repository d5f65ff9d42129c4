import type { Migration } from '../platform/store/migrate'
import { auditSchema } from '../platform/audit'

/** What every workspace stands on: operators, settings, jobs and their files, the call log, the audit trail. */
export const foundation: Migration = {
  version: 10,
  name: 'foundation',
  up(db) {
    db.exec(`
      CREATE TABLE workspace (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        id TEXT NOT NULL,
        kind TEXT NOT NULL
      ) STRICT;

      CREATE TABLE roles (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO roles VALUES ('administrator'), ('operations'), ('finance'), ('agent'), ('viewer');

      CREATE TABLE operators (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL UNIQUE COLLATE NOCASE,
        role TEXT NOT NULL REFERENCES roles (name),
        password_json TEXT,
        disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
        created_at TEXT NOT NULL,
        last_sign_in_at TEXT
      ) STRICT;

      CREATE TABLE settings (
        key TEXT PRIMARY KEY,
        value_json TEXT NOT NULL,
        changed_by TEXT NOT NULL,
        changed_at TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE job_states (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO job_states VALUES ('queued'), ('running'), ('pausing'), ('paused'), ('cancelling'), ('cancelled'),
        ('interrupted'), ('done'), ('failed');

      CREATE TABLE jobs (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        state TEXT NOT NULL REFERENCES job_states (name),
        subject_id TEXT,
        title TEXT NOT NULL,
        input_json TEXT NOT NULL,
        locale TEXT NOT NULL,
        done_items INTEGER NOT NULL CHECK (done_items >= 0),
        failed_items INTEGER NOT NULL CHECK (failed_items >= 0),
        total_items INTEGER,
        note TEXT,
        files_json TEXT NOT NULL,
        error_json TEXT,
        created_by TEXT NOT NULL,
        created_at TEXT NOT NULL,
        started_at TEXT,
        ended_at TEXT
      ) STRICT;
      CREATE INDEX jobs_by_time ON jobs (created_at DESC, id DESC);

      CREATE TABLE files (
        id TEXT PRIMARY KEY,
        path TEXT NOT NULL,
        name TEXT NOT NULL,
        bytes INTEGER NOT NULL CHECK (bytes >= 0),
        created_at TEXT NOT NULL
      ) STRICT;

      CREATE TABLE calls (
        seq INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        system TEXT NOT NULL,
        method TEXT NOT NULL,
        path TEXT NOT NULL,
        status INTEGER,
        duration_ms INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        upstream_code TEXT,
        request_id TEXT,
        fault TEXT,
        attempt INTEGER NOT NULL,
        correlation_id TEXT NOT NULL
      ) STRICT;
      CREATE INDEX calls_by_time ON calls (at);
      CREATE INDEX calls_by_correlation ON calls (correlation_id);
    `)
    db.exec(auditSchema)
  },
}
