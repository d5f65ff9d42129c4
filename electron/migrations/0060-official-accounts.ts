import type { Migration } from '../platform/store/migrate'

/** 公众号, whose tickets sign pages for the JS-SDK. */
export const officialAccounts: Migration = {
  version: 60,
  name: 'official-accounts',
  up(db) {
    db.exec(`
      CREATE TABLE official_account_types (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO official_account_types VALUES ('service'), ('subscription');

      CREATE TABLE official_accounts (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        app_id TEXT NOT NULL UNIQUE,
        original_id TEXT NOT NULL,
        type TEXT NOT NULL REFERENCES official_account_types (name),
        company TEXT NOT NULL,
        verified INTEGER NOT NULL CHECK (verified IN (0, 1)),
        -- Last day, counted in Asia/Shanghai.
        verified_until TEXT,
        safe_domains_json TEXT NOT NULL,
        secret_sealed TEXT,
        secret_last4 TEXT,
        secret_set_at TEXT,
        secret_used_at TEXT,
        archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
        rev INTEGER NOT NULL DEFAULT 1,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        updated_by TEXT NOT NULL,
        CHECK (verified = 1 OR verified_until IS NULL),
        CHECK ((secret_sealed IS NULL) = (secret_last4 IS NULL) AND (secret_sealed IS NULL) = (secret_set_at IS NULL))
      ) STRICT;
      CREATE INDEX official_accounts_by_company ON official_accounts (company);
    `)
  },
}
