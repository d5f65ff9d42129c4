import { toMajor } from '@shared/domain/money'
import { currencyPlace, wallClock } from '@shared/domain/reports'
import { cellCharacters, type OutCell, type WorkCell } from '../../../platform/files/spreadsheet'
import type { ReportCell, ReportColumn } from '../data'

type Row = readonly ReportCell[]

/** How each column's cells stand in a sheet: amounts and counts as numbers, moments as dates, numbers of orders as text. */
export function sheetCells(columns: readonly ReportColumn[], zone: string, locale: 'zh-CN' | 'en'): ((row: Row) => WorkCell)[] {
  const clock = wallClock(zone)
  return columns.map((column, at) => {
    const place = column.type === 'money' ? currencyPlace(columns, column) : ''
    return (row: Row): WorkCell => {
      const cell = row[at] ?? null
      if (cell === null) return ''
      switch (column.type) {
        case 'money':
          return typeof cell === 'number' ? amountCell(cell, typeof place === 'number' ? String(row[place] ?? '') : place) : held(cell)
        case 'integer':
          return typeof cell === 'number' ? { kind: 'number', text: String(cell) } : held(cell)
        case 'rate':
          return typeof cell === 'number' ? { kind: 'share', partsPerMillion: cell } : held(cell)
        case 'instant':
          return { kind: 'date', text: clock(String(cell)) }
        case 'day':
          return { kind: 'date', text: String(cell) }
        case 'choice':
          return held(column.choices?.[String(cell)]?.[locale] ?? String(cell))
        default:
          return held(String(cell))
      }
    }
  })
}

/** An amount as a number with the decimals of its currency, read from its digits and never through fractions. */
export function amountCell(minor: number, currency: string): OutCell {
  return { kind: 'number', text: currency === '' ? String(minor) : toMajor(minor, currency) }
}

/** What is longer than a cell can hold is cut where it says so; the page and the stored data have all of it. */
const held = (text: string): string => (text.length > cellCharacters ? `${text.slice(0, cellCharacters - 1)}…` : text)
