import { addDays, type Day } from '../days'

/** All days of settlement are counted at +08:00, whatever zone the computer is in; China has had no summer time since 1991. */
export const beijingOffsetMs = 8 * 3_600_000

/** The calendar day in Beijing at a moment. */
export function beijingDay(ms: number): Day {
  return new Date(ms + beijingOffsetMs).toISOString().slice(0, 10)
}

/** The first moment of a day in Beijing. */
export function beijingDayStart(day: Day): number {
  return Date.parse(`${day}T00:00:00.000Z`) - beijingOffsetMs
}

/** Every day of a month `YYYY-MM`, first to last. */
export function daysOfMonth(month: string): Day[] {
  const days: Day[] = []
  for (let day: Day | undefined = `${month}-01`; day?.startsWith(month); day = addDays(day, 1)) days.push(day)
  return days
}

export function monthBefore(month: string): string {
  return (addDays(`${month}-01`, -1) ?? month).slice(0, 7)
}

/** From when on the bill of a day can be had: `hour` o'clock of the next day in Beijing. */
export function billReadyAt(day: Day, hour: number): number {
  return beijingDayStart(addDays(day, 1) ?? day) + hour * 3_600_000
}

/** The last day on which the bill of a day can be fetched, when interfaces go back `days` days. */
export function lastFetchDay(day: Day, days: number): Day {
  return addDays(day, days) ?? day
}
