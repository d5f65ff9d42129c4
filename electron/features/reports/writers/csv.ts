import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { writeCsv } from '../../../platform/files/spreadsheet'
import type { OutCell, WorkCell } from '../../../platform/files/spreadsheet'
import { ZipWriter } from '../../../platform/files/zip'
import type { ReportRows, ReportTable } from '../data'
import { sheetCells } from './sheet-cells'
import type { Writing } from './writing'

/**
 * Writes the tables as CSV: one file, or a ZIP with one for each table. Only text is guarded against being read as a
 * formula; amounts stay numbers, also negative ones.
 * @param stem path without ending
 * @returns the ending that was written
 */
export async function writeReportCsv(stem: string, writing: Writing): Promise<'csv' | 'csv.zip'> {
  const { data, made, signal } = writing
  const [only, ...others] = data.tables
  if (only && others.length === 0) {
    await writeTable(`${stem}.csv`, only, writing)
    return 'csv'
  }
  const zip = await ZipWriter.create(`${stem}.csv.zip`, { instant: made.at, signal })
  const part = `${stem}.csv.part`
  try {
    for (const table of data.tables) {
      await writeTable(part, table, writing)
      await zip.add(`${data.practice ? 'practice-' : ''}${table.title[writing.locale]}.csv`, createReadStream(part))
    }
    await zip.close()
  } catch (cause) {
    await zip.abort()
    throw cause
  } finally {
    await rm(part, { force: true })
  }
  return 'csv.zip'
}

function writeTable(path: string, { columns, rows }: ReportTable<ReportRows>, { data, locale, signal }: Writing): Promise<void> {
  const cells = sheetCells(columns, data.zone, locale)
  function* lines() {
    for (const row of rows) yield cells.map((cell) => plain(cell(row)))
  }
  return writeCsv(path, { headers: columns.map(({ label }) => label[locale]), rows: lines() }, signal)
}

/** A share is a number between 0 and 1, as sheets calculate with it. */
function plain(cell: WorkCell): OutCell {
  if (typeof cell === 'string' || cell.kind === 'number' || cell.kind === 'date') return cell
  if (cell.kind === 'share') return { kind: 'number', text: String(cell.partsPerMillion / 1_000_000) }
  return 'text' in cell ? cell.text : cell.cached
}
