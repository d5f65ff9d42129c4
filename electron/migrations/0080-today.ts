import type { Migration } from '../platform/store/migrate'

/** What operators put aside on 今天; where notices are pushed, what was pushed, and how it went. */
export const today: Migration = {
  version: 80,
  name: 'today',
  up(db) {
    db.exec(`
      CREATE TABLE today_mark_kinds (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO today_mark_kinds VALUES ('tomorrow'), ('seen');
      CREATE TABLE today_marks (
        operator_id TEXT NOT NULL,
        item_id TEXT NOT NULL,
        how TEXT NOT NULL REFERENCES today_mark_kinds (name),
        -- What the item was like when it was put aside: a changed one is back.
        likeness TEXT NOT NULL,
        until TEXT,
        created_at TEXT NOT NULL,
        PRIMARY KEY (operator_id, item_id),
        CHECK ((how = 'tomorrow') = (until IS NOT NULL))
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE push_target_kinds (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO push_target_kinds VALUES ('wecomRobot'), ('mail');
      CREATE TABLE push_targets (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL REFERENCES push_target_kinds (name),
        name TEXT NOT NULL,
        enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
        -- {version: 1, mail?}
        settings_json TEXT NOT NULL,
        sealed TEXT,
        last4 TEXT,
        sealed_at TEXT,
        -- Day, in the workspace's zone, whose summary is done with.
        digest_day TEXT NOT NULL,
        -- Certain failures in a row, and when it may be tried again.
        failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
        retry_at TEXT,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        CHECK ((sealed IS NULL) = (last4 IS NULL) AND (sealed IS NULL) = (sealed_at IS NULL))
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE push_outcomes (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO push_outcomes VALUES ('sending'), ('sent'), ('refused'), ('failed'), ('unknown');
      -- The intent of a message is written before it is sent.
      CREATE TABLE pushes (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        target_id TEXT NOT NULL REFERENCES push_targets (id) ON DELETE CASCADE,
        why TEXT NOT NULL CHECK (why IN ('atOnce', 'digest', 'test')),
        items INTEGER NOT NULL CHECK (items >= 0),
        outcome TEXT NOT NULL REFERENCES push_outcomes (name),
        error_json TEXT,
        at TEXT NOT NULL
      ) STRICT;
      CREATE INDEX pushes_by_target ON pushes (target_id, seq);
      CREATE INDEX pushes_open ON pushes (outcome) WHERE outcome = 'sending';

      -- What each target was told last about an item, so that nothing is told twice.
      CREATE TABLE pushed_items (
        target_id TEXT NOT NULL REFERENCES push_targets (id) ON DELETE CASCADE,
        item_id TEXT NOT NULL,
        likeness TEXT NOT NULL,
        push_id TEXT NOT NULL,
        PRIMARY KEY (target_id, item_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX pushed_items_by_push ON pushed_items (push_id);
    `)
  },
}
