import { defineRepository, type ReadContext, type WriteContext } from '../../platform/store/repository'

export interface SettingRow {
  key: string
  value: unknown
  changedBy: string
  changedAt: string
}

export const settingsRepository = defineRepository({
  name: 'settings',
  reads: {
    all: ({ sql }: ReadContext): SettingRow[] =>
      (
        sql('SELECT key, value_json, changed_by, changed_at FROM settings').all() as {
          key: string
          value_json: string
          changed_by: string
          changed_at: string
        }[]
      ).map((row) => ({
        key: row.key,
        value: JSON.parse(row.value_json) as unknown,
        changedBy: row.changed_by,
        changedAt: row.changed_at,
      })),
  },
  writes: {
    /** An undefined value takes the setting back to its default. */
    put: ({ sql, now }: WriteContext, entries: { key: string; value: unknown; changedBy: string }[]): void => {
      for (const { key, value, changedBy } of entries) {
        if (value === undefined) sql('DELETE FROM settings WHERE key = ?').run(key)
        else
          sql(`INSERT INTO settings (key, value_json, changed_by, changed_at) VALUES (?, ?, ?, ?)
               ON CONFLICT (key) DO UPDATE SET value_json = excluded.value_json, changed_by = excluded.changed_by,
                 changed_at = excluded.changed_at`).run(key, JSON.stringify(value), changedBy, now)
      }
    },
  },
})
