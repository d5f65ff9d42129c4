import type { ReportCell, ReportData, ReportHead, ReportMaking, ReportRows } from './types'

/**
 * The stored form of a report: lines of JSON. The first is its head, then come chunks of rows, column by column, and
 * last the number of rows, so that a file that was cut off is noticed. Written and read piece by piece; what stands in
 * a cell stands in the text as JSON writes it, so that a number can be looked for without taking it apart.
 */
export const storedVersion = 1

/** A column of a chunk: its values, or what they are chosen from and which each one is. */
export type StoredColumn = ReportCell[] | { d: ReportCell[]; i: number[] }

export type StoredLine =
  | { v: typeof storedVersion; head: ReportHead }
  | { t: string; c: StoredColumn[] }
  | { end: true; rows: number }

/** Rows in a chunk: enough to pack well, few enough to be read between two frames. */
export const chunkRows = 4000

export function headOf({ tables, ...data }: ReportData<ReportRows>, made: ReportMaking): ReportHead {
  return { ...data, tables: tables.map(({ rows, ...table }) => ({ ...table, rowCount: rows.length })), made }
}

/** All lines of a report, without their line breaks. */
export function* storedLines(data: ReportData<ReportRows>, made: ReportMaking): Generator<string> {
  yield line({ v: storedVersion, head: headOf(data, made) })
  let count = 0
  for (const table of data.tables)
    for (let at = 0; at < table.rows.length; at += chunkRows) {
      const rows = [...table.rows.slice(at, at + chunkRows)]
      count += rows.length
      yield line({ t: table.key, c: table.columns.map((_, column) => packColumn(rows, column)) })
    }
  yield line({ end: true, rows: count })
}

const line = (value: StoredLine) => JSON.stringify(value)

/** A column whose values repeat is kept as their list and the places in it. */
function packColumn(rows: readonly ReportCell[][], column: number): StoredColumn {
  const places = new Map<ReportCell, number>()
  const most = rows.length / 4
  for (const row of rows) {
    const cell = row[column] ?? null
    if (!places.has(cell)) places.set(cell, places.size)
    if (places.size > most) return rows.map((each) => each[column] ?? null)
  }
  return { d: [...places.keys()], i: rows.map((row) => places.get(row[column] ?? null) ?? 0) }
}

export function unpackColumn(column: StoredColumn): ReportCell[] {
  return Array.isArray(column) ? column : column.i.map((at) => column.d[at] ?? null)
}

/** The rows of a chunk. */
export function rowsOf(columns: readonly StoredColumn[]): ReportCell[][] {
  const unpacked = columns.map(unpackColumn)
  return (unpacked[0] ?? []).map((_, row) => unpacked.map((column) => column[row] ?? null))
}

/** A line of stored data. @throws SyntaxError where it is none: the file is damaged or from a newer program */
export function parseLine(text: string): StoredLine {
  const value: unknown = JSON.parse(text)
  if (typeof value === 'object' && value !== null) {
    if ('head' in value && 'v' in value && value.v === storedVersion) return value as StoredLine
    if ('t' in value && 'c' in value && Array.isArray(value.c)) return value as StoredLine
    if ('end' in value) return value as StoredLine
  }
  throw new SyntaxError('no line of a report')
}
