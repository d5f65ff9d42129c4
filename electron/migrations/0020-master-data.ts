import type { Migration } from '../platform/store/migrate'

/** Mini programs and places. */
export const masterData: Migration = {
  version: 20,
  name: 'master-data',
  up(db) {
    db.exec(`
      CREATE TABLE subject_types (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO subject_types VALUES ('company_domestic'), ('individual_domestic'), ('company_overseas'),
        ('individual_overseas');

      CREATE TABLE apps (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        app_id TEXT NOT NULL UNIQUE,
        original_id TEXT NOT NULL,
        subject_type TEXT NOT NULL REFERENCES subject_types (name),
        token_mode TEXT NOT NULL CHECK (token_mode IN ('stable', 'token')),
        pages_json TEXT NOT NULL,
        declared_pages_json TEXT NOT NULL,
        default_tag TEXT NOT NULL,
        secret_sealed TEXT,
        secret_last4 TEXT,
        secret_set_at TEXT,
        secret_used_at TEXT,
        archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
        rev INTEGER NOT NULL DEFAULT 1,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        updated_by TEXT NOT NULL,
        CHECK ((secret_sealed IS NULL) = (secret_last4 IS NULL) AND (secret_sealed IS NULL) = (secret_set_at IS NULL))
      ) STRICT;

      CREATE TABLE app_overrides (
        app_seq INTEGER NOT NULL REFERENCES apps (seq),
        kind TEXT NOT NULL,
        evidence TEXT NOT NULL,
        decided_by TEXT NOT NULL,
        decided_at TEXT NOT NULL,
        PRIMARY KEY (app_seq, kind)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE places (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        code TEXT NOT NULL,
        -- The code as it is compared: half-width, lower case.
        code_key TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        zone TEXT NOT NULL,
        owner TEXT NOT NULL,
        archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
        rev INTEGER NOT NULL DEFAULT 1,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        updated_by TEXT NOT NULL
      ) STRICT;

      CREATE TABLE place_apps (
        place_seq INTEGER NOT NULL REFERENCES places (seq),
        app_seq INTEGER NOT NULL REFERENCES apps (seq),
        PRIMARY KEY (place_seq, app_seq)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX place_apps_by_app ON place_apps (app_seq);

      CREATE TABLE column_mappings (
        purpose TEXT NOT NULL,
        header_signature TEXT NOT NULL,
        mapping_json TEXT NOT NULL,
        used_at TEXT NOT NULL,
        PRIMARY KEY (purpose, header_signature)
      ) STRICT, WITHOUT ROWID;
    `)
  },
}
