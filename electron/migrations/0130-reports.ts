import type { Migration } from '../platform/store/migrate'

/**
 * What was made for the library of reports. The reports themselves are files in a folder that is read without this
 * table; it remembers what must be there, so that one that vanished or was swapped is missed, and why one was removed.
 */
export const reports: Migration = {
  version: 130,
  name: 'reports',
  up(db) {
    db.exec(`
      CREATE TABLE reports_made (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        folder TEXT NOT NULL,
        kind TEXT NOT NULL,
        title_json TEXT NOT NULL,
        month TEXT,
        manifest_sha256 TEXT NOT NULL CHECK (length(manifest_sha256) = 64),
        made_at TEXT NOT NULL,
        deleted_at TEXT,
        deleted_by TEXT,
        deleted_reason TEXT,
        CHECK ((deleted_at IS NULL) = (deleted_reason IS NULL))
      ) STRICT;
    `)
  },
}
