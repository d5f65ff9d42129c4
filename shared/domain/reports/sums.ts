import { sumMinor } from '../money'
import type { ReportCell, ReportColumn } from './types'

/** A total of a column; `currency` is empty for counts. Amounts of different currencies are never added. */
export interface ColumnSum {
  column: string
  currency: string
  minor: number
}

type Columns = readonly Pick<ReportColumn, 'key' | 'type' | 'currency' | 'currencyColumn' | 'total'>[]

/** How the currency of a money column's cell is found: a fixed one, or the place of the column that holds it. */
export function currencyPlace(columns: Columns, { currency, currencyColumn }: Columns[number]): string | number {
  if (currency !== undefined) return currency
  const at = columns.findIndex(({ key }) => key === currencyColumn)
  return at < 0 ? '' : at
}

/** The totals of all columns that have one, per currency in the order of the alphabet. @throws RangeError as `sumMinor` does */
export function columnSums(columns: Columns, rows: Iterable<readonly ReportCell[]>): ColumnSum[] {
  const summed = columns.flatMap((column, at) =>
    column.total && (column.type === 'money' || column.type === 'integer')
      ? [{ at, column: column.key, place: column.type === 'money' ? currencyPlace(columns, column) : '', sums: new Map<string, number>() }]
      : [],
  )
  if (summed.length === 0) return []
  for (const row of rows)
    for (const { at, place, sums } of summed) {
      const cell = row[at]
      if (typeof cell !== 'number') continue
      const currency = typeof place === 'number' ? String(row[place] ?? '') : place
      sums.set(currency, sumMinor([sums.get(currency) ?? 0, cell]))
    }
  return summed.flatMap(({ column, sums }) =>
    [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, minor]) => ({ column, currency, minor })),
  )
}
