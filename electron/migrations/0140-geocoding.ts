import type { Migration } from '../platform/store/migrate'

/**
 * Keys of providers of addresses, what is used of their limits, kept answers, single look-ups and where places are.
 * What a provider said carries the instant at which it must be forgotten; what a person pinned carries none.
 */
export const geocoding: Migration = {
  version: 140,
  name: 'geocoding',
  up(db) {
    db.exec(`
      CREATE TABLE geo_keys (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        provider TEXT NOT NULL,
        -- The name as it is compared: half-width, lower case.
        name_key TEXT NOT NULL UNIQUE,
        fields_json TEXT NOT NULL,
        archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
        rev INTEGER NOT NULL DEFAULT 1,
        updated_at TEXT NOT NULL,
        updated_by TEXT NOT NULL
      ) STRICT;

      CREATE TABLE geo_key_secrets (
        key_seq INTEGER NOT NULL REFERENCES geo_keys (seq),
        name TEXT NOT NULL,
        sealed TEXT NOT NULL,
        last4 TEXT NOT NULL,
        set_at TEXT NOT NULL,
        used_at TEXT,
        PRIMARY KEY (key_seq, name)
      ) STRICT, WITHOUT ROWID;

      -- A provider refused a key; forgotten when it answers again or the key is changed.
      CREATE TABLE geo_key_refusals (
        key_seq INTEGER NOT NULL REFERENCES geo_keys (seq),
        service TEXT NOT NULL,
        code TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (key_seq, service)
      ) STRICT, WITHOUT ROWID;

      -- Calls of one provider's day. Keys of the same account share a meter.
      CREATE TABLE geo_usage (
        meter TEXT NOT NULL,
        service TEXT NOT NULL,
        day TEXT NOT NULL,
        used INTEGER NOT NULL DEFAULT 0 CHECK (used >= 0),
        exhausted INTEGER NOT NULL DEFAULT 0 CHECK (exhausted IN (0, 1)),
        PRIMARY KEY (meter, service, day)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE geo_answers (
        -- SHA-256 over provider, service and the question in its normal form: the address itself stands nowhere here.
        digest BLOB PRIMARY KEY,
        provider TEXT NOT NULL,
        service TEXT NOT NULL,
        key_id TEXT NOT NULL,
        answer_json TEXT NOT NULL,
        fetched_at TEXT NOT NULL,
        -- NULL: as long as wanted.
        expires_at TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX geo_answers_by_end ON geo_answers (expires_at) WHERE expires_at IS NOT NULL;
      CREATE INDEX geo_answers_by_provider ON geo_answers (provider, expires_at);

      CREATE TABLE geo_answer_hits (
        provider TEXT PRIMARY KEY,
        hits INTEGER NOT NULL DEFAULT 0
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE geo_purges (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        at TEXT NOT NULL,
        purged INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE geo_lookups (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('address', 'position')),
        address TEXT NOT NULL,
        at_json TEXT,
        area TEXT NOT NULL,
        country TEXT NOT NULL,
        language TEXT NOT NULL,
        created_by TEXT NOT NULL,
        created_at TEXT NOT NULL
      ) STRICT;

      CREATE TABLE geo_lookup_answers (
        lookup_seq INTEGER NOT NULL REFERENCES geo_lookups (seq) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        provider TEXT NOT NULL,
        answer_json TEXT NOT NULL,
        expires_at TEXT,
        PRIMARY KEY (lookup_seq, position)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX geo_lookup_answers_by_end ON geo_lookup_answers (expires_at) WHERE expires_at IS NOT NULL;

      CREATE TABLE geo_pins (
        seq INTEGER PRIMARY KEY,
        lookup_seq INTEGER NOT NULL REFERENCES geo_lookups (seq) ON DELETE CASCADE,
        position_json TEXT NOT NULL,
        why TEXT NOT NULL,
        by TEXT NOT NULL,
        at TEXT NOT NULL
      ) STRICT;
      CREATE INDEX geo_pins_by_lookup ON geo_pins (lookup_seq, seq);

      -- Where a place is; the history keeps what was, with positions as long as they may be kept.
      CREATE TABLE geo_locations (
        place_id TEXT PRIMARY KEY,
        rev INTEGER NOT NULL,
        -- NULL: no location is here (removed, or its term ended).
        entry_seq INTEGER REFERENCES geo_location_history (seq),
        ended_at TEXT
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE geo_location_history (
        seq INTEGER PRIMARY KEY,
        place_id TEXT NOT NULL,
        -- 'manual', a provider, or '' where the location was taken away.
        source TEXT NOT NULL,
        why TEXT NOT NULL,
        by TEXT NOT NULL,
        at TEXT NOT NULL,
        -- NULL after the term, and where the location was taken away.
        position_json TEXT,
        address TEXT NOT NULL,
        expires_at TEXT
      ) STRICT;
      CREATE INDEX geo_location_history_by_place ON geo_location_history (place_id, seq);
      CREATE INDEX geo_location_history_by_end ON geo_location_history (expires_at) WHERE position_json IS NOT NULL AND expires_at IS NOT NULL;
    `)
  },
}
