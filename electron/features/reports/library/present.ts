import type { ReportRow } from '@shared/contract/reports'
import type { LibraryEntry } from './folder'

/** A report as lists tell of it. */
export function presentRow({ manifest }: LibraryEntry, found?: number): ReportRow {
  const { id, kind, title, month, subject, practice, made, rows, archived, figures, files } = manifest
  return {
    id,
    kind,
    title,
    ...(month === undefined ? {} : { month }),
    subject,
    practice,
    madeAt: made.at,
    madeBy: made.by,
    rows,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    archived,
    formats: [...new Set(files.flatMap(({ format }) => (format === undefined ? [] : [format])))],
    figures,
    ...(found === undefined ? {} : { found }),
  }
}
