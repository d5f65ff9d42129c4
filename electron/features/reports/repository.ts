import { defineRepository, type ReadContext, type WriteContext } from '../../platform/store/repository'
import type { BothTexts } from './data'

/** A report that was made here: what must stand in the folder. */
export interface MadeReport {
  id: string
  folder: string
  kind: string
  title: BothTexts
  month: string | null
  manifestSha256: string
  madeAt: string
}

interface Row extends Omit<MadeReport, 'title'> {
  titleJson: string
}

const columns = `id, folder, kind, title_json AS titleJson, month, manifest_sha256 AS manifestSha256, made_at AS madeAt`

const toMade = ({ titleJson, ...row }: Row): MadeReport => ({ ...row, title: JSON.parse(titleJson) as BothTexts })

export const reportsRepository = defineRepository({
  name: 'reports',
  reads: {
    /** All that were made and not removed with a reason. */
    made: ({ sql }: ReadContext): MadeReport[] =>
      (sql(`SELECT ${columns} FROM reports_made WHERE deleted_at IS NULL ORDER BY seq`).all() as Row[]).map(toMade),
  },
  writes: {
    /** Remembers a report; one that is found again, or was put back, takes the place of what was known of it. */
    remember: ({ sql }: WriteContext, reports: MadeReport[]): void => {
      const insert = sql(`INSERT INTO reports_made (id, folder, kind, title_json, month, manifest_sha256, made_at)
        VALUES (@id, @folder, @kind, @titleJson, @month, @manifestSha256, @madeAt)
        ON CONFLICT (id) DO UPDATE SET folder = @folder, kind = @kind, title_json = @titleJson, month = @month,
          manifest_sha256 = @manifestSha256, made_at = @madeAt, deleted_at = NULL, deleted_by = NULL, deleted_reason = NULL`)
      for (const { title, ...report } of reports) insert.run({ ...report, titleJson: JSON.stringify(title) })
    },
    /** Forgets what is no longer in the folder: the index is what the folder says. */
    keepOnly: ({ sql }: WriteContext, ids: string[]): void => {
      sql(`DELETE FROM reports_made WHERE deleted_at IS NULL AND id NOT IN (SELECT value FROM json_each(?))`).run(JSON.stringify(ids))
    },
    delete: ({ sql, now }: WriteContext, { id, by, reason }: { id: string; by: string; reason: string }): void => {
      sql('UPDATE reports_made SET deleted_at = ?, deleted_by = ?, deleted_reason = ? WHERE id = ?').run(now, by, reason, id)
    },
  },
})
