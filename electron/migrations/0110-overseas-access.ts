import type { Migration } from '../platform/store/migrate'

/** Applications for WeChat Pay abroad, with what was said to the institutions. */
export const overseasAccess: Migration = {
  version: 110,
  name: 'overseas-access',
  up(db) {
    db.exec(`
      CREATE TABLE overseas_cases (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        fields_json TEXT NOT NULL,
        contacts_json TEXT NOT NULL DEFAULT '[]',
        archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
        rev INTEGER NOT NULL DEFAULT 1,
        updated_at TEXT NOT NULL
      ) STRICT;
    `)
  },
}
