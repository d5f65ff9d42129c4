import type { Datum } from '@shared/contract/geocoding-values'
import { safeFileName } from '@shared/domain/file-names'
import { writeCsv, writeXlsx } from '../../../../platform/files/spreadsheet'
import { defineJob, type RemoteHost } from '../../../../platform/jobs/define-job'
import { textFor } from '../../../../platform/texts/texts'
import { exportTitles, resultCells } from '../export-columns'
import { exportPath } from '../export-files'
import type { ExportRow } from '../export.repository'
import { writeGeoJson } from '../geojson'

export interface ExportBatchInput {
  batchId: string
  format: 'csv' | 'xlsx' | 'geojson'
  datum: Datum | 'source'
}

export interface ExportBatchHost {
  /** `ends`: when the first of its answers must be forgotten; null: none must. */
  head(): Promise<{ name: string; headers: string[]; practice: boolean; folder: string; rows: number; ends: string | null }>
  rows(after: number): Promise<ExportRow[]>
  addFile(file: { path: string; name: string }): Promise<void>
}

/** The sheet as it came with the positions added, or the positions as GeoJSON; page after page, whatever its length. */
export const exportBatch = defineJob<ExportBatchInput, ExportBatchHost>({
  kind: 'geocoding.batch.export',
  run: async ({ batchId, format, datum }, { host, locale, signal, progress, jobId }) => {
    const head = await host.head()
    progress({ totalItems: head.rows, doneItems: 0 })
    const mark = head.practice ? `${textFor(locale, 'geocodingBatches.export.practiceMark')}-` : ''
    const name = safeFileName(`${mark}${head.name}.${format}`, { fallback: `batch.${format}` })
    const path = exportPath(head.folder, { batchId, jobId, format, ends: head.ends })
    const rows = rowsOf(host, signal, (doneItems) => progress({ doneItems }))
    const titles = exportTitles(head.headers, locale)
    if (format === 'geojson') await writeGeoJson(path, { headers: head.headers, locale, rows }, signal)
    else {
      const table = {
        headers: [...head.headers, ...titles],
        rows: sheetRows(rows, head.headers.length, (row) => resultCells(row, datum, locale)),
      }
      if (format === 'csv') await writeCsv(path, table, signal)
      else await writeXlsx(path, { sheetName: textFor(locale, 'geocodingBatches.export.sheet'), ...table }, signal)
    }
    await host.addFile({ path, name })
  },
})

async function* rowsOf(
  host: Pick<RemoteHost<ExportBatchHost>, 'rows'>,
  signal: AbortSignal,
  done: (rows: number) => void,
): AsyncGenerator<ExportRow> {
  let count = 0
  for (let page = await host.rows(-1); page.length > 0; page = await host.rows(page.at(-1)?.rowNo ?? 0)) {
    signal.throwIfAborted()
    yield* page
    done((count += page.length))
  }
}

async function* sheetRows(rows: AsyncIterable<ExportRow>, width: number, results: (row: ExportRow) => ReturnType<typeof resultCells>) {
  for await (const row of rows) {
    // A row that is longer than the header would push the results out of their columns; one that is shorter, too.
    const cells = Array.from({ length: width }, (_, at) => row.cells[at] ?? '')
    yield [...cells, ...results(row)]
  }
}
