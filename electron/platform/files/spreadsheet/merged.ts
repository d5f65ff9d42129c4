import { columnName, type CellRange } from '@shared/domain/cells/address'
import { sheetFault } from './sheet-fault'
import type { TableBuilder } from './table'

/**
 * Takes away a title that stands over the headers: a first row whose one text is merged over several columns, with a
 * fuller row under it. A notice names it.
 */
export function skipTitles(table: TableBuilder, merged: readonly CellRange[]): void {
  for (;;) {
    const [first, second] = table.rows()
    if (!first || !second || filled(first.cells) !== 1 || filled(second.cells) < 2) return
    const column = first.cells.findIndex((cell) => cell.trim() !== '')
    const wide = merged.some(
      (range) => range.fromRow === first.line && range.fromColumn === column && range.toColumn > range.fromColumn,
    )
    if (!wide) return
    const text = (first.cells[column] ?? '').trim().slice(0, 60)
    table.notices.add('spreadsheets.notices.titleSkipped', { line: first.line, text })
    table.dropFirst()
  }
}

/**
 * Says for each merged area under the headers that only its first cell holds the value, or, when asked to, gives the
 * value to all of its rows and columns.
 */
export function handleMerged(
  table: TableBuilder,
  merged: readonly CellRange[],
  options: { fill: boolean; maxCells: number },
): void {
  const [header, ...rows] = table.rows()
  if (!header) return
  let work = 0
  for (const range of merged) {
    const single = range.fromRow === range.toRow && range.fromColumn === range.toColumn
    if (single || range.fromRow <= header.line) continue
    const start = firstAtOrAfter(rows, range.fromRow)
    const top = rows[start]
    const value = top?.line === range.fromRow ? (top.cells[range.fromColumn] ?? '') : ''
    if (value === '') continue
    const corner = (column: number, row: number) => `${columnName(column)}${row}`
    const area = `${corner(range.fromColumn, range.fromRow)}:${corner(range.toColumn, range.toRow)}`
    const code = options.fill ? 'spreadsheets.notices.mergedFilled' : 'spreadsheets.notices.merged'
    table.notices.add(code, { line: range.fromRow, range: area })
    if (!options.fill) continue
    const lastColumn = Math.min(range.toColumn, header.cells.length - 1)
    for (let index = start; index < rows.length; index += 1) {
      const row = rows[index]
      if (!row || row.line > range.toRow) break
      for (let column = range.fromColumn; column <= lastColumn; column += 1) {
        while (row.cells.length <= column) row.cells.push('')
        row.cells[column] = value
      }
      // Areas may not overlap in an honest file; one in which they do must not cost more than its cells.
      work += lastColumn - range.fromColumn + 1
      if (work > options.maxCells) throw sheetFault('spreadsheets.tooManyCells', { limit: options.maxCells })
    }
  }
}

function filled(cells: readonly string[]): number {
  return cells.filter((cell) => cell.trim() !== '').length
}

/** Index of the first row whose line is not before `line`; rows stand in the order of their lines. */
function firstAtOrAfter(rows: readonly { line: number }[], line: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle]?.line ?? 0) < line) low = middle + 1
    else high = middle
  }
  return low
}
