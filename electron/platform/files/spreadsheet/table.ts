import { columnName } from '@shared/domain/cells/address'
import { NoticeList } from './notices'
import { sheetFault } from './sheet-fault'
import type { SheetLimits, SheetNotice, SheetRow } from './types'

/** Whether a row holds nothing that a person would see. */
export function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '')
}

/**
 * Collects the rows of one sheet, refusing each one that passes a limit while it comes in, and makes the table of
 * them: first row as headers, the others under it. Blank rows are dropped and counted; columns that are empty in
 * every row, at the right end, are no columns.
 */
export class TableBuilder {
  readonly notices: NoticeList
  readonly #rows: SheetRow[] = []
  readonly #limits: SheetLimits
  readonly #padShortRows: 'silently' | 'withNotice'
  #blankSinceLast = 0
  #blankBetween = 0
  #cells = 0

  constructor(limits: SheetLimits, padShortRows: 'silently' | 'withNotice', notices = new NoticeList()) {
    this.#limits = limits
    this.#padShortRows = padShortRows
    this.notices = notices
  }

  /** Rows so far, the header included. */
  get size(): number {
    return this.#rows.length
  }

  add(line: number, cells: string[]): void {
    const { rows, columns, cells: cellLimit, cellCharacters } = this.#limits
    if (isBlank(cells)) {
      if (this.#rows.length > 0) this.#blankSinceLast += 1
      return
    }
    const width = cells.findLastIndex((cell) => cell !== '') + 1
    if (width > columns) throw sheetFault('spreadsheets.tooManyColumns', { line, columns: width, limit: columns })
    const long = cells.findIndex((cell) => cell.length > cellCharacters)
    if (long >= 0) {
      throw sheetFault('spreadsheets.cellTooLong', { line, column: columnName(long), limit: cellCharacters })
    }
    // One more than the limit: the header is no row.
    if (this.#rows.length > rows) throw sheetFault('spreadsheets.tooManyRows', { limit: rows })
    this.#cells += Math.max(width, this.#rows[0]?.cells.length ?? 0)
    if (this.#cells > cellLimit) throw sheetFault('spreadsheets.tooManyCells', { limit: cellLimit })
    this.#blankBetween += this.#blankSinceLast
    this.#blankSinceLast = 0
    // Cells beyond the limit of columns are empty here; within it a trailing empty cell may belong to a header.
    this.#rows.push({ line, cells: cells.length > columns ? cells.slice(0, columns) : cells })
  }

  /** Takes the first row away, for a title that stands over the headers. */
  dropFirst(): void {
    this.#rows.shift()
  }

  /** The rows as they were added, for looking at and for filling merged cells before {@link build}. */
  rows(): SheetRow[] {
    return this.#rows
  }

  /** The table; undefined where there was no row at all. */
  build(): { headers: string[]; rows: SheetRow[]; notices: SheetNotice[] } | undefined {
    const [head, ...rows] = this.#rows
    if (!head) return undefined
    const width = this.#columns(head, rows)
    const headers = nameHeaders(head.cells.slice(0, width), this.notices)
    for (const row of rows) this.#fit(row, width)
    if (rows.length === 0) this.notices.add('spreadsheets.notices.onlyHeader', { line: head.line })
    if (this.#blankBetween > 0) this.notices.add('spreadsheets.notices.blankRows', { count: this.#blankBetween })
    return { headers, rows, notices: this.notices.all() }
  }

  /** How many columns the table has: the header's own, without those at its end in which nothing stands anywhere. */
  #columns(head: SheetRow, rows: SheetRow[]): number {
    const named = head.cells.findLastIndex((cell) => cell.trim() !== '') + 1
    let width = head.cells.length
    const used = (column: number) => rows.some((row) => (row.cells[column] ?? '').trim() !== '')
    while (width > named && !used(width - 1)) width -= 1
    return width
  }

  /** Makes a row as long as the header is; what a longer one has beyond stays, unless it is empty. */
  #fit(row: SheetRow, width: number): void {
    const { cells, line } = row
    while (cells.length > width && cells[cells.length - 1] === '') cells.pop()
    if (cells.length > width) {
      this.notices.add('spreadsheets.notices.rowLong', { line, cells: cells.length, columns: width })
    } else if (cells.length < width) {
      if (this.#padShortRows === 'withNotice') {
        this.notices.add('spreadsheets.notices.rowShort', { line, cells: cells.length, columns: width })
      }
      while (cells.length < width) cells.push('')
    }
  }
}

/** Trims headers to one line and makes each unlike the others: `[C]` where it is empty, `name (2)` where it repeats. */
function nameHeaders(cells: readonly string[], notices: NoticeList): string[] {
  const trimmed = cells.map((cell) => cell.replace(/[\s\uFEFF]+/g, ' ').trim())
  // A made name must not meet a real one that comes later.
  const taken = new Set<string>()
  const real = new Set(trimmed)
  return trimmed.map((header, index) => {
    const column = columnName(index)
    let name = header === '' ? `[${column}]` : header
    for (let count = 2; taken.has(name) || (name !== header && real.has(name)); count += 1) {
      name = header === '' ? `[${column}] (${count})` : `${header} (${count})`
    }
    taken.add(name)
    if (header === '') notices.add('spreadsheets.notices.headerEmpty', { column, name })
    else if (name !== header) notices.add('spreadsheets.notices.headerDuplicate', { column, header, name })
    return name
  })
}
