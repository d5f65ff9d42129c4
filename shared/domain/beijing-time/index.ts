import { addDays, type Day } from '../days'

/**
 * Days and months as settlement counts them: at +08:00, whatever zone the computer is in. China has had no summer time
 * since 1991, so that a fixed offset is right and quick enough for a million rows (settlement-reconciliation §4.4).
 */
export const beijingOffsetMs = 8 * 3_600_000

/** The name of that zone. */
export const settlementZone = 'Asia/Shanghai'

const dayMs = 86_400_000

/** The calendar day in Beijing at a moment. */
export function beijingDay(ms: number): Day {
  return new Date(ms + beijingOffsetMs).toISOString().slice(0, 10)
}

/** The month `YYYY-MM` in Beijing at a moment. */
export function beijingMonth(ms: number): string {
  return beijingDay(ms).slice(0, 7)
}

/** The first moment of a day in Beijing. */
export function beijingDayStart(day: Day): number {
  return Date.parse(`${day}T00:00:00.000Z`) - beijingOffsetMs
}

/** The first moment of a month in Beijing. */
export function beijingMonthStart(month: string): number {
  return beijingDayStart(`${month}-01`)
}

/** Moments between which a month lies, half open. */
export function monthSpan(month: string): { fromMs: number; untilMs: number } {
  return { fromMs: beijingMonthStart(month), untilMs: beijingMonthStart(addMonths(month, 1)) }
}

/** The month some months later, or earlier where negative: `addMonths('2026-12', 1)` is `2027-01`. */
export function addMonths(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const all = year * 12 + (number - 1) + count
  return `${String(Math.floor(all / 12)).padStart(4, '0')}-${String((all % 12) + 1).padStart(2, '0')}`
}

/** Most months that are listed in one go. */
const mostMonths = 240

/** From the first to the last, both included; none where they are reversed. */
export function monthsBetween(from: string, to: string): string[] {
  const months: string[] = []
  for (let month = from; month <= to && months.length < mostMonths; month = addMonths(month, 1)) months.push(month)
  return months
}

/** Every day of a month, first to last. */
export function daysOfMonth(month: string): Day[] {
  const days: Day[] = []
  for (let day: Day | undefined = `${month}-01`; day?.startsWith(month); day = addDays(day, 1)) days.push(day)
  return days
}

/** The last day of a month. */
export function lastDayOf(month: string): Day {
  return beijingDay(beijingMonthStart(addMonths(month, 1)) - 1)
}

/** A day some days later or earlier, of a day that is known to be one. */
export function dayAfter(day: Day, count: number): Day {
  return new Date(Date.parse(day) + count * dayMs).toISOString().slice(0, 10)
}

/** Whole days from one day to another. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs)
}
