/** The last day that a spreadsheet knows, 9999-12-31, in the 1900 system. */
const lastSerial = 2_958_465
const secondsPerDay = 86_400

/** How a date cell is shown: with a day, with a time, or both. */
export interface DateDisplay {
  day: boolean
  time: boolean
}

/**
 * Turns the serial number of a date cell into `YYYY-MM-DD`, `YYYY-MM-DD HH:mm:ss` or, for a cell that shows only a
 * time, `HH:mm:ss` (hours may pass 24). A cell that shows only a day but holds a time keeps its time. Seconds are
 * rounded, because 14:05 is stored as 0.586805555555556. Undefined where it is no date of the calendar.
 *
 * Source of the day count: ECMA-376 part 1, §18.17.4.1, including 1900-02-29, which the 1900 system has by mistake.
 */
export function serialToText(serial: number, display: DateDisplay, epoch1904: boolean): string | undefined {
  if (!Number.isFinite(serial) || serial < 0) return undefined
  const seconds = Math.round(serial * secondsPerDay)
  const time = seconds % secondsPerDay
  const day = Math.floor(seconds / secondsPerDay)
  // A time of day alone in a cell that could show a day as well.
  const timeAlone = day === 0 && time > 0 && !epoch1904
  if (!display.day || timeAlone) return clockText(seconds)
  const shown = dayText(epoch1904 ? day + 1462 : day)
  if (shown === undefined) return undefined
  return display.time || time > 0 ? `${shown} ${clockText(time)}` : shown
}

/**
 * The serial number (1900 system) of `YYYY-MM-DD` or `YYYY-MM-DD HH:mm:ss`; undefined where it is no such day, or a
 * day before 1900-03-01, which spreadsheet programs count differently from each other.
 */
export function textToSerial(text: string): number | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})(?: (\d{2}):(\d{2}):(\d{2}))?$/.exec(text)
  if (!found) return undefined
  const parts = found.slice(1).map((part) => Number(part || 0))
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const serial = daysFromCivil(year, month, day) + 25_569
  if (serial < 61 || dayText(serial) !== text.slice(0, 10)) return undefined
  return serial + (hour * 3600 + minute * 60 + second) / secondsPerDay
}

function dayText(serial: number): string | undefined {
  if (serial < 1 || serial > lastSerial) return undefined
  if (serial === 60) return '1900-02-29'
  const { year, month, day } = civilFromDays((serial < 60 ? serial + 1 : serial) - 25_569)
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}`
}

function clockText(seconds: number): string {
  return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0')
}

/** Days since 1970-01-01 of a Gregorian day (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** The day in the Gregorian calendar of a count of days since 1970-01-01 (same source). */
function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  }
}
