import type { ColumnMapping } from '@shared/contract/apps'

/**
 * The mapping with one field tied to a column, or to none (`undefined`). A column serves one field: the field that
 * had it before loses it.
 */
export function withColumn(mapping: ColumnMapping, field: string, header: string | undefined): ColumnMapping {
  const rest = Object.entries(mapping).filter(([key, column]) => key !== field && column !== header)
  return Object.fromEntries(header === undefined ? rest : [...rest, [field, header]])
}
