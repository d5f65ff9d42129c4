import type { Migration } from '../platform/store/migrate'

/** Closed months with what led there, the mapping to the ledger's accounts, and rates of the view in CNY. */
export const closing: Migration = {
  version: 128,
  name: 'closing',
  up(db) {
    db.exec(`
      -- A month that has no row is open.
      CREATE TABLE closed_months (
        month TEXT PRIMARY KEY CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
        locked_at TEXT NOT NULL,
        locked_by_id TEXT NOT NULL,
        locked_by TEXT NOT NULL,
        -- Whoever asked for it to be opened again; NULL: nobody.
        asked_at TEXT,
        asked_by_id TEXT,
        asked_by TEXT,
        asked_reason TEXT,
        CHECK ((asked_at IS NULL) = (asked_by_id IS NULL))
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE closing_events (
        seq INTEGER PRIMARY KEY,
        month TEXT NOT NULL,
        at TEXT NOT NULL,
        by_id TEXT NOT NULL,
        by_name TEXT NOT NULL,
        action TEXT NOT NULL CHECK (action IN ('locked', 'reopenAsked', 'reopened', 'reopenRefused')),
        reason TEXT NOT NULL
      ) STRICT;
      CREATE INDEX closing_events_by_month ON closing_events (month, seq);

      CREATE TABLE voucher_rules (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        rules_json TEXT NOT NULL,
        rev INTEGER NOT NULL,
        changed_at TEXT NOT NULL,
        changed_by TEXT NOT NULL
      ) STRICT;

      -- A rate is never changed, only followed by a newer one of the same day.
      CREATE TABLE exchange_rates (
        seq INTEGER PRIMARY KEY,
        currency TEXT NOT NULL CHECK (length(currency) = 3),
        day TEXT NOT NULL,
        rate TEXT NOT NULL,
        source TEXT NOT NULL,
        by_name TEXT NOT NULL,
        at TEXT NOT NULL
      ) STRICT;
      CREATE INDEX exchange_rates_by_day ON exchange_rates (currency, day, seq);
    `)
  },
}
