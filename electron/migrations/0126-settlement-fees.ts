import type { Migration } from '../platform/store/migrate'

/** The monthly service fee: agreements, payees, statements with their lines, holidays, deposits; the launch scene of orders. */
export const settlementFees: Migration = {
  version: 126,
  name: 'settlement-fees',
  up(db) {
    db.exec(`
      -- Launch scene of the mini program (1177 …) as the order came; empty where not known.
      ALTER TABLE orders ADD COLUMN scene_code TEXT NOT NULL DEFAULT '';

      CREATE TABLE fee_contracts (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version > 0),
        from_day TEXT NOT NULL,
        fields_json TEXT NOT NULL,
        saved_at TEXT NOT NULL,
        saved_by TEXT NOT NULL,
        UNIQUE (id, version)
      ) STRICT;

      CREATE TABLE fee_payees (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        contract_id TEXT NOT NULL,
        name TEXT NOT NULL,
        bank TEXT NOT NULL,
        account TEXT NOT NULL,
        from_day TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('proposed', 'confirmed', 'rejected')),
        source TEXT NOT NULL,
        note TEXT NOT NULL,
        attachments_json TEXT NOT NULL,
        proposed_by_id TEXT NOT NULL,
        proposed_by TEXT NOT NULL,
        proposed_at TEXT NOT NULL,
        decided_by_id TEXT,
        decided_by TEXT,
        decided_at TEXT,
        -- Nobody confirms what is their own.
        CHECK (decided_by_id IS NULL OR decided_by_id <> proposed_by_id)
      ) STRICT;
      CREATE INDEX fee_payees_by_contract ON fee_payees (contract_id, seq);

      CREATE TABLE fee_statement_states (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO fee_statement_states VALUES ('awaited'), ('received'), ('checking'), ('confirmed'), ('disputed'),
        ('paymentRequested'), ('paid'), ('invoiced'), ('closed');

      CREATE TABLE fee_statements (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        month TEXT NOT NULL,
        contract_id TEXT NOT NULL,
        contract_version INTEGER NOT NULL,
        currency TEXT NOT NULL CHECK (length(currency) = 3),
        state TEXT NOT NULL REFERENCES fee_statement_states (name),
        -- What people put in: the platform's figure, days, payee, payment, invoice, dispute, attachments.
        facts_json TEXT NOT NULL,
        -- What was computed, with the inputs it was made of; NULL before, and where a newer month took over its late facts.
        computed_json TEXT,
        -- What the lines below belong to: another run writes other ones and then becomes the valid one at once.
        run_id TEXT,
        rev INTEGER NOT NULL DEFAULT 1,
        created_at TEXT NOT NULL,
        UNIQUE (month, contract_id)
      ) STRICT;
      CREATE INDEX fee_statements_by_contract ON fee_statements (contract_id, month);

      -- Orders, lines and prior-period lines of a run, packed: a month of 200,000 orders is some hundred rows.
      CREATE TABLE fee_statement_chunks (
        run_id TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('orders', 'lines', 'prior', 'index')),
        number INTEGER NOT NULL,
        rows INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (run_id, kind, number)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE fee_statement_events (
        seq INTEGER PRIMARY KEY,
        statement_seq INTEGER NOT NULL REFERENCES fee_statements (seq),
        at TEXT NOT NULL,
        by TEXT NOT NULL,
        action TEXT NOT NULL,
        text TEXT NOT NULL,
        attachments_json TEXT NOT NULL DEFAULT '[]',
        -- State and facts before a step, to take it back; NULL for what is no step.
        before_json TEXT,
        undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
      ) STRICT;
      CREATE INDEX fee_statement_events_by_statement ON fee_statement_events (statement_seq, seq);

      CREATE TABLE fee_holiday_years (
        year INTEGER PRIMARY KEY,
        data_json TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        saved_at TEXT NOT NULL,
        saved_by TEXT NOT NULL
      ) STRICT;
      CREATE TABLE fee_holiday_overrides (
        day TEXT PRIMARY KEY,
        off INTEGER NOT NULL CHECK (off IN (0, 1)),
        reason TEXT NOT NULL,
        by TEXT NOT NULL,
        at TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE fee_deposit_rates (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('selfOperated', 'promoter')),
        amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
        currency TEXT NOT NULL CHECK (length(currency) = 3),
        from_day TEXT NOT NULL,
        source TEXT NOT NULL,
        saved_by TEXT NOT NULL,
        saved_at TEXT NOT NULL
      ) STRICT;
      -- What the beta article says (A03-8.3, 2023-04-21). Uncertain today: another rate with its day replaces it.
      INSERT INTO fee_deposit_rates (id, kind, amount_minor, currency, from_day, source, saved_by, saved_at) VALUES
        ('01876a1c-0000-7000-8000-000000000001', 'selfOperated', 3000000, 'CNY', '2023-04-21', 'A03-8.3', 'MiniDesk', '2023-04-21T00:00:00.000Z'),
        ('01876a1c-0000-7000-8000-000000000002', 'promoter', 10000, 'CNY', '2023-04-21', 'A03-8.3', 'MiniDesk', '2023-04-21T00:00:00.000Z');

      CREATE TABLE fee_deposit_entries (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        day TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('selfOperated', 'promoter')),
        holder TEXT NOT NULL,
        action TEXT NOT NULL CHECK (action IN ('required', 'paid', 'deducted', 'returned', 'corrected')),
        minor INTEGER NOT NULL CHECK (action = 'corrected' OR minor > 0 OR (action = 'required' AND minor = 0)),
        currency TEXT NOT NULL CHECK (length(currency) = 3),
        due_day TEXT,
        reference TEXT NOT NULL,
        note TEXT NOT NULL,
        by TEXT NOT NULL,
        at TEXT NOT NULL
      ) STRICT;
      -- The ledger is only added to.
      CREATE TRIGGER fee_deposit_entries_stand BEFORE UPDATE ON fee_deposit_entries BEGIN SELECT raise(ABORT, 'ledger entries stand'); END;
      CREATE TRIGGER fee_deposit_entries_stay BEFORE DELETE ON fee_deposit_entries BEGIN SELECT raise(ABORT, 'ledger entries stay'); END;
    `)
  },
}
