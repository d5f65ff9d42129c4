export interface GridPlace {
  /** −1 is the head. */
  row: number
  column: number
}

export interface GridSize {
  rows: number
  columns: number
  /** Rows that fit on screen. */
  page: number
  /** Whether the head can be entered from the first row. */
  head: boolean
}

/**
 * Where a key leads in a grid: arrows one cell, Page keys a screenful, Home and End within the row, with Ctrl (⌘) to
 * the first and last row. `undefined` for any other key. (WAI-ARIA Authoring Practices, grid pattern.)
 */
export function moveInGrid(event: KeyboardEvent, at: GridPlace, size: GridSize): GridPlace | undefined {
  const far = event.ctrlKey || event.metaKey
  const row = (value: number) => Math.max(size.head ? -1 : 0, Math.min(size.rows - 1, value))
  const column = (value: number) => Math.max(0, Math.min(size.columns - 1, value))
  // Only a step up enters the head; a jump stops at the first row.
  const jump = (value: number) => Math.max(0, row(value))
  switch (event.key) {
    case 'ArrowUp':
      return { ...at, row: far ? jump(0) : row(at.row - 1) }
    case 'ArrowDown':
      return { ...at, row: far ? jump(size.rows - 1) : row(at.row + 1) }
    case 'ArrowLeft':
      return { ...at, column: far ? 0 : column(at.column - 1) }
    case 'ArrowRight':
      return { ...at, column: far ? size.columns - 1 : column(at.column + 1) }
    case 'PageUp':
      return { ...at, row: jump(at.row - size.page) }
    case 'PageDown':
      return { ...at, row: jump(at.row + size.page) }
    case 'Home':
      return far ? { row: jump(0), column: 0 } : { ...at, column: 0 }
    case 'End':
      return far ? { row: jump(size.rows - 1), column: size.columns - 1 } : { ...at, column: size.columns - 1 }
    default:
      return undefined
  }
}
