import type { Migration } from '../platform/store/migrate'

/** Rules for ordinary-link QR codes: what WeChat last said, and the changes that were sent. */
export const linkRules: Migration = {
  version: 65,
  name: 'link-rules',
  up(db) {
    db.exec(`
      CREATE TABLE link_rule_lists (
        app_seq INTEGER PRIMARY KEY REFERENCES apps (seq),
        open INTEGER NOT NULL CHECK (open IN (0, 1)),
        rules_json TEXT NOT NULL,
        total INTEGER NOT NULL CHECK (total >= 0),
        -- What WeChat said is left this month; null where it did not say.
        publications_left INTEGER,
        as_of TEXT NOT NULL
      ) STRICT;

      CREATE TABLE link_rule_change_kinds (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO link_rule_change_kinds VALUES ('add'), ('edit'), ('publish'), ('remove');
      CREATE TABLE link_rule_change_states (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO link_rule_change_states VALUES ('sent'), ('done'), ('refused'), ('unknown'), ('withoutEffect');

      -- A row stands before every call that changes a rule.
      CREATE TABLE link_rule_changes (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        app_seq INTEGER NOT NULL REFERENCES apps (seq),
        kind TEXT NOT NULL REFERENCES link_rule_change_kinds (name),
        prefix TEXT NOT NULL,
        -- The rule as it was sent; null where none was.
        rule_json TEXT,
        state TEXT NOT NULL REFERENCES link_rule_change_states (name),
        error_code TEXT,
        sent_by TEXT NOT NULL,
        sent_at TEXT NOT NULL,
        settled_at TEXT
      ) STRICT;
      CREATE INDEX link_rule_changes_by_app ON link_rule_changes (app_seq, state, kind, sent_at);
    `)
  },
}
