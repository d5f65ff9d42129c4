import type { Migration } from '../platform/store/migrate'

/**
 * Indexes for what is asked for since there are nine kinds, channels and a board, measured over a million links
 * (docs/benchmarks.md): a kind that hardly occurs took 400 ms, a channel in a mini program that never has it 260 ms, the
 * board's question for undeclared pages 1,100 ms and for unknown outcomes 200 ms.
 */
export const linkIndexes: Migration = {
  version: 85,
  name: 'link-indexes',
  up(db) {
    db.exec(`
      -- The channel stands behind the other columns that a second filter asks for.
      DROP INDEX links_by_app;
      DROP INDEX links_by_place;
      DROP INDEX links_by_campaign;
      DROP INDEX links_by_tag;
      DROP INDEX links_by_creator;
      CREATE INDEX links_by_app ON links (app_seq, seq, kind, place_seq, channel);
      CREATE INDEX links_by_place ON links (place_seq, seq, kind, app_seq, channel) WHERE place_seq IS NOT NULL;
      CREATE INDEX links_by_campaign ON links (campaign, seq, kind, app_seq, place_seq, channel);
      CREATE INDEX links_by_tag ON links (tag, seq, kind, app_seq, place_seq, channel);
      CREATE INDEX links_by_creator ON links (created_by, seq, kind, app_seq, place_seq, channel);
      CREATE INDEX links_by_kind ON links (kind, seq);

      -- What ends is counted from the index alone.
      DROP INDEX links_by_expiry;
      CREATE INDEX links_by_expiry ON links (expires_at, archived) WHERE expires_at IS NOT NULL;

      -- From one page to the next without reading the links that lead to it.
      CREATE INDEX links_plain_pages ON links (app_seq, path, created_at) WHERE kind = 'plain_scheme' AND archived = 0;

      -- One for each state: SQLite does not see that "= 'unknown'" lies within "IN ('calling', 'unknown')".
      DROP INDEX link_requests_open;
      CREATE INDEX link_requests_unknown ON link_requests (created_at) WHERE state = 'unknown';
      CREATE INDEX link_requests_calling ON link_requests (kind) WHERE state = 'calling';
      CREATE INDEX link_batch_rows_calling ON link_batch_rows (batch_seq) WHERE state = 'calling';
    `)
  },
}
