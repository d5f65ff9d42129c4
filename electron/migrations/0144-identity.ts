import type { Migration } from '../platform/store/migrate'

/**
 * Face verifications (核身). What says something about a person stands in a table of its own, so that it can be erased
 * without a trace while it stays known that something was checked. No name, no number, no unkeyed digest of either.
 */
export const identity: Migration = {
  version: 144,
  name: 'identity',
  up(db) {
    db.exec(`
      CREATE TABLE identity_verdicts (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO identity_verdicts VALUES ('pending'), ('verified'), ('notVerified'), ('unknown');

      CREATE TABLE identity_records (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        interface TEXT NOT NULL,
        origin TEXT NOT NULL,
        app_id TEXT,
        verdict TEXT NOT NULL REFERENCES identity_verdicts (name),
        -- Conditions and codes: words and numbers of the rule and the platform only.
        judged_json TEXT NOT NULL,
        consent_at TEXT NOT NULL,
        consent_by TEXT NOT NULL,
        consent_version INTEGER NOT NULL,
        created_by TEXT NOT NULL,
        created_at TEXT NOT NULL,
        checked_at TEXT,
        erase_at TEXT NOT NULL,
        erased_at TEXT
      ) STRICT;
      CREATE INDEX identity_records_due ON identity_records (erase_at) WHERE erased_at IS NULL;

      CREATE TABLE identity_details (
        record_seq INTEGER PRIMARY KEY REFERENCES identity_records (seq),
        number_masked TEXT NOT NULL,
        name_masked TEXT NOT NULL,
        openid_masked TEXT NOT NULL,
        out_seq_no TEXT NOT NULL,
        purpose TEXT NOT NULL,
        -- HMAC-SHA-256 under a key of the vault.
        number_digest TEXT NOT NULL,
        credential_digest TEXT,
        -- Credential, user and digests as the vault sealed them; gone once the result counts.
        sealed TEXT,
        credential_until TEXT
      ) STRICT;
      CREATE INDEX identity_details_number ON identity_details (number_digest);
      CREATE INDEX identity_details_serial ON identity_details (out_seq_no);
      CREATE INDEX identity_details_credential ON identity_details (credential_digest) WHERE credential_digest IS NOT NULL;

      -- Results that counted, by keyed digest: none counts twice, also when two windows ask at once.
      CREATE TABLE identity_used (
        digest TEXT PRIMARY KEY,
        at TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE identity_purges (
        seq INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        erased INTEGER NOT NULL CHECK (erased > 0),
        cause TEXT NOT NULL,
        by TEXT NOT NULL,
        why TEXT NOT NULL
      ) STRICT;

      CREATE TABLE identity_consents (
        version INTEGER PRIMARY KEY,
        text TEXT NOT NULL,
        by TEXT NOT NULL,
        at TEXT NOT NULL
      ) STRICT;
    `)
  },
}
