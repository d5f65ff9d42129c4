import { dayIn, timeIn } from '../days'
import { formatMoney } from '../money'
import { currencyPlace } from './sums'
import type { BothTexts, ReportCell, ReportColumn } from './types'

export type ReportLocale = keyof BothTexts

const quarter = 15 * 60_000

/**
 * The wall clock of a zone, `2026-11-01 00:10:00`, quick enough for a million cells: zones change their offset only at
 * full quarters of an hour, so one look-up serves all moments of a quarter. What is no instant stays as it is.
 */
export function wallClock(zone: string): (instant: string) => string {
  const offsets = new Map<number, number>()
  return (instant) => {
    const ms = Date.parse(instant)
    if (Number.isNaN(ms)) return instant
    const at = Math.floor(ms / quarter)
    let offset = offsets.get(at)
    if (offset === undefined) {
      const start = new Date(at * quarter).toISOString()
      const day = dayIn(start, zone)
      const time = timeIn(start, zone)
      offset = day === undefined || time === undefined ? 0 : Date.parse(`${day}T${time}:00.000Z`) - at * quarter
      offsets.set(at, offset)
    }
    return new Date(ms + offset).toISOString().slice(0, 19).replace('T', ' ')
  }
}

/** Parts per million as percent: 10000 → `1.00%`. */
export function shareText(partsPerMillion: number): string {
  const sign = partsPerMillion < 0 ? '-' : ''
  const digits = String(Math.abs(partsPerMillion)).padStart(5, '0')
  const decimals = digits.slice(-4).replace(/0{1,2}$/u, '')
  return `${sign}${digits.slice(0, -4)}.${decimals}%`
}

/** A number of things: thousands grouped. */
export const countText = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/gu, ',')

/** How the cells of a column read for a person. */
export function cellShower(
  columns: readonly ReportColumn[],
  column: ReportColumn,
  { locale, clock }: { locale: ReportLocale; clock: (instant: string) => string },
): (row: readonly ReportCell[]) => string {
  const at = columns.indexOf(column)
  const place = column.type === 'money' ? currencyPlace(columns, column) : ''
  const one = oneCell(column, locale, clock)
  return (row) => {
    const cell = row[at] ?? null
    if (cell === null) return ''
    if (column.type !== 'money' || typeof cell !== 'number') return one(cell)
    const currency = typeof place === 'number' ? String(row[place] ?? '') : place
    return currency === '' ? countText(cell) : formatMoney(cell, currency)
  }
}

function oneCell(column: ReportColumn, locale: ReportLocale, clock: (instant: string) => string): (cell: string | number) => string {
  switch (column.type) {
    case 'instant':
      return (cell) => clock(String(cell))
    case 'choice':
      return (cell) => column.choices?.[String(cell)]?.[locale] ?? String(cell)
    case 'rate':
      return (cell) => (typeof cell === 'number' ? shareText(cell) : cell)
    case 'integer':
      return (cell) => (typeof cell === 'number' ? countText(cell) : cell)
    default:
      return String
  }
}
