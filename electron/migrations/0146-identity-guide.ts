import type { Migration } from '../platform/store/migrate'

/** How far the application for face verification of each mini program is. */
export const identityGuide: Migration = {
  version: 146,
  name: 'identity-guide',
  up(db) {
    db.exec(`
      CREATE TABLE identity_applications (
        app_id TEXT PRIMARY KEY,
        category_id TEXT NOT NULL,
        -- {"v":1,"steps":{"<id>":{"state","note","by","at"}},"papers":{"<id>":{"have","note"}}}
        state_json TEXT NOT NULL,
        rev INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `)
  },
}
