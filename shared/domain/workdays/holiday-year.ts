import { type Day, isDay } from '../days'

/** A day that the yearly notice of the State Council sets apart: off, or a weekend day on which people work (调休上班). */
export interface HolidayDay {
  date: Day
  isOffDay: boolean
  name: string
}

/**
 * The notice of one year. `year` is the notice's: it may set days of the December before (2007-12-29, 2018-12-31,
 * 2022-12-31 stand in the next year's). Weekends that merely adjoin a holiday are not listed.
 */
export interface HolidayYearData {
  year: number
  source: string
  /** When the source had it so. */
  asOf: Day
  days: readonly HolidayDay[]
}

export type HolidayFileProblem = 'notJson' | 'noYear' | 'noDays' | 'badDay' | 'foreignDay' | 'repeatedDay'

/**
 * Reads a file in the form of NateScarlet/holiday-cn: `{year, days: [{name, date, isOffDay}]}`. A file without days is
 * no notice: that year's is not out yet. Days must be of the year, or of the December before.
 */
export function readHolidayYear(text: string, given: { source: string; asOf: Day }): { ok: true; data: HolidayYearData } | { ok: false; problem: HolidayFileProblem; detail: string } {
  const no = (problem: HolidayFileProblem, detail = '') => ({ ok: false as const, problem, detail })
  const value = parse(text)
  if (!isRecord(value)) return no('notJson')
  const { year, days, source, asOf } = value
  if (typeof year !== 'number' || !Number.isInteger(year) || year < 2000 || year > 2100) return no('noYear')
  if (!Array.isArray(days) || days.length === 0) return no('noDays', String(year))
  const read: HolidayDay[] = []
  const seen = new Set<string>()
  for (const day of days as unknown[]) {
    if (!isRecord(day) || typeof day['date'] !== 'string' || !isDay(day['date']) || typeof day['isOffDay'] !== 'boolean') return no('badDay', JSON.stringify(day).slice(0, 60))
    const { date, isOffDay, name } = day as { date: string; isOffDay: boolean; name: unknown }
    if (!date.startsWith(`${year}-`) && !date.startsWith(`${year - 1}-12-`)) return no('foreignDay', date)
    if (seen.has(date)) return no('repeatedDay', date)
    seen.add(date)
    read.push({ date, isOffDay, name: typeof name === 'string' ? name.slice(0, 40) : '' })
  }
  read.sort((a, b) => (a.date < b.date ? -1 : 1))
  const named = typeof source === 'string' && source !== '' ? source.slice(0, 300) : given.source
  return { ok: true, data: { year, source: named, asOf: typeof asOf === 'string' && isDay(asOf) ? asOf : given.asOf, days: read } }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/u, ''))
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
