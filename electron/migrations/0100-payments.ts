import type { Migration } from '../platform/store/migrate'

/** Accounts, orders, refunds with their attempts and decisions, notifications, disputes, imports, refund batches. */
export const payments: Migration = {
  version: 100,
  name: 'payments',
  up(db) {
    db.exec(`
      CREATE TABLE payment_accounts (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        -- The name as it is compared: half-width, lower case.
        name_key TEXT NOT NULL UNIQUE,
        values_json TEXT NOT NULL,
        currencies_json TEXT NOT NULL,
        refund_currency TEXT NOT NULL DEFAULT '',
        notify_url TEXT NOT NULL DEFAULT '',
        place_seq INTEGER REFERENCES places (seq),
        archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
        rev INTEGER NOT NULL DEFAULT 1,
        updated_at TEXT NOT NULL,
        updated_by TEXT NOT NULL
      ) STRICT;

      CREATE TABLE payment_account_secrets (
        account_seq INTEGER NOT NULL REFERENCES payment_accounts (seq),
        name TEXT NOT NULL,
        sealed TEXT NOT NULL,
        last4 TEXT NOT NULL,
        set_at TEXT NOT NULL,
        used_at TEXT,
        PRIMARY KEY (account_seq, name)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE payment_account_keys (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        account_seq INTEGER NOT NULL REFERENCES payment_accounts (seq),
        kind TEXT NOT NULL CHECK (kind IN ('platformCertificate', 'publicKey', 'clientCertificate')),
        serial TEXT NOT NULL,
        subject TEXT NOT NULL,
        pem TEXT NOT NULL,
        -- The private key of a client certificate, sealed.
        sealed TEXT,
        not_before TEXT,
        not_after TEXT,
        origin TEXT NOT NULL CHECK (origin IN ('fetched', 'given')),
        added_at TEXT NOT NULL,
        used_at TEXT,
        UNIQUE (account_seq, kind, serial)
      ) STRICT;

      CREATE TABLE payment_descriptions (
        account_seq INTEGER NOT NULL REFERENCES payment_accounts (seq),
        version INTEGER NOT NULL CHECK (version > 0),
        -- NULL: the shipped form applies again.
        description_json TEXT,
        note TEXT NOT NULL,
        made_at TEXT NOT NULL,
        made_by TEXT NOT NULL,
        PRIMARY KEY (account_seq, version)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE order_states (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO order_states VALUES ('created'), ('pending'), ('paid'), ('closed'), ('failed'), ('unknown');
      CREATE TABLE order_sources (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO order_sources VALUES ('created'), ('imported'), ('adopted'), ('notified');

      CREATE TABLE order_imports (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        account_seq INTEGER NOT NULL REFERENCES payment_accounts (seq),
        file_name TEXT NOT NULL,
        -- SHA-256 of the file: the same file is recognised.
        file_hash TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('reading', 'checked', 'importing', 'done', 'failed')),
        data_json TEXT NOT NULL,
        job_id TEXT,
        created_at TEXT NOT NULL,
        created_by TEXT NOT NULL
      ) STRICT;
      CREATE INDEX order_imports_by_hash ON order_imports (file_hash);

      CREATE TABLE order_import_rows (
        import_seq INTEGER NOT NULL REFERENCES order_imports (seq) ON DELETE CASCADE,
        line INTEGER NOT NULL,
        action TEXT NOT NULL CHECK (action IN ('add', 'complete', 'unchanged', 'refuse')),
        row_json TEXT NOT NULL,
        done INTEGER NOT NULL DEFAULT 0 CHECK (done IN (0, 1)),
        PRIMARY KEY (import_seq, line)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX order_import_rows_refused ON order_import_rows (import_seq, line) WHERE action = 'refuse';

      CREATE TABLE orders (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        account_seq INTEGER NOT NULL REFERENCES payment_accounts (seq),
        merchant_no TEXT NOT NULL DEFAULT '',
        provider_no TEXT NOT NULL DEFAULT '',
        wechat_no TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL REFERENCES order_states (name),
        raw_state TEXT NOT NULL DEFAULT '',
        method TEXT NOT NULL DEFAULT '',
        currency TEXT NOT NULL CHECK (length(currency) = 3),
        ordered_minor INTEGER NOT NULL CHECK (ordered_minor >= 0),
        received_minor INTEGER CHECK (received_minor >= 0),
        tip_minor INTEGER,
        settled_minor INTEGER,
        settled_currency TEXT,
        rate TEXT,
        -- What was received in the currency of its refunds; NULL where not known. Refunds never exceed it.
        refund_currency TEXT NOT NULL CHECK (length(refund_currency) = 3),
        refund_total_minor INTEGER CHECK (refund_total_minor >= 0),
        refund_total_evidence TEXT NOT NULL DEFAULT '',
        -- Kept by every write of a refund, in its transaction.
        refunded_minor INTEGER NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
        in_flight_minor INTEGER NOT NULL DEFAULT 0 CHECK (in_flight_minor >= 0),
        refund_count INTEGER NOT NULL DEFAULT 0 CHECK (refund_count >= 0),
        upstream_refunds_read_at TEXT,
        place_seq INTEGER REFERENCES places (seq),
        scene TEXT NOT NULL DEFAULT 'unset' CHECK (scene IN ('channels', 'other', 'unset')),
        channel TEXT NOT NULL DEFAULT '',
        booking_no TEXT NOT NULL DEFAULT '',
        redemption TEXT NOT NULL DEFAULT 'unset' CHECK (redemption IN ('unset', 'open', 'redeemed')),
        description TEXT NOT NULL DEFAULT '',
        note TEXT NOT NULL DEFAULT '',
        source TEXT NOT NULL REFERENCES order_sources (name),
        flags_json TEXT NOT NULL DEFAULT '[]',
        flagged INTEGER NOT NULL DEFAULT 0 CHECK (flagged IN (0, 1)),
        open_disputes INTEGER NOT NULL DEFAULT 0 CHECK (open_disputes >= 0),
        pay_json TEXT,
        raw_answer TEXT,
        -- The intent of a creation whose answer is awaited: what was asked, so that the same number means the same order.
        request_json TEXT,
        created_at TEXT NOT NULL,
        created_by TEXT NOT NULL,
        paid_at TEXT,
        expires_at TEXT,
        last_query_at TEXT,
        next_query_at TEXT,
        queries INTEGER NOT NULL DEFAULT 0,
        error_json TEXT,
        import_seq INTEGER REFERENCES order_imports (seq),
        import_line INTEGER,
        rev INTEGER NOT NULL DEFAULT 1,
        CHECK (merchant_no <> '' OR provider_no <> '' OR wechat_no <> ''),
        CHECK (refund_total_minor IS NULL OR refunded_minor + in_flight_minor <= refund_total_minor OR flagged = 1)
      ) STRICT;
      -- The number first: a search knows it and not the account.
      CREATE UNIQUE INDEX orders_by_merchant_no ON orders (merchant_no, account_seq) WHERE merchant_no <> '';
      CREATE UNIQUE INDEX orders_by_provider_no ON orders (provider_no, account_seq) WHERE provider_no <> '';
      CREATE UNIQUE INDEX orders_by_wechat_no ON orders (wechat_no, account_seq) WHERE wechat_no <> '';
      CREATE INDEX orders_by_booking_no ON orders (booking_no) WHERE booking_no <> '';
      CREATE INDEX orders_by_created ON orders (created_at, seq);
      CREATE INDEX orders_by_paid ON orders (paid_at, seq, account_seq, currency) WHERE paid_at IS NOT NULL;
      CREATE INDEX orders_to_query ON orders (next_query_at) WHERE next_query_at IS NOT NULL;
      CREATE INDEX orders_flagged ON orders (created_at, seq) WHERE flagged = 1;
      CREATE INDEX orders_disputed ON orders (created_at, seq) WHERE open_disputes > 0;

      CREATE TABLE refund_states (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO refund_states VALUES ('requested'), ('approved'), ('queued'), ('sending'), ('processing'), ('unknown'),
        ('review'), ('needsManual'), ('succeeded'), ('failed'), ('returned'), ('rejected'), ('withdrawn');

      CREATE TABLE refund_batches (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        file_name TEXT NOT NULL,
        file_hash TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('checked', 'confirmed', 'cancelled', 'done')),
        data_json TEXT NOT NULL,
        send_after TEXT,
        created_at TEXT NOT NULL,
        created_by TEXT NOT NULL
      ) STRICT;
      CREATE INDEX refund_batches_by_hash ON refund_batches (file_hash);

      CREATE TABLE refunds (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        order_seq INTEGER NOT NULL REFERENCES orders (seq),
        account_seq INTEGER NOT NULL REFERENCES payment_accounts (seq),
        refund_no TEXT NOT NULL,
        provider_refund_no TEXT NOT NULL DEFAULT '',
        amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
        currency TEXT NOT NULL CHECK (length(currency) = 3),
        reason TEXT NOT NULL DEFAULT '',
        note TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL REFERENCES refund_states (name),
        raw_state TEXT NOT NULL DEFAULT '',
        source TEXT NOT NULL CHECK (source IN ('here', 'portal', 'upstream', 'import')),
        requested_by_id TEXT NOT NULL,
        requested_by TEXT NOT NULL,
        -- Who changed it last: nobody approves what is their own.
        changed_by_id TEXT NOT NULL,
        requested_at TEXT NOT NULL,
        -- The calendar day in the workspace's zone on which it was asked for: limits count by it.
        requested_day TEXT NOT NULL,
        approval_reasons_json TEXT NOT NULL DEFAULT '[]',
        digest TEXT NOT NULL,
        approved_digest TEXT,
        approved_by_id TEXT,
        approved_by TEXT,
        approved_at TEXT,
        rejected_by TEXT,
        rejected_at TEXT,
        rejected_note TEXT,
        send_after TEXT,
        -- How often it did not get out, or was refused for now, since a person sent it.
        tries INTEGER NOT NULL DEFAULT 0,
        sent_at TEXT,
        sent_by TEXT,
        completed_at TEXT,
        last_query_at TEXT,
        next_query_at TEXT,
        queries INTEGER NOT NULL DEFAULT 0,
        -- Sum that upstream counted as refunded when it was sent, where it tells.
        refunded_before_minor INTEGER,
        destination TEXT NOT NULL DEFAULT '',
        raw_answer TEXT,
        error_json TEXT,
        review_json TEXT,
        evidence TEXT NOT NULL DEFAULT '',
        batch_seq INTEGER REFERENCES refund_batches (seq),
        batch_line INTEGER,
        rev INTEGER NOT NULL DEFAULT 1,
        UNIQUE (account_seq, refund_no)
      ) STRICT;
      CREATE INDEX refunds_by_order ON refunds (order_seq, seq);
      CREATE INDEX refunds_find_no ON refunds (refund_no);
      CREATE INDEX refunds_find_provider_no ON refunds (provider_refund_no) WHERE provider_refund_no <> '';
      CREATE UNIQUE INDEX refunds_by_provider_no ON refunds (account_seq, provider_refund_no) WHERE provider_refund_no <> '';
      -- Behind what each begins with: what a second filter of the list asks for (refunds/filter.repository.ts).
      CREATE INDEX refunds_by_state ON refunds (state, seq, account_seq, currency, requested_at, requested_by_id, requested_by);
      CREATE INDEX refunds_by_requested ON refunds (requested_at, seq, account_seq, currency, state, requested_by_id, requested_by);
      CREATE INDEX refunds_newest ON refunds (seq, account_seq, currency, state, requested_at, requested_by_id, requested_by);
      CREATE INDEX refunds_by_account ON refunds (account_seq, seq, currency, state, requested_at, requested_by_id, requested_by);
      CREATE INDEX refunds_by_day ON refunds (requested_day, currency);
      CREATE INDEX refunds_to_send ON refunds (send_after) WHERE state = 'queued';
      CREATE INDEX refunds_to_query ON refunds (next_query_at) WHERE next_query_at IS NOT NULL;
      CREATE INDEX refunds_same_amount ON refunds (account_seq, currency, amount_minor, requested_at);
      CREATE INDEX refunds_by_batch ON refunds (batch_seq, batch_line) WHERE batch_seq IS NOT NULL;
      -- One refund of an order under way whose outcome nobody knows: the database itself refuses a second one.
      CREATE UNIQUE INDEX refunds_outstanding ON refunds (order_seq) WHERE state IN ('sending', 'unknown', 'review');

      CREATE TABLE refund_attempts (
        seq INTEGER PRIMARY KEY,
        refund_seq INTEGER NOT NULL REFERENCES refunds (seq),
        at TEXT NOT NULL,
        call TEXT NOT NULL CHECK (call IN ('send', 'query')),
        outcome TEXT NOT NULL CHECK (outcome IN ('open', 'done', 'refused', 'unknown', 'notSent')),
        code TEXT NOT NULL DEFAULT '',
        message TEXT NOT NULL DEFAULT '',
        request_id TEXT,
        correlation_id TEXT NOT NULL,
        request_digest TEXT NOT NULL DEFAULT ''
      ) STRICT;
      CREATE INDEX refund_attempts_by_refund ON refund_attempts (refund_seq, seq);

      CREATE TABLE refund_batch_rows (
        batch_seq INTEGER NOT NULL REFERENCES refund_batches (seq) ON DELETE CASCADE,
        line INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('ready', 'bad', 'leftOut', 'asked', 'refused')),
        -- Digest of number, amount and currency: a row used before is recognised in any file.
        row_key TEXT NOT NULL,
        row_json TEXT NOT NULL,
        refund_id TEXT REFERENCES refunds (id),
        PRIMARY KEY (batch_seq, line)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX refund_batch_rows_used ON refund_batch_rows (row_key) WHERE state = 'asked';

      -- What happened to an order or one of its refunds, for the timeline.
      CREATE TABLE payment_events (
        seq INTEGER PRIMARY KEY,
        order_seq INTEGER NOT NULL REFERENCES orders (seq),
        refund_seq INTEGER REFERENCES refunds (seq),
        notification_id TEXT,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        operator_name TEXT,
        params_json TEXT NOT NULL DEFAULT '{}',
        request_id TEXT,
        raw TEXT
      ) STRICT;
      CREATE INDEX payment_events_by_order ON payment_events (order_seq, seq);

      CREATE TABLE payment_notifications (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        account_seq INTEGER REFERENCES payment_accounts (seq),
        received_at TEXT NOT NULL,
        via TEXT NOT NULL CHECK (via IN ('receiver', 'pasted', 'practice')),
        method TEXT NOT NULL,
        path TEXT NOT NULL,
        query TEXT NOT NULL,
        headers_json TEXT NOT NULL,
        body BLOB NOT NULL,
        -- SHA-256 of the raw request, to find a repeat before anything is parsed.
        raw_hash TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('stored', 'applied', 'repeated', 'waiting', 'flagged', 'refused', 'ignored')),
        reason_json TEXT,
        event TEXT NOT NULL DEFAULT '',
        verified TEXT NOT NULL DEFAULT 'failed' CHECK (verified IN ('covered', 'hint', 'none', 'failed')),
        content_key TEXT NOT NULL DEFAULT '',
        merchant_no TEXT NOT NULL DEFAULT '',
        refund_no TEXT NOT NULL DEFAULT '',
        amount_minor INTEGER,
        currency TEXT,
        fields_json TEXT NOT NULL DEFAULT '[]',
        order_seq INTEGER REFERENCES orders (seq),
        refund_seq INTEGER REFERENCES refunds (seq),
        reply_json TEXT,
        repeats INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE UNIQUE INDEX payment_notifications_content ON payment_notifications (account_seq, content_key)
        WHERE content_key <> '' AND state IN ('applied', 'waiting', 'flagged', 'ignored');
      CREATE INDEX payment_notifications_raw ON payment_notifications (raw_hash);
      CREATE INDEX payment_notifications_by_state ON payment_notifications (state, seq, received_at);
      CREATE INDEX payment_notifications_by_account ON payment_notifications (account_seq, seq);
      CREATE INDEX payment_notifications_by_order ON payment_notifications (order_seq) WHERE order_seq IS NOT NULL;
      CREATE INDEX payment_notifications_by_no ON payment_notifications (merchant_no) WHERE merchant_no <> '';
      CREATE INDEX payment_notifications_by_refund_no ON payment_notifications (refund_no) WHERE refund_no <> '';

      CREATE TABLE disputes (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        order_seq INTEGER NOT NULL REFERENCES orders (seq),
        kind TEXT NOT NULL CHECK (kind IN ('chargeback', 'complaint', 'inquiry')),
        state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'won', 'lost', 'withdrawn')),
        amount_minor INTEGER CHECK (amount_minor > 0),
        currency TEXT,
        number TEXT NOT NULL DEFAULT '',
        opened_day TEXT NOT NULL,
        answer_by_day TEXT,
        text TEXT NOT NULL DEFAULT '',
        history_json TEXT NOT NULL DEFAULT '[]',
        source TEXT NOT NULL CHECK (source IN ('recorded', 'imported')),
        rev INTEGER NOT NULL DEFAULT 1,
        created_at TEXT NOT NULL,
        created_by TEXT NOT NULL
      ) STRICT;
      CREATE INDEX disputes_by_order ON disputes (order_seq);
      CREATE INDEX disputes_open ON disputes (answer_by_day) WHERE state IN ('open', 'answered');
      CREATE UNIQUE INDEX disputes_by_number ON disputes (order_seq, number) WHERE number <> '';

      CREATE TABLE payment_filters (
        id TEXT PRIMARY KEY,
        operator_id TEXT NOT NULL,
        list TEXT NOT NULL CHECK (list IN ('orders', 'refunds')),
        name TEXT NOT NULL,
        filter_json TEXT NOT NULL,
        UNIQUE (operator_id, list, name)
      ) STRICT, WITHOUT ROWID;
    `)
  },
}
