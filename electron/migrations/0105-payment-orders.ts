import type { Migration } from '../platform/store/migrate'

/**
 * What searching and filtering a million orders stands on, and what a flag keeps: the reading that was held back, and
 * for which content a person has settled a flag already. Which index serves which filter: `orders/filter.repository.ts`;
 * measured by `test/bench/million-orders.ts`.
 */
export const paymentOrders: Migration = {
  version: 105,
  name: 'payment-orders',
  up(db) {
    db.exec(`
      -- What the provider said when the order was not taken for paid, until a person has settled the flag.
      ALTER TABLE orders ADD COLUMN held_json TEXT;
      -- Flag → the content for which it was settled: the same words are not flagged a second time.
      ALTER TABLE orders ADD COLUMN settled_flags_json TEXT NOT NULL DEFAULT '{}';
      -- Under which number the calls of its creation stand in the log.
      ALTER TABLE orders ADD COLUMN correlation_id TEXT NOT NULL DEFAULT '';

      -- Newest first within what is filtered for; behind it what a second filter asks for.
      CREATE INDEX orders_by_account ON orders (account_seq, created_at, seq, state, currency, place_seq, channel, scene, redemption, source, ordered_minor);
      CREATE INDEX orders_by_place ON orders (place_seq, created_at, seq, state, currency, account_seq) WHERE place_seq IS NOT NULL;
      CREATE INDEX orders_by_channel ON orders (channel, created_at, seq, state, currency, account_seq, place_seq) WHERE channel <> '';
      CREATE INDEX orders_by_state ON orders (state, created_at, seq, account_seq, currency);
      CREATE INDEX orders_by_currency ON orders (currency, created_at, seq, state);
      CREATE INDEX orders_by_scene ON orders (scene, created_at, seq, state, redemption) WHERE scene <> 'unset';
      CREATE INDEX orders_by_redemption ON orders (redemption, created_at, seq, state, scene) WHERE redemption <> 'unset';
      CREATE INDEX orders_by_source ON orders (source, created_at, seq, state) WHERE source <> 'created';
      CREATE INDEX orders_by_amount ON orders (ordered_minor, currency, account_seq, state, place_seq);
      CREATE INDEX orders_with_refunds ON orders (created_at, seq, account_seq, state, currency, place_seq, ordered_minor, refunded_minor,
        in_flight_minor, refund_total_minor, refund_count) WHERE refund_count > 0;
      CREATE INDEX orders_refunding ON orders (created_at, seq) WHERE in_flight_minor > 0;

      -- Bigrams of description, note, place, channel and booking; contentless, because the words stand in the orders.
      CREATE VIRTUAL TABLE orders_search USING fts5 (words, content = '', contentless_delete = 1, detail = full,
        tokenize = 'unicode61 remove_diacritics 0');
    `)
  },
}
