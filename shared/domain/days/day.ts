import { msToInstant } from './instant'

/** A calendar day `YYYY-MM-DD`; the zone it is counted in travels beside it. */
export type Day = string

const dayForm = /^\d{4}-\d\d-\d\d$/
const msPerDay = 86_400_000

/** Whether the text is a day that the calendar has, from 1900-01-01 to 9998-12-31. */
export function isDay(text: string): boolean {
  if (!dayForm.test(text) || text < '1900-01-01' || text > '9998-12-31') return false
  const ms = Date.parse(`${text}T00:00:00.000Z`)
  return msToInstant(ms)?.slice(0, 10) === text
}

/** The day `count` days later (or earlier, when negative); `undefined` for a text that is no day. */
export function addDays(day: Day, count: number): Day | undefined {
  if (!isDay(day)) return undefined
  return msToInstant(Date.parse(`${day}T00:00:00.000Z`) + count * msPerDay)?.slice(0, 10)
}
