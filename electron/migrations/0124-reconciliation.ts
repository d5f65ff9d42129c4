import type { Migration } from '../platform/store/migrate'

/**
 * Reconciliations with their rules, runs, differences and what people decided. Rows of files are not here: a difference
 * is known by the identity of its rows, which is the same after every run and import.
 *
 * Facts of differences carry the runs for which they hold (`from_run` up to before `until_run`), so that the many rows of
 * a run are written in small transactions while nobody sees them: moving `current_run` makes all of them visible at once,
 * and moving it back takes the run back.
 */
export const reconciliation: Migration = {
  version: 124,
  name: 'reconciliation',
  up(db) {
    db.exec(`
      CREATE TABLE reconciliations (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        month TEXT NOT NULL CHECK (length(month) = 7),
        name TEXT NOT NULL,
        left_source TEXT NOT NULL,
        left_account_id TEXT NOT NULL DEFAULT '',
        left_bill_type TEXT NOT NULL DEFAULT '',
        right_source TEXT NOT NULL,
        right_account_id TEXT NOT NULL DEFAULT '',
        right_bill_type TEXT NOT NULL DEFAULT '',
        locked INTEGER NOT NULL DEFAULT 0 CHECK (locked IN (0, 1)),
        -- Number of the run whose facts hold; 0: none.
        current_run INTEGER NOT NULL DEFAULT 0,
        -- Grows with everything decided about rows or rules here.
        decisions INTEGER NOT NULL DEFAULT 0,
        -- Why the last run came to nothing; empty: it did not fail.
        failed_with TEXT NOT NULL DEFAULT '',
        created_at TEXT NOT NULL,
        created_by TEXT NOT NULL,
        rev INTEGER NOT NULL DEFAULT 1,
        UNIQUE (month, left_source, left_account_id, left_bill_type, right_source, right_account_id, right_bill_type)
      ) STRICT;

      CREATE TABLE reconciliation_rule_sets (
        left_source TEXT NOT NULL,
        right_source TEXT NOT NULL,
        version INTEGER NOT NULL,
        set_json TEXT NOT NULL,
        note TEXT NOT NULL DEFAULT '',
        created_at TEXT NOT NULL,
        created_by TEXT NOT NULL,
        PRIMARY KEY (left_source, right_source, version)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE reconciliation_runs (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        reconciliation_seq INTEGER NOT NULL REFERENCES reconciliations (seq),
        number INTEGER NOT NULL,
        -- The run before it, to which undoing goes back.
        before_run INTEGER NOT NULL,
        at TEXT NOT NULL,
        by TEXT NOT NULL,
        ms INTEGER NOT NULL,
        -- Run file, below the folder of runs.
        file TEXT NOT NULL,
        inputs_hash TEXT NOT NULL,
        -- What it was made from: files with their hashes, orders, rules, decisions, day.
        inputs_json TEXT NOT NULL,
        summary_json TEXT NOT NULL,
        pairs INTEGER NOT NULL,
        differences INTEGER NOT NULL,
        rules_version INTEGER NOT NULL,
        undone_at TEXT,
        undone_by TEXT,
        undone_reason TEXT,
        UNIQUE (reconciliation_seq, number)
      ) STRICT;

      CREATE TABLE difference_facts (
        reconciliation_seq INTEGER NOT NULL REFERENCES reconciliations (seq),
        -- Made of reconciliation and rows: what people call it.
        id TEXT NOT NULL,
        from_run INTEGER NOT NULL,
        until_run INTEGER,
        -- The matcher's word for the same rows, alike in every month.
        match_id TEXT NOT NULL,
        class TEXT NOT NULL,
        cash TEXT NOT NULL,
        currency TEXT NOT NULL,
        left_minor INTEGER,
        right_minor INTEGER,
        difference_minor INTEGER NOT NULL,
        size_minor INTEGER NOT NULL,
        left_count INTEGER NOT NULL,
        right_count INTEGER NOT NULL,
        number TEXT NOT NULL,
        kind TEXT NOT NULL,
        day TEXT NOT NULL,
        rule_id TEXT NOT NULL,
        rule_name TEXT NOT NULL,
        -- Identities of its rows and the orders of ours behind them.
        rows_json TEXT NOT NULL,
        PRIMARY KEY (reconciliation_seq, id, from_run)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX difference_facts_by_id ON difference_facts (id, from_run);
      CREATE INDEX difference_facts_by_match ON difference_facts (match_id);
      CREATE INDEX difference_facts_by_size ON difference_facts (reconciliation_seq, size_minor DESC, id);

      -- What people decided about a difference; no row: nothing yet.
      CREATE TABLE difference_decisions (
        id TEXT PRIMARY KEY,
        reconciliation_seq INTEGER NOT NULL REFERENCES reconciliations (seq),
        match_id TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'inWork', 'resolved', 'carried')),
        assignee TEXT NOT NULL DEFAULT '',
        comments INTEGER NOT NULL DEFAULT 0,
        resolution TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL DEFAULT '',
        carried_to TEXT NOT NULL DEFAULT '',
        carried_from TEXT NOT NULL DEFAULT '',
        -- The money that it was resolved for: another sum opens it again.
        settled_minor INTEGER,
        settled_currency TEXT NOT NULL DEFAULT '',
        rev INTEGER NOT NULL DEFAULT 1
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX difference_decisions_by_reconciliation ON difference_decisions (reconciliation_seq, state);

      CREATE TABLE difference_events (
        seq INTEGER PRIMARY KEY,
        difference_id TEXT NOT NULL,
        at TEXT NOT NULL,
        by TEXT NOT NULL,
        action TEXT NOT NULL,
        text TEXT NOT NULL DEFAULT '',
        attachments_json TEXT NOT NULL DEFAULT '[]'
      ) STRICT;
      CREATE INDEX difference_events_by_difference ON difference_events (difference_id, seq);

      -- Rows paired or parted by hand and rules left out; what was taken back stays with its reason.
      CREATE TABLE row_decisions (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        reconciliation_seq INTEGER NOT NULL REFERENCES reconciliations (seq),
        kind TEXT NOT NULL CHECK (kind IN ('pair', 'apart', 'ruleOff')),
        rule_id TEXT NOT NULL DEFAULT '',
        left_json TEXT NOT NULL DEFAULT '[]',
        right_json TEXT NOT NULL DEFAULT '[]',
        what TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL,
        by TEXT NOT NULL,
        at TEXT NOT NULL,
        back_by TEXT,
        back_at TEXT,
        back_reason TEXT
      ) STRICT;
      CREATE INDEX row_decisions_in_force ON row_decisions (reconciliation_seq, kind) WHERE back_at IS NULL;

      CREATE TABLE settlement_delays (
        kind TEXT NOT NULL,
        from_day TEXT NOT NULL,
        days INTEGER NOT NULL CHECK (days BETWEEN 0 AND 120),
        source TEXT NOT NULL,
        by TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (kind, from_day)
      ) STRICT, WITHOUT ROWID;

      -- How often orders or refunds of an account and day (Asia/Shanghai) changed in what a reconciliation reads: a run that
      -- read an earlier count is out of date, which no one has to find out by reading a million orders. A time that cannot
      -- be read is of the day ''; it never keeps an order from being written.
      CREATE TABLE order_changes (
        account_seq INTEGER NOT NULL,
        day TEXT NOT NULL,
        changes INTEGER NOT NULL,
        PRIMARY KEY (account_seq, day)
      ) STRICT, WITHOUT ROWID;

      CREATE TRIGGER order_changes_on_order AFTER UPDATE OF paid_at, received_minor, state, currency, merchant_no, provider_no,
        wechat_no, settled_minor, settled_currency, raw_state, scene, place_seq ON orders
      WHEN new.paid_at IS NOT old.paid_at OR new.received_minor IS NOT old.received_minor OR new.state <> old.state
        OR new.currency <> old.currency OR new.merchant_no <> old.merchant_no OR new.provider_no <> old.provider_no
        OR new.wechat_no <> old.wechat_no OR new.settled_minor IS NOT old.settled_minor
        OR new.settled_currency IS NOT old.settled_currency OR new.raw_state <> old.raw_state OR new.scene <> old.scene
        OR new.place_seq IS NOT old.place_seq
      BEGIN
        INSERT INTO order_changes SELECT new.account_seq, coalesce(strftime('%Y-%m-%d', new.paid_at, '+8 hours'), ''), 1 WHERE new.paid_at IS NOT NULL
          ON CONFLICT DO UPDATE SET changes = changes + 1;
        INSERT INTO order_changes SELECT old.account_seq, coalesce(strftime('%Y-%m-%d', old.paid_at, '+8 hours'), ''), 1
          WHERE old.paid_at IS NOT NULL AND old.paid_at IS NOT new.paid_at
          ON CONFLICT DO UPDATE SET changes = changes + 1;
      END;
      CREATE TRIGGER order_changes_on_new_order AFTER INSERT ON orders WHEN new.paid_at IS NOT NULL
      BEGIN
        INSERT INTO order_changes VALUES (new.account_seq, coalesce(strftime('%Y-%m-%d', new.paid_at, '+8 hours'), ''), 1)
          ON CONFLICT DO UPDATE SET changes = changes + 1;
      END;
      CREATE TRIGGER order_changes_on_refund AFTER UPDATE OF state, raw_state, amount_minor, currency, refund_no, provider_refund_no,
        sent_at, completed_at ON refunds
      WHEN new.state <> old.state OR new.raw_state <> old.raw_state OR new.amount_minor <> old.amount_minor OR new.currency <> old.currency
        OR new.refund_no <> old.refund_no OR new.provider_refund_no <> old.provider_refund_no
        OR new.sent_at IS NOT old.sent_at OR new.completed_at IS NOT old.completed_at
      BEGIN
        INSERT INTO order_changes VALUES (new.account_seq,
          coalesce(strftime('%Y-%m-%d', coalesce(new.sent_at, new.completed_at, new.requested_at), '+8 hours'), ''), 1)
          ON CONFLICT DO UPDATE SET changes = changes + 1;
      END;
      CREATE TRIGGER order_changes_on_new_refund AFTER INSERT ON refunds
      BEGIN
        INSERT INTO order_changes VALUES (new.account_seq,
          coalesce(strftime('%Y-%m-%d', coalesce(new.sent_at, new.completed_at, new.requested_at), '+8 hours'), ''), 1)
          ON CONFLICT DO UPDATE SET changes = changes + 1;
      END;
      -- Refunds by the time at which they were sent, as providers' bills have them.
      CREATE INDEX refunds_by_settlement_time ON refunds (coalesce(sent_at, completed_at, requested_at), seq, account_seq)
        WHERE state IN ('sending', 'processing', 'unknown', 'review', 'needsManual', 'succeeded', 'failed');
    `)
  },
}
