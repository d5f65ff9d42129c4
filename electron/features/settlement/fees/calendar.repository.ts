import type { HolidayYearData } from '@shared/domain/workdays'
import { defineRepository } from '../../../platform/store/repository'
import { auditFee } from './audit.repository'
import type { By } from './stored'

export interface KeptOverride {
  day: string
  off: boolean
  reason: string
  by: string
  at: string
}

/** Holidays that a file or a person gave; what ships with the program stands in its own files. */
export const feeCalendarRepository = defineRepository({
  name: 'feeCalendar',
  reads: {
    years: ({ sql }): HolidayYearData[] =>
      (sql('SELECT data_json AS json FROM fee_holiday_years ORDER BY year').all() as { json: string }[]).map(({ json }) => JSON.parse(json) as HolidayYearData),
    overrides: ({ sql }): KeptOverride[] =>
      (sql('SELECT day, off, reason, "by", at FROM fee_holiday_overrides ORDER BY day').all() as (Omit<KeptOverride, 'off'> & { off: number })[]).map((row) => ({ ...row, off: row.off === 1 })),
  },
  writes: {
    saveYear: (context, input: { data: HolidayYearData; sha256: string; by: By }): void => {
      const { data, sha256, by } = input
      context.sql(`INSERT INTO fee_holiday_years (year, data_json, sha256, saved_at, saved_by) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (year) DO UPDATE SET data_json = excluded.data_json, sha256 = excluded.sha256, saved_at = excluded.saved_at, saved_by = excluded.saved_by`).run(
        ...[data.year, JSON.stringify(data), sha256, context.now, by.name],
      )
      auditFee(context, by, 'holidays.import', String(data.year), { year: data.year, source: data.source, sha256 })
    },
    override: (context, input: { day: string; off: boolean | null; reason: string; by: By }): void => {
      const { day, off, reason, by } = input
      if (off === null) context.sql('DELETE FROM fee_holiday_overrides WHERE day = ?').run(day)
      else
        context.sql(`INSERT INTO fee_holiday_overrides (day, off, reason, "by", at) VALUES (?, ?, ?, ?, ?)
          ON CONFLICT (day) DO UPDATE SET off = excluded.off, reason = excluded.reason, "by" = excluded."by", at = excluded.at`).run(day, off ? 1 : 0, reason, by.name, context.now)
      auditFee(context, by, 'holidays.override', day, { off, reason })
    },
  },
  priorities: { saveYear: 'money', override: 'money' },
})
