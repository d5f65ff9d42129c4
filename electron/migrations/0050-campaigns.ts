import type { Migration } from '../platform/store/migrate'

/**
 * What links are tagged with: agreed tags, channels and campaigns. Links carry a channel's code and a campaign's name
 * as words, so that they keep what they were made with whatever becomes of these rows.
 */
export const campaigns: Migration = {
  version: 50,
  name: 'campaigns',
  up(db) {
    for (const table of ['campaign_tags', 'campaign_channels', 'campaigns'])
      db.exec(`
        CREATE TABLE ${table} (
          seq INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          -- Key, code or name as it is compared: half-width, and lower case where case is chance.
          unique_key TEXT NOT NULL UNIQUE,
          name TEXT NOT NULL,
          fields_json TEXT NOT NULL,
          archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
          rev INTEGER NOT NULL DEFAULT 1,
          created_at TEXT NOT NULL,
          updated_at TEXT NOT NULL,
          updated_by TEXT NOT NULL
        ) STRICT;
      `)
  },
}
