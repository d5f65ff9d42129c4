import { handleMerged, skipTitles } from './merged'
import { sheetFault } from './sheet-fault'
import { TableBuilder } from './table'
import type { Sheet, SheetLimits } from './types'
import { openWorkbook, readPart, type Workbook, type WorksheetEntry } from './workbook'
import { WorksheetHandler } from './worksheet'
import { ZipArchive } from './zip-reader'

interface XlsxOptions {
  limits: SheetLimits
  sheet: string | undefined
  fillMerged: boolean
}

/**
 * Reads one worksheet of a workbook: the one asked for, else the first that is not empty, visible ones before hidden
 * ones. Throws `spreadsheets.sheetMissing` or `spreadsheets.sheetEmpty` for one asked for in vain.
 */
export async function readXlsx(
  bytes: Buffer,
  file: string,
  options: XlsxOptions,
  signal: AbortSignal | undefined,
): Promise<Sheet> {
  const zip = new ZipArchive(bytes, file, options.limits.unpackedBytes)
  const workbook = await openWorkbook(zip, file, options.limits.cells, signal)
  const sheetNames = workbook.sheets.map(({ name }) => name)
  for (const entry of candidates(workbook, file, options.sheet)) {
    const table = await readWorksheet(zip, file, workbook, entry, options, signal)
    if (table) return { kind: 'xlsx', sheetNames, sheet: entry.name, ...table }
  }
  if (options.sheet !== undefined) throw sheetFault('spreadsheets.sheetEmpty', { file, sheet: options.sheet })
  throw sheetFault('spreadsheets.empty', { file })
}

function candidates(workbook: Workbook, file: string, wanted: string | undefined): WorksheetEntry[] {
  if (wanted === undefined) {
    return [...workbook.sheets.filter(({ hidden }) => !hidden), ...workbook.sheets.filter(({ hidden }) => hidden)]
  }
  const found = workbook.sheets.find(({ name }) => name === wanted)
  if (found) return [found]
  const names = workbook.sheets.map(({ name }) => name).join(' · ')
  throw sheetFault('spreadsheets.sheetMissing', { file, sheet: wanted, names: names.slice(0, 500) })
}

async function readWorksheet(
  zip: ZipArchive,
  file: string,
  workbook: Workbook,
  entry: WorksheetEntry,
  { limits, fillMerged }: XlsxOptions,
  signal: AbortSignal | undefined,
) {
  const table = new TableBuilder(limits, 'silently')
  const handler = new WorksheetHandler(workbook, table)
  await readPart(zip, file, entry.part, handler, signal)
  skipTitles(table, handler.merged)
  handleMerged(table, handler.merged, { fill: fillMerged, maxCells: limits.cells })
  if (handler.hiddenRows > 0) table.notices.add('spreadsheets.notices.hiddenRows', { count: handler.hiddenRows })
  return table.build()
}
