import type { Migration } from '../platform/store/migrate'

/** Companies, their accounts as the ledger knows them, imported lists, what is bound to what, and plans. */
export const ledger: Migration = {
  version: 70,
  name: 'ledger',
  up(db) {
    db.exec(`
      CREATE TABLE ledger_entity_types (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO ledger_entity_types VALUES ('company'), ('individual'), ('soleTrader');

      CREATE TABLE ledger_account_kinds (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO ledger_account_kinds VALUES ('miniProgram'), ('miniGame'), ('officialAccount'), ('testAccount'),
        ('mobileApp'), ('webApp'), ('openAccount');

      CREATE TABLE ledger_account_states (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO ledger_account_states VALUES ('normal'), ('frozen'), ('cancelled'), ('uncertain');

      CREATE TABLE ledger_binding_kinds (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO ledger_binding_kinds VALUES ('link'), ('open');

      CREATE TABLE ledger_relations (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO ledger_relations VALUES ('same'), ('related'), ('other');

      CREATE TABLE ledger_companies (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        -- The name as it is compared: half-width, without blanks and signs, lower case.
        name_key TEXT NOT NULL UNIQUE,
        entity_type TEXT NOT NULL REFERENCES ledger_entity_types (name),
        region TEXT NOT NULL CHECK (region IN ('mainland', 'overseas')),
        related_group TEXT NOT NULL,
        note TEXT NOT NULL,
        rev INTEGER NOT NULL DEFAULT 1,
        updated_at TEXT NOT NULL,
        updated_by TEXT NOT NULL
      ) STRICT;

      CREATE TABLE ledger_accounts (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL REFERENCES ledger_account_kinds (name),
        name TEXT NOT NULL,
        app_id TEXT NOT NULL,
        original_id TEXT NOT NULL,
        company_seq INTEGER REFERENCES ledger_companies (seq),
        administrator TEXT NOT NULL,
        certified_on TEXT NOT NULL,
        certified_until TEXT NOT NULL,
        state TEXT NOT NULL REFERENCES ledger_account_states (name),
        note TEXT NOT NULL,
        rev INTEGER NOT NULL DEFAULT 1,
        updated_at TEXT NOT NULL,
        updated_by TEXT NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX ledger_accounts_by_app_id ON ledger_accounts (app_id) WHERE app_id <> '';
      CREATE UNIQUE INDEX ledger_accounts_by_original_id ON ledger_accounts (original_id) WHERE original_id <> '';
      CREATE INDEX ledger_accounts_by_company ON ledger_accounts (company_seq) WHERE company_seq IS NOT NULL;

      CREATE TABLE ledger_bindings (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL REFERENCES ledger_binding_kinds (name),
        holder_seq INTEGER NOT NULL REFERENCES ledger_accounts (seq),
        target_seq INTEGER NOT NULL REFERENCES ledger_accounts (seq),
        -- As it was said; what the two companies say goes before.
        relation TEXT REFERENCES ledger_relations (name),
        through_api INTEGER NOT NULL CHECK (through_api IN (0, 1)),
        bound_on TEXT NOT NULL,
        unbound_on TEXT CHECK (unbound_on >= bound_on),
        note TEXT NOT NULL,
        created_by TEXT NOT NULL,
        created_at TEXT NOT NULL,
        CHECK (holder_seq <> target_seq)
      ) STRICT;
      CREATE UNIQUE INDEX ledger_bindings_standing ON ledger_bindings (kind, holder_seq, target_seq)
        WHERE unbound_on IS NULL;
      CREATE INDEX ledger_bindings_by_target ON ledger_bindings (target_seq);
      CREATE INDEX ledger_bindings_by_holder ON ledger_bindings (holder_seq);

      CREATE TABLE ledger_imports (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        company_seq INTEGER NOT NULL REFERENCES ledger_companies (seq) ON DELETE CASCADE,
        kind TEXT NOT NULL REFERENCES ledger_account_kinds (name),
        file_name TEXT NOT NULL,
        rows_json TEXT NOT NULL,
        rows INTEGER NOT NULL CHECK (rows >= 0),
        fresh INTEGER NOT NULL CHECK (fresh >= 0),
        gone INTEGER NOT NULL CHECK (gone >= 0),
        changed INTEGER NOT NULL CHECK (changed >= 0),
        imported_by TEXT NOT NULL,
        imported_at TEXT NOT NULL
      ) STRICT;
      CREATE INDEX ledger_imports_by_company ON ledger_imports (company_seq, kind, seq);

      CREATE TABLE ledger_plans (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        wishes_json TEXT NOT NULL,
        created_by TEXT NOT NULL,
        created_at TEXT NOT NULL
      ) STRICT;
    `)
  },
}
