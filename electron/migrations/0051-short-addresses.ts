import type { Migration } from '../platform/store/migrate'

/** Short-address services with their sealed secrets, and the short addresses of links. */
export const shortAddresses: Migration = {
  version: 51,
  name: 'short-addresses',
  up(db) {
    db.exec(`
      CREATE TABLE short_services (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        -- The name as it is compared: half-width, lower case.
        name_key TEXT NOT NULL UNIQUE,
        fields_json TEXT NOT NULL,
        is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
        archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
        rev INTEGER NOT NULL DEFAULT 1,
        updated_at TEXT NOT NULL,
        updated_by TEXT NOT NULL,
        CHECK (is_default = 0 OR archived = 0)
      ) STRICT;
      CREATE UNIQUE INDEX short_services_default ON short_services (is_default) WHERE is_default = 1;

      CREATE TABLE short_service_secrets (
        service_seq INTEGER NOT NULL REFERENCES short_services (seq),
        -- Lower case: names of headers have no case.
        name TEXT NOT NULL,
        sealed TEXT NOT NULL,
        last4 TEXT NOT NULL,
        set_at TEXT NOT NULL,
        PRIMARY KEY (service_seq, name)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE short_address_states (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO short_address_states VALUES ('calling'), ('done'), ('refused'), ('unknown'), ('settled');

      CREATE TABLE short_addresses (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        link_id TEXT NOT NULL REFERENCES links (id),
        service_seq INTEGER REFERENCES short_services (seq),
        state TEXT NOT NULL REFERENCES short_address_states (name),
        address TEXT NOT NULL DEFAULT '',
        remote_id TEXT NOT NULL DEFAULT '',
        target TEXT NOT NULL,
        created_at TEXT NOT NULL,
        created_by TEXT NOT NULL,
        -- What it is being led to, while nobody has answered.
        repointing_to TEXT,
        repointed_at TEXT,
        repointed_by TEXT,
        error_json TEXT,
        retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)),
        CHECK ((state = 'done') = (address <> ''))
      ) STRICT;
      CREATE INDEX short_addresses_by_link ON short_addresses (link_id);
      CREATE INDEX short_addresses_open ON short_addresses (state, created_at) WHERE state IN ('calling', 'unknown');
      CREATE INDEX short_addresses_repointing ON short_addresses (seq) WHERE repointing_to IS NOT NULL;

      CREATE TABLE sms_templates (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        text TEXT NOT NULL,
        updated_at TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `)
  },
}
