import type { ReportCell, ReportFigure, TableHead } from './types'

export interface FigureChange {
  key: string
  label: ReportFigure['label']
  currency?: string | undefined
  /** Minor units, or a count where there is no currency; undefined: the report does not have it. */
  before?: number | undefined
  after?: number | undefined
}

/** The figures of two reports side by side. The same figure in another currency is another figure. */
export function compareFigures(before: readonly ReportFigure[], after: readonly ReportFigure[]): FigureChange[] {
  const idOf = ({ key, currency = '' }: ReportFigure) => `${key} ${currency}`
  const valueOf = (figure: ReportFigure | undefined) => figure?.minor ?? figure?.count
  const ids = [...new Set([...before, ...after].map(idOf))]
  return ids.flatMap((id) => {
    const old = before.find((figure) => idOf(figure) === id)
    const now = after.find((figure) => idOf(figure) === id)
    const either = now ?? old
    return either ? [{ key: either.key, label: either.label, currency: either.currency, before: valueOf(old), after: valueOf(now) }] : []
  })
}

export interface RowChange {
  kind: 'added' | 'removed' | 'changed'
  /** What names the row. */
  key: string
  before?: ReportCell[] | undefined
  after?: ReportCell[] | undefined
  /** Keys of the columns that differ. */
  columns: string[]
}

export interface TableChange {
  added: number
  removed: number
  changed: number
  same: number
  /** The first of them; the counts are of all. */
  rows: RowChange[]
}

type Table = Pick<TableHead, 'columns' | 'rowKey'>

/** Columns that name a row: as the table says, else its first `id` column, else its first column. */
export function keyColumns({ columns, rowKey }: Table): string[] {
  if (rowKey && rowKey.length > 0) return rowKey
  const id = columns.find(({ type }) => type === 'id') ?? columns[0]
  return id ? [id.key] : []
}

/**
 * Compares the rows of two tables by what names them; the columns of the newer one count. Rows that bear the same name
 * are paired in their order.
 * @param most how many changes are listed
 */
export function compareRows(
  before: { table: Table; rows: readonly ReportCell[][] },
  after: { table: Table; rows: readonly ReportCell[][] },
  most = 500,
): TableChange {
  const names = keyColumns(after.table)
  const places = (table: Table, keys: readonly string[]) => keys.map((key) => table.columns.findIndex((column) => column.key === key))
  const columns = after.table.columns.map(({ key }) => key)
  const ofBefore = places(before.table, columns)
  const nameIn = (table: Table) => {
    const at = places(table, names)
    return (row: readonly ReportCell[]) => at.map((place) => String(row[place] ?? '')).join(' · ')
  }
  const oldName = nameIn(before.table)
  const newName = nameIn(after.table)
  const known = new Map<string, ReportCell[][]>()
  for (const row of before.rows) {
    const name = oldName(row)
    const rows = known.get(name)
    if (rows) rows.push(row)
    else known.set(name, [row])
  }
  const change: TableChange = { added: 0, removed: 0, changed: 0, same: 0, rows: [] }
  const note = (row: RowChange) => {
    change[row.kind] += 1
    if (change.rows.length < most) change.rows.push(row)
  }
  const aligned = (row: readonly ReportCell[]) => ofBefore.map((place) => row[place] ?? null)
  for (const row of after.rows) {
    const key = newName(row)
    const old = known.get(key)?.shift()
    if (!old) {
      note({ kind: 'added', key, after: row, columns: [] })
      continue
    }
    const was = aligned(old)
    const differing = columns.filter((_, at) => (was[at] ?? null) !== (row[at] ?? null))
    if (differing.length > 0) note({ kind: 'changed', key, before: was, after: row, columns: differing })
    else change.same += 1
  }
  for (const [key, rows] of known) for (const row of rows) note({ kind: 'removed', key, before: aligned(row), columns: [] })
  return change
}
