import { guardFormula } from '@shared/domain/cells/formula-guard'
import { writeAtomically } from './atomic-file'
import { breathe } from './breathe'
import { isExactNumber, textOf, type OutCell, type OutRow } from './out-cell'

export interface CsvContent {
  headers: readonly string[]
  /** May be lazy; each row may be shorter or longer than the headers. */
  rows: Iterable<OutRow> | AsyncIterable<OutRow>
}

const rowsPerWrite = 1000

/**
 * Writes CSV as Excel and WPS open it by double click: UTF-8 with byte order mark, CRLF, comma, quotes where needed.
 * Text cells and headers pass {@link guardFormula}. The file appears whole or not at all. Throws the signal's reason
 * when cancelled, else as {@link writeAtomically} does.
 */
export async function writeCsv(path: string, { headers, rows }: CsvContent, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  await writeAtomically(path, async (write) => {
    let pending = `\uFEFF${csvLine(headers)}`
    let count = 0
    const full = (row: OutRow) => {
      pending += csvLine(row)
      count += 1
      return count % rowsPerWrite === 0
    }
    const flush = async () => {
      await write(pending)
      pending = ''
      await breathe(signal)
    }
    // One loop for each: waiting for every row of what is here already would take longer than writing it.
    if (Symbol.asyncIterator in rows) {
      for await (const row of rows) if (full(row)) await flush()
    } else for (const row of rows) if (full(row)) await flush()
    await write(pending)
    signal?.throwIfAborted()
  })
}

function csvLine(cells: OutRow): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: OutCell): string {
  const text = textOf(cell)
  const safe = typeof cell !== 'string' && cell.kind === 'number' && isExactNumber(text) ? text : guardFormula(text)
  // Also for the delimiters of other countries, so that such a program does not split the cell, and for outer spaces.
  return /[",;\t|\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
