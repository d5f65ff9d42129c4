import type { Migration } from '../platform/store/migrate'

/** How the bill of each account, type and day stands, and the runs of whole months. */
export const settlementBills: Migration = {
  version: 122,
  name: 'settlement-bills',
  up(db) {
    db.exec(`
      CREATE TABLE bill_states (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      -- What is missing or awaited follows from the clock and needs no row, unless it was tried.
      INSERT INTO bill_states (name) VALUES ('booked'), ('noTrade'), ('failed'), ('tried');

      CREATE TABLE bill_days (
        account_id TEXT NOT NULL,
        bill_type TEXT NOT NULL,
        day TEXT NOT NULL CHECK (length(day) = 10),
        state TEXT NOT NULL REFERENCES bill_states (name),
        file_id TEXT NOT NULL DEFAULT '',
        via TEXT NOT NULL,
        by TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL DEFAULT '',
        why_json TEXT,
        attempts INTEGER NOT NULL DEFAULT 0,
        next_try_at TEXT,
        -- Balance of a fund flow before its first and after its last row, minor units.
        opening_minor INTEGER,
        closing_minor INTEGER,
        breaks INTEGER NOT NULL DEFAULT 0,
        at TEXT NOT NULL,
        PRIMARY KEY (account_id, bill_type, day)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX bill_days_by_day ON bill_days (day, state);

      CREATE TABLE settlement_runs (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        month TEXT NOT NULL CHECK (length(month) = 7),
        job_id TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL,
        steps_json TEXT NOT NULL,
        open_differences INTEGER NOT NULL DEFAULT 0,
        open_days INTEGER NOT NULL DEFAULT 0,
        by TEXT NOT NULL,
        started_at TEXT NOT NULL,
        ended_at TEXT
      ) STRICT;
      CREATE INDEX settlement_runs_by_month ON settlement_runs (month, seq);
    `)
  },
}
