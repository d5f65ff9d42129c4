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
  rows: Iterable<OutRow> | AsyncIterable<OutRow>
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

/** The lines of the sheet, made as the rows come; at once where they are here already. */
function sheetXml({ headers, rows, columns = [] }: XlsxContent, strings: SharedStrings): Iterable<string> | AsyncIterable<string> {
  let line = 1
  let width = headers.length
  const start = () => {
    checkRow(headers, line)
    return sheetStart(columns) + rowXml(headers, line, strings, true)
  }
  const next = (row: OutRow) => {
    line += 1
    width = Math.max(width, row.length)
    checkRow(row, line)
    return rowXml(row, line, strings)
  }
  const end = () => sheetEnd(line, width)
  return Symbol.asyncIterator in rows ? later(rows, { start, next, end }) : now(rows, { start, next, end })
}

interface Lines {
  start: () => string
  next: (row: OutRow) => string
  end: () => string
}

function* now(rows: Iterable<OutRow>, lines: Lines): Generator<string> {
  yield lines.start()
  for (const row of rows) yield lines.next(row)
  yield lines.end()
}

async function* later(rows: AsyncIterable<OutRow>, lines: Lines): AsyncGenerator<string> {
  yield lines.start()
  for await (const row of rows) yield lines.next(row)
  yield lines.end()
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
