import type { Migration } from '../platform/store/migrate'

/**
 * Batches of addresses. What providers said stands once for each question of a batch, with the instant at which the first
 * of it must be forgotten; what a person decided stands at the row and never ends.
 */
export const geocodingBatches: Migration = {
  version: 142,
  name: 'geocoding-batches',
  up(db) {
    db.exec(`
      CREATE TABLE geo_batch_states (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO geo_batch_states VALUES ('reading'), ('mapping'), ('ready'), ('running'), ('stopped'), ('finished'),
        ('unreadable');

      CREATE TABLE geo_row_states (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO geo_row_states VALUES ('unasked'), ('accepted'), ('review'), ('notFound'), ('badInput'), ('failed'),
        ('chosen'), ('pinned'), ('leftOut');

      CREATE TABLE geo_batches (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        state TEXT NOT NULL REFERENCES geo_batch_states (name),
        -- Why it stands still, and until when where it goes on by itself.
        stop_json TEXT,
        stop_until TEXT,
        source_name TEXT,
        headers_json TEXT NOT NULL,
        mapping_json TEXT NOT NULL,
        mapping_remembered INTEGER NOT NULL DEFAULT 0 CHECK (mapping_remembered IN (0, 1)),
        plan_json TEXT,
        notices_json TEXT NOT NULL,
        error_json TEXT,
        job_id TEXT,
        duplicates INTEGER NOT NULL DEFAULT 0,
        calls INTEGER NOT NULL DEFAULT 0,
        cache_hits INTEGER NOT NULL DEFAULT 0,
        created_by TEXT NOT NULL,
        created_at TEXT NOT NULL
      ) STRICT;
      CREATE INDEX geo_batches_waiting ON geo_batches (stop_until) WHERE stop_until IS NOT NULL;

      CREATE TABLE geo_batch_rows (
        batch_seq INTEGER NOT NULL REFERENCES geo_batches (seq),
        row_no INTEGER NOT NULL,
        line INTEGER NOT NULL,
        cells_json TEXT NOT NULL,
        address TEXT NOT NULL DEFAULT '',
        country TEXT NOT NULL DEFAULT '',
        -- Digest of address and country in their normal form; NULL where there is nothing to ask.
        question TEXT,
        -- The first row with the same question.
        same_as INTEGER,
        state TEXT NOT NULL REFERENCES geo_row_states (name),
        reasons_json TEXT NOT NULL DEFAULT '[]',
        -- Which candidate of whose answer counts; NULL where none does or a person put a pin.
        provider TEXT,
        candidate INTEGER,
        -- WGS-84, of the pin or of what counts.
        lat REAL,
        lng REAL,
        -- What a person decided: kind, position, why, by, at.
        decision_json TEXT,
        -- Answers that are older do not count.
        fresh_from TEXT,
        ended INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1)),
        PRIMARY KEY (batch_seq, row_no)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX geo_batch_rows_by_state ON geo_batch_rows (batch_seq, state, row_no);
      CREATE INDEX geo_batch_rows_by_question ON geo_batch_rows (batch_seq, question, row_no) WHERE question IS NOT NULL;

      CREATE TABLE geo_batch_answers (
        batch_seq INTEGER NOT NULL REFERENCES geo_batches (seq),
        question TEXT NOT NULL,
        answers_json TEXT NOT NULL,
        distances_json TEXT NOT NULL,
        -- When the first of the answers ends; NULL: never.
        expires_at TEXT,
        PRIMARY KEY (batch_seq, question)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX geo_batch_answers_by_end ON geo_batch_answers (expires_at) WHERE expires_at IS NOT NULL;
    `)
  },
}
