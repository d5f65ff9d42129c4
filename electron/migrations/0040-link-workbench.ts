import { createHash } from 'node:crypto'
import type { Migration } from '../platform/store/migrate'

/**
 * Every kind of link: options, channels, reuse, variants, renewals, pictures of codes, and what is counted against the
 * platform's allowances. The two tables that said "one link, one request, one row" are rebuilt without it: a renewal is
 * a further request of a link, and several rows may take one that is there.
 */
export const linkWorkbench: Migration = {
  version: 40,
  name: 'link-workbench',
  up(db) {
    // By value: a released step must not change with a helper that it borrows.
    db.function('link_text_hash', { deterministic: true }, (text) =>
      createHash('sha256').update(String(text)).digest().readUIntBE(0, 6),
    )
    db.exec(`
      INSERT INTO link_kinds VALUES ('url_link'), ('short_link'), ('nfc_scheme'), ('code_scene'), ('code_path'),
        ('code_square');

      -- Beside its record in one database, so that both are written together and are in the backup.
      CREATE TABLE link_images (
        hash TEXT PRIMARY KEY,
        format TEXT NOT NULL CHECK (format IN ('png', 'jpeg')),
        width INTEGER NOT NULL CHECK (width > 0),
        bytes BLOB NOT NULL
      ) STRICT;

      ALTER TABLE links ADD COLUMN options_json TEXT NOT NULL DEFAULT '{"version":1}';
      ALTER TABLE links ADD COLUMN channel TEXT NOT NULL DEFAULT '';
      ALTER TABLE links ADD COLUMN audience TEXT NOT NULL DEFAULT '';
      ALTER TABLE links ADD COLUMN reuse_key TEXT;
      ALTER TABLE links ADD COLUMN variant_of INTEGER REFERENCES links (seq);
      ALTER TABLE links ADD COLUMN cq TEXT;
      ALTER TABLE links ADD COLUMN version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1);
      ALTER TABLE links ADD COLUMN renewed_at TEXT;
      ALTER TABLE links ADD COLUMN renewed_by TEXT;
      ALTER TABLE links ADD COLUMN image_hash TEXT REFERENCES link_images (hash);
      CREATE INDEX links_by_reuse ON links (reuse_key, created_at) WHERE reuse_key IS NOT NULL;
      CREATE INDEX links_by_base ON links (variant_of) WHERE variant_of IS NOT NULL;
      CREATE INDEX links_by_image ON links (image_hash) WHERE image_hash IS NOT NULL;
      -- Most links have no channel: they stay out of the index.
      CREATE INDEX links_by_channel ON links (channel, seq, kind, app_seq, place_seq) WHERE channel <> '';

      -- Finds a link by its exact text, the present or an earlier one: a tenth of an index over the texts themselves.
      CREATE TABLE link_texts (
        hash INTEGER NOT NULL,
        link_seq INTEGER NOT NULL REFERENCES links (seq),
        PRIMARY KEY (hash, link_seq)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO link_texts SELECT link_text_hash(text), seq FROM links ORDER BY 1, 2;

      -- Texts that a link had before the present one.
      CREATE TABLE link_versions (
        link_seq INTEGER NOT NULL REFERENCES links (seq),
        version INTEGER NOT NULL CHECK (version >= 1),
        text TEXT NOT NULL,
        expires_at TEXT,
        created_at TEXT NOT NULL,
        created_by TEXT NOT NULL,
        PRIMARY KEY (link_seq, version)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE link_use_kinds (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO link_use_kinds VALUES ('sms'), ('print'), ('page'), ('article'), ('chat'), ('device'), ('other');
      CREATE TABLE link_uses (
        id TEXT PRIMARY KEY,
        link_seq INTEGER NOT NULL REFERENCES links (seq),
        kind TEXT NOT NULL REFERENCES link_use_kinds (name),
        text TEXT NOT NULL,
        url TEXT,
        count INTEGER CHECK (count > 0),
        created_at TEXT NOT NULL,
        created_by TEXT NOT NULL
      ) STRICT;
      CREATE INDEX link_uses_by_link ON link_uses (link_seq);

      CREATE TABLE link_event_kinds (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO link_event_kinds VALUES ('archived'), ('restored'), ('queried'), ('renewed'), ('reused'), ('repointed');
      CREATE TABLE link_events (
        seq INTEGER PRIMARY KEY,
        link_seq INTEGER NOT NULL REFERENCES links (seq),
        kind TEXT NOT NULL REFERENCES link_event_kinds (name),
        operator_name TEXT NOT NULL,
        params_json TEXT NOT NULL,
        created_at TEXT NOT NULL
      ) STRICT;
      CREATE INDEX link_events_by_link ON link_events (link_seq);

      CREATE TABLE link_counter_names (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO link_counter_names VALUES ('generated'), ('shortLinks'), ('permanentShortLinks'), ('nfcSchemes'),
        ('limitedCodes'), ('openings');
      CREATE TABLE link_counters (
        app_seq INTEGER NOT NULL REFERENCES apps (seq),
        counter TEXT NOT NULL REFERENCES link_counter_names (name),
        -- The day YYYY-MM-DD in Beijing, or 'life'.
        period TEXT NOT NULL,
        used INTEGER NOT NULL DEFAULT 0 CHECK (used >= 0),
        saved INTEGER NOT NULL DEFAULT 0 CHECK (saved >= 0),
        PRIMARY KEY (app_seq, counter, period)
      ) STRICT, WITHOUT ROWID;
      -- What was made before it was counted; what is unknown may have been made.
      INSERT INTO link_counters (app_seq, counter, period, used)
        SELECT app_seq, 'generated', date(created_at, '+8 hours'), count(*) FROM link_requests
        WHERE kind = 'encrypted_scheme' AND state <> 'refused' GROUP BY 1, 3;

      CREATE TABLE link_requests_40 (
        id TEXT PRIMARY KEY,
        state TEXT NOT NULL REFERENCES link_request_states (name),
        kind TEXT NOT NULL REFERENCES link_kinds (name),
        app_seq INTEGER NOT NULL REFERENCES apps (seq),
        batch_seq INTEGER REFERENCES link_batches (seq),
        row_no INTEGER,
        -- The link that gets a new text by this request.
        renews_seq INTEGER REFERENCES links (seq),
        -- The job that asks for it, so that it goes on where it was.
        job_id TEXT,
        path TEXT NOT NULL,
        query TEXT NOT NULL,
        fields_json TEXT NOT NULL,
        digest TEXT NOT NULL,
        -- What it counts against: [{counter, period}].
        counted_json TEXT NOT NULL DEFAULT '[]',
        link_seq INTEGER REFERENCES links (seq),
        error_json TEXT,
        settled_note TEXT,
        created_by TEXT NOT NULL,
        created_at TEXT NOT NULL,
        ended_at TEXT,
        CHECK ((batch_seq IS NULL) = (row_no IS NULL)),
        CHECK ((state = 'done') = (link_seq IS NOT NULL)),
        CHECK (renews_seq IS NULL OR link_seq IS NULL OR link_seq = renews_seq)
      ) STRICT;
      INSERT INTO link_requests_40 (id, state, kind, app_seq, batch_seq, row_no, path, query, fields_json, digest, link_seq,
          error_json, settled_note, created_by, created_at, ended_at)
        SELECT id, state, kind, app_seq, batch_seq, row_no, path, query, fields_json, digest, link_seq, error_json,
          settled_note, created_by, created_at, ended_at FROM link_requests ORDER BY rowid;
      DROP TABLE link_requests;
      ALTER TABLE link_requests_40 RENAME TO link_requests;
      CREATE INDEX link_requests_open ON link_requests (state) WHERE state IN ('calling', 'unknown');
      CREATE INDEX link_requests_by_row ON link_requests (batch_seq, row_no) WHERE batch_seq IS NOT NULL;
      CREATE INDEX link_requests_by_link ON link_requests (link_seq) WHERE link_seq IS NOT NULL;
      CREATE INDEX link_requests_renewing ON link_requests (renews_seq) WHERE renews_seq IS NOT NULL;
      CREATE INDEX link_requests_by_job ON link_requests (job_id) WHERE job_id IS NOT NULL;

      CREATE TABLE link_batch_rows_40 (
        batch_seq INTEGER NOT NULL REFERENCES link_batches (seq),
        row_no INTEGER NOT NULL,
        line INTEGER NOT NULL,
        cells_json TEXT NOT NULL,
        state TEXT NOT NULL REFERENCES batch_row_states (name),
        issues_json TEXT NOT NULL,
        plan_json TEXT,
        error_json TEXT,
        link_seq INTEGER REFERENCES links (seq),
        -- It took a link that was there already.
        reused INTEGER NOT NULL DEFAULT 0 CHECK (reused IN (0, 1)),
        PRIMARY KEY (batch_seq, row_no),
        CHECK ((state = 'done') = (link_seq IS NOT NULL)),
        CHECK (reused = 0 OR link_seq IS NOT NULL)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO link_batch_rows_40 (batch_seq, row_no, line, cells_json, state, issues_json, plan_json, error_json,
          link_seq)
        SELECT batch_seq, row_no, line, cells_json, state, issues_json, plan_json, error_json, link_seq
        FROM link_batch_rows;
      DROP TABLE link_batch_rows;
      ALTER TABLE link_batch_rows_40 RENAME TO link_batch_rows;
      CREATE INDEX link_batch_rows_by_state ON link_batch_rows (batch_seq, state);
      CREATE INDEX link_batch_rows_by_link ON link_batch_rows (link_seq) WHERE link_seq IS NOT NULL;
    `)
  },
}
