import type { Migration } from '../platform/store/migrate'

/** Files that finance hands in, what was read of them, what people made of unreadable rows, and evidence. */
export const settlementFiles: Migration = {
  version: 120,
  name: 'settlement-files',
  up(db) {
    db.exec(`
      CREATE TABLE settlement_intakes (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        job_id TEXT,
        reading INTEGER NOT NULL DEFAULT 1 CHECK (reading IN (0, 1)),
        account_id TEXT,
        refused_json TEXT NOT NULL DEFAULT '[]',
        -- Which of the files that were handed in are taken; a resumed job goes on behind them.
        taken_json TEXT NOT NULL DEFAULT '[]',
        added_at TEXT NOT NULL,
        added_by TEXT NOT NULL
      ) STRICT;

      CREATE TABLE settlement_file_steps (step TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO settlement_file_steps (step)
        VALUES ('reading'), ('mapping'), ('checking'), ('checked'), ('loaded'), ('replaced'), ('failed'), ('discarded');

      CREATE TABLE settlement_files (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        intake_id TEXT NOT NULL,
        step TEXT NOT NULL REFERENCES settlement_file_steps (step),
        name TEXT NOT NULL,
        container TEXT NOT NULL DEFAULT '',
        container_sha256 TEXT NOT NULL DEFAULT '',
        bytes INTEGER NOT NULL CHECK (bytes >= 0),
        sha256 TEXT NOT NULL,
        origin TEXT NOT NULL,
        source TEXT NOT NULL DEFAULT 'bill',
        profile TEXT NOT NULL DEFAULT '',
        account_id TEXT NOT NULL DEFAULT '',
        bill_type TEXT NOT NULL DEFAULT '',
        day TEXT,
        from_day TEXT,
        to_day TEXT,
        rows INTEGER NOT NULL DEFAULT 0 CHECK (rows >= 0),
        problems INTEGER NOT NULL DEFAULT 0 CHECK (problems >= 0),
        control TEXT NOT NULL DEFAULT 'none',
        hash_checked INTEGER NOT NULL DEFAULT 0 CHECK (hash_checked IN (0, 1)),
        job_id TEXT,
        replaced_by TEXT,
        replaces TEXT,
        -- Of the mapping, the facts and the pack; each check gives a new one.
        data_json TEXT NOT NULL DEFAULT '{}',
        added_at TEXT NOT NULL,
        added_by TEXT NOT NULL,
        loaded_at TEXT,
        loaded_by TEXT NOT NULL DEFAULT '',
        rev INTEGER NOT NULL DEFAULT 1
      ) STRICT;
      CREATE INDEX settlement_files_by_hash ON settlement_files (sha256);
      CREATE INDEX settlement_files_by_intake ON settlement_files (intake_id);
      CREATE INDEX settlement_files_by_day ON settlement_files (account_id, bill_type, day);
      -- A content counts once, whatever happens at the same moment.
      CREATE UNIQUE INDEX settlement_files_loaded_once ON settlement_files (sha256) WHERE step = 'loaded';

      CREATE TABLE settlement_file_months (
        file_seq INTEGER NOT NULL REFERENCES settlement_files (seq),
        month TEXT NOT NULL,
        PRIMARY KEY (month, file_seq)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX settlement_file_months_by_file ON settlement_file_months (file_seq);

      CREATE TABLE settlement_problems (
        seq INTEGER PRIMARY KEY,
        file_seq INTEGER NOT NULL REFERENCES settlement_files (seq),
        sheet TEXT NOT NULL,
        line INTEGER NOT NULL,
        code TEXT NOT NULL,
        params_json TEXT NOT NULL,
        excerpt TEXT NOT NULL
      ) STRICT;
      CREATE INDEX settlement_problems_by_file ON settlement_problems (file_seq, seq);

      -- What a person made of a row; beside the file, which stays as it is. Their order is that of the rows they add.
      CREATE TABLE settlement_corrections (
        seq INTEGER PRIMARY KEY,
        file_seq INTEGER NOT NULL REFERENCES settlement_files (seq),
        sheet TEXT NOT NULL,
        line INTEGER NOT NULL,
        action TEXT NOT NULL CHECK (action IN ('corrected', 'leftOut')),
        cells_json TEXT NOT NULL,
        reason TEXT NOT NULL,
        by TEXT NOT NULL,
        at TEXT NOT NULL,
        UNIQUE (file_seq, sheet, line)
      ) STRICT;

      CREATE TABLE settlement_attachments (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        bytes INTEGER NOT NULL CHECK (bytes >= 0),
        sha256 TEXT NOT NULL,
        added_at TEXT NOT NULL,
        added_by TEXT NOT NULL
      ) STRICT;
    `)
  },
}
