import type { CommandInput } from '@shared/contract'

export type ExportFormat = CommandInput<'geocoding.batches.export'>['format']
export type ExportDatum = CommandInput<'geocoding.batches.export'>['datum']

export const exportFormats: readonly ExportFormat[] = ['xlsx', 'csv', 'geojson']

/** Systems that a format can have its positions in; GeoJSON has one alone (RFC 7946). */
export const datumsOf = (format: ExportFormat): readonly NonNullable<ExportDatum>[] =>
  format === 'geojson' ? ['wgs84'] : ['source', 'wgs84', 'gcj02', 'bd09']
