import { addDays, type Day } from '../days'
import type { HolidayYearData } from './holiday-year'

/** A day that somebody set by hand; it comes before every notice. */
export interface DayOverride {
  day: Day
  off: boolean
}

export interface CountedDay {
  day: Day
  /** Years whose notice is not known although the count depends on it. Empty: the day is certain. */
  provisionalYears: number[]
}

/** Chinese working days: Monday to Friday that no notice takes off, and the weekend days on which it has people work. */
export interface WorkdayCalendar {
  isWorkday(day: Day): boolean
  /** Years whose notice is known. */
  years: readonly number[]
  /**
   * The day that lies `count` working days after `from`. The starting day is not counted (Civil Code art. 201); the last
   * day counted is a working day, so that art. 203 never moves it. `count` 0 is `from` itself.
   */
  after(from: Day, count: number): CountedDay
  /** Working days after `from` up to and with `to`; negative where `to` lies before. */
  between(from: Day, to: Day): number
}

/**
 * A calendar of the notices that are known. A year without one is counted by weekdays and the holidays that
 * the law fixes to a date, and named as provisional: never guessed in silence (settlement-reconciliation §4.5).
 */
export function workdayCalendar(notices: readonly HolidayYearData[], overrides: readonly DayOverride[] = []): WorkdayCalendar {
  const off = new Map<Day, boolean>()
  // The later notice counts for a December day that both speak of.
  for (const { days } of notices.toSorted((a, b) => a.year - b.year)) for (const { date, isOffDay } of days) off.set(date, isOffDay)
  const byHand = new Map(overrides.map((one) => [one.day, one.off]))
  const known = new Set(notices.map(({ year }) => year))
  const isOffByRule = (day: Day) => isWeekend(day) || (!known.has(Number(day.slice(0, 4))) && isStatutory(day))
  const isWorkday = (day: Day) => !(byHand.get(day) ?? off.get(day) ?? isOffByRule(day))
  const unknownYears = (day: Day) => (byHand.has(day) ? [] : yearsOf(day).filter((year) => !known.has(year)))

  return {
    isWorkday,
    years: [...known].sort((a, b) => a - b),
    after: (from, count) => {
      const provisional = new Set<number>()
      let day = from
      for (let left = count; left > 0; ) {
        day = next(day, 1)
        for (const year of unknownYears(day)) provisional.add(year)
        if (isWorkday(day)) left -= 1
      }
      return { day, provisionalYears: [...provisional].sort((a, b) => a - b) }
    },
    between: (from, to) => {
      const [first, last, sign] = from <= to ? [from, to, 1] : [to, from, -1]
      let count = 0
      for (let day = first; day < last; ) {
        day = next(day, 1)
        if (isWorkday(day)) count += 1
      }
      return count === 0 ? 0 : sign * count
    },
  }
}

/**
 * Holidays that the law itself fixes to a date (全国年节及纪念日放假办法, as of 2025-01-01): New Year, 1 and 2 May, 1 to 3
 * October. They hold without a notice; how they are moved and made up for, and the holidays of the lunar calendar, only
 * the notice says, so a year without one stays provisional.
 */
const statutory: ReadonlySet<string> = new Set(['01-01', '05-01', '05-02', '10-01', '10-02', '10-03'])

const isStatutory = (day: Day): boolean => statutory.has(day.slice(5))

/** Whose notices say what a day is: its year's, and for the last days of December the next one's too. */
function yearsOf(day: Day): number[] {
  const year = Number(day.slice(0, 4))
  // Earliest that a next year's notice reached back so far: the make-up Saturdays 2007-12-29 and 2018-12-29.
  const reachedBack = day.slice(5) >= '12-30' || (day.slice(5) === '12-29' && isWeekend(day))
  return reachedBack ? [year, year + 1] : [year]
}

function isWeekend(day: Day): boolean {
  const weekday = new Date(`${day}T00:00:00.000Z`).getUTCDay()
  return weekday === 0 || weekday === 6
}

function next(day: Day, count: number): Day {
  const found = addDays(day, count)
  if (found === undefined) throw new RangeError(`no day after ${day}`)
  return found
}
