import { columnName } from '@shared/domain/cells/address'
import { writeAtomically } from './atomic-file'
import { textOf, type OutRow } from './out-cell'
import { sheetFault } from './sheet-fault'
import { PartsZip } from './parts-zip'
import { fixedParts, rowXml, SharedStrings, sheetEnd, sheetNameOf, sheetStart } from './xlsx-parts'

export interface XlsxContent {
  /** Made acceptable to spreadsheet programs where it is not (31 characters, no `[]:*?/\`). */
  sheetName: string
  headers: readonly string[]
  /** May be lazy; each row may be shorter or longer than the headers. */
  rows: Iterable<OutRow>
  /** Width per column, in characters. */
  columns?: readonly number[]
}

/** What the file format itself allows; a program calls a file beyond it damaged. */
const formatLimits = { rows: 1_048_575, columns: 16_384, cellCharacters: 32_767 }

/**
 * Writes a workbook of one sheet: header bold and frozen, every text typed as text with the text format, so that a
 * 20-digit order number stays whole even when somebody edits it and `=1+1` is never a formula. The file appears whole
 * or not at all. Throws `spreadsheets.cellTooLong`, `spreadsheets.tooManyRows` or `spreadsheets.tooManyColumns` where
 * the format ends, the signal's reason when cancelled, else as {@link writeAtomically} does.
 */
export async function writeXlsx(path: string, content: XlsxContent, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  await writeAtomically(path, async (write) => {
    const zip = new PartsZip(write)
    for (const [name, text] of fixedParts(sheetNameOf(content.sheetName))) await zip.part(name, [text], signal)
    const strings = new SharedStrings()
    await zip.part('xl/worksheets/sheet1.xml', sheetXml(content, strings), signal)
    await zip.part('xl/sharedStrings.xml', strings.xml(), signal)
    await zip.end()
    signal?.throwIfAborted()
  })
}

function* sheetXml({ headers, rows, columns = [] }: XlsxContent, strings: SharedStrings): Generator<string> {
  let line = 1
  let width = headers.length
  yield sheetStart(columns)
  checkRow(headers, line)
  yield rowXml(headers, line, strings, true)
  for (const row of rows) {
    line += 1
    width = Math.max(width, row.length)
    checkRow(row, line)
    yield rowXml(row, line, strings)
  }
  yield sheetEnd(line, width)
}

function checkRow(row: OutRow, line: number): void {
  const { rows, columns, cellCharacters } = formatLimits
  if (line - 1 > rows) throw sheetFault('spreadsheets.tooManyRows', { limit: rows })
  if (row.length > columns) {
    throw sheetFault('spreadsheets.tooManyColumns', { line, columns: row.length, limit: columns })
  }
  const long = row.findIndex((cell) => textOf(cell).length > cellCharacters)
  if (long >= 0) {
    throw sheetFault('spreadsheets.cellTooLong', { line, column: columnName(long), limit: cellCharacters })
  }
}
