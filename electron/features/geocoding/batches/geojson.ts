import { writeAtomically } from '../../../platform/files/spreadsheet'
import { textFor } from '../../../platform/texts/texts'
import { degrees, reasonText, unlike } from './export-columns'
import type { ExportRow } from './export.repository'

const names = ['asked', 'confidence', 'precision', 'source', 'label', 'state', 'reason', 'time', 'keepUntil'] as const
const featuresPerWrite = 500

/**
 * A FeatureCollection (RFC 7946): longitude before latitude, WGS-84, one feature a row with the original columns and the
 * results as properties. A row without a position has no geometry (§3.2). What is a code in the program stays one.
 */
export async function writeGeoJson(
  path: string,
  { headers, locale, rows }: { headers: readonly string[]; locale: 'zh-CN' | 'en'; rows: AsyncIterable<ExportRow> },
  signal?: AbortSignal,
): Promise<void> {
  const keys = unlike(headers, names, '_')
  await writeAtomically(path, async (write) => {
    const note = textFor(locale, 'geocodingBatches.export.note')
    let pending = `{"type":"FeatureCollection","note":${JSON.stringify(note)},"features":[`
    let count = 0
    for await (const row of rows) {
      signal?.throwIfAborted()
      pending += `${count === 0 ? '\n' : ',\n'}${feature(row, headers, keys, locale)}`
      count += 1
      if (count % featuresPerWrite !== 0) continue
      await write(pending)
      pending = ''
    }
    await write(`${pending}\n]}\n`)
  })
}

function feature(row: ExportRow, headers: readonly string[], keys: readonly string[], locale: 'zh-CN' | 'en'): string {
  const { chosen } = row
  const results = [
    row.address,
    chosen?.confidence ?? null,
    chosen?.precision ?? null,
    chosen?.source ?? null,
    chosen?.label ?? null,
    row.state,
    reasonText(row, locale),
    row.at,
    chosen?.expiresAt ?? null,
  ]
  const properties = Object.fromEntries([
    ...headers.map((header, at): [string, unknown] => [header, row.cells[at] ?? '']),
    ...keys.map((key, at): [string, unknown] => [key, results[at]]),
  ])
  const place = chosen?.positions.wgs84
  const geometry = place ? `{"type":"Point","coordinates":[${degrees(place.lng)},${degrees(place.lat)}]}` : 'null'
  return `{"type":"Feature","id":${row.rowNo},"geometry":${geometry},"properties":${JSON.stringify(properties)}}`
}
