import type { Month } from '@shared/contract/settlement-values'
import { dayIn } from '@shared/domain/days'

/** Where every day and month of settlement is counted. */
export const settlementZone = 'Asia/Shanghai'

/** The month in which an instant lies, counted where settlement counts. */
export function monthAt(instant: string): Month {
  return (dayIn(instant, settlementZone) ?? '1970-01').slice(0, 7)
}

/** The month now. */
export const thisMonth = (now = Date.now()): Month => monthAt(new Date(now).toISOString())

/** The month that lies `count` months after (before where negative). */
export function addMonths(month: Month, count: number): Month {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + count
  return `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}`
}

/** First and last day of a month. */
export function daysOfMonth(month: Month): { fromDay: string; toDay: string } {
  const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate()
  return { fromDay: `${month}-01`, toDay: `${month}-${String(last).padStart(2, '0')}` }
}

/** All months from one to another, newest first; none where they are reversed. */
export function monthsBetween(from: Month, to: Month): Month[] {
  const months: Month[] = []
  for (let month = to; month >= from && months.length < 240; month = addMonths(month, -1)) months.push(month)
  return months
}

/** A month that stands in an address; anything else is passed over. */
export function monthIn(value: unknown): Month | undefined {
  return typeof value === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/u.test(value) ? value : undefined
}
