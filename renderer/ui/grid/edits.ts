/** A grid of texts, row by row; every row has one text per column. Never changed in place. */
export type GridRows = readonly (readonly string[])[]

export interface CellPlace {
  row: number
  column: number
}

/** A rectangle of cells, both corners included. */
export interface CellRange {
  top: number
  left: number
  bottom: number
  right: number
}

/** The rectangle between two cells. */
export function rangeOf(a: CellPlace, b: CellPlace): CellRange {
  return {
    top: Math.min(a.row, b.row),
    left: Math.min(a.column, b.column),
    bottom: Math.max(a.row, b.row),
    right: Math.max(a.column, b.column),
  }
}

export interface GridEdit {
  rows: GridRows
  /** Numbers of the rows that changed, ascending. */
  changed: number[]
  /** Pasted cells that had no room: beyond the last column or the greatest number of rows. */
  dropped: number
}

/** Writes a block of texts with its corner at a cell; rows are added at the end as needed, up to `maxRows`. */
export function pasteBlock(
  rows: GridRows,
  columns: number,
  at: CellPlace,
  block: readonly (readonly string[])[],
  maxRows: number,
): GridEdit {
  const next: (readonly string[])[] = [...rows]
  const changed: number[] = []
  let dropped = 0
  block.forEach((texts, offset) => {
    const index = at.row + offset
    if (index >= maxRows) {
      dropped += texts.length
      return
    }
    while (next.length <= index) next.push(emptyRow(columns))
    const row = [...(next[index] ?? emptyRow(columns))]
    texts.forEach((text, step) => {
      const column = at.column + step
      if (column < columns) row[column] = text
      else if (text !== '') dropped += 1
    })
    next[index] = row
    changed.push(index)
  })
  return { rows: next, changed, dropped }
}

/** Sets one cell. */
export function setCell(rows: GridRows, at: CellPlace, text: string): GridEdit {
  const row = rows[at.row]
  if (!row || row[at.column] === text) return { rows, changed: [], dropped: 0 }
  const changed = row.map((old, column) => (column === at.column ? text : old))
  return { rows: rows.with(at.row, changed), changed: [at.row], dropped: 0 }
}

/** Empties the cells of a rectangle. */
export function clearRange(rows: GridRows, range: CellRange): GridEdit {
  const changed: number[] = []
  const next = rows.map((row, index) => {
    if (index < range.top || index > range.bottom) return row
    changed.push(index)
    return row.map((text, column) => (column >= range.left && column <= range.right ? '' : text))
  })
  return { rows: next, changed, dropped: 0 }
}

export function emptyRow(columns: number): readonly string[] {
  return Array.from({ length: columns }, () => '')
}

/** The cells of a rectangle as a spreadsheet takes them: tabs and lines, a cell with either in quotes. */
export function copyRange(rows: GridRows, range: CellRange): string {
  const quote = (text: string) => (/["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return rows
    .slice(range.top, range.bottom + 1)
    .map((row) => row.slice(range.left, range.right + 1).map(quote).join('\t'))
    .join('\n')
}
