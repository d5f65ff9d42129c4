/** One column of a {@link DataTable}. `key` names it in slots (`cell-<key>`) and in what is remembered. */
export interface TableColumn<Row> {
  key: string
  title: string
  /** Start width in pixels; default 160. */
  width?: number | undefined
  /** Right-aligned, tabular figures. */
  numeric?: boolean | undefined
  /** Mono face, for numbers and addresses. */
  mono?: boolean | undefined
  sortable?: boolean | undefined
  /** Not shown until chosen. */
  hidden?: boolean | undefined
  /** Takes the room that is left; by default the last shown column that is not numeric. */
  grow?: boolean | undefined
  /** The cell's text; by default the row's property of that name. */
  text?: ((row: Row) => string) | undefined
}

export interface TableSort {
  key: string
  direction: 'ascending' | 'descending'
}

/** What a person changed about a table's columns; column keys that no longer exist are passed over. */
export interface ColumnChoice {
  order: string[]
  hidden: string[]
  shown: string[]
  widths: Record<string, number>
}

export const noChoice: ColumnChoice = { order: [], hidden: [], shown: [], widths: {} }

export const minColumnWidth = 56
export const maxColumnWidth = 900

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

/** Whether a stored value is a column choice. */
export function isColumnChoice(value: unknown): value is ColumnChoice {
  if (typeof value !== 'object' || value === null) return false
  const { order, hidden, shown, widths } = value as Partial<Record<keyof ColumnChoice, unknown>>
  return (
    isTexts(order) &&
    isTexts(hidden) &&
    isTexts(shown) &&
    typeof widths === 'object' &&
    widths !== null &&
    Object.values(widths).every((width) => typeof width === 'number' && Number.isFinite(width))
  )
}

/** All columns in the chosen order; those that are new since the choice was made stand where the program has them. */
export function orderColumns<C extends { key: string }>(columns: readonly C[], order: readonly string[]): C[] {
  const known = order.filter((key) => columns.some((column) => column.key === key))
  if (known.length === 0) return [...columns]
  const result = known.flatMap((key) => columns.find((column) => column.key === key) ?? [])
  columns.forEach((column, index) => {
    if (known.includes(column.key)) return
    const before = columns[index - 1]
    const at = before ? result.findIndex((other) => other.key === before.key) + 1 : 0
    result.splice(at, 0, column)
  })
  return result
}

/** Whether a column is shown under a choice. */
export function isShown(column: { key: string; hidden?: boolean | undefined }, choice: ColumnChoice): boolean {
  if (choice.hidden.includes(column.key)) return false
  return !column.hidden || choice.shown.includes(column.key)
}

/** The choice with one column shown or hidden. */
export function withShown(choice: ColumnChoice, key: string, shown: boolean): ColumnChoice {
  return {
    ...choice,
    hidden: shown ? choice.hidden.filter((other) => other !== key) : [...new Set([...choice.hidden, key])],
    shown: shown ? [...new Set([...choice.shown, key])] : choice.shown.filter((other) => other !== key),
  }
}

/** The choice with one column's width, kept within bounds. */
export function withWidth(choice: ColumnChoice, key: string, width: number): ColumnChoice {
  const bounded = Math.round(Math.min(maxColumnWidth, Math.max(minColumnWidth, width)))
  return { ...choice, widths: { ...choice.widths, [key]: bounded } }
}

/** The text of a cell. */
export function cellText<Row>(column: TableColumn<Row>, row: Row): string {
  if (column.text) return column.text(row)
  const value: unknown = (row as Record<string, unknown>)[column.key]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
