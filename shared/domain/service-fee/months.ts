import type { FeeWindow } from './types'

/** Settlement counts in Beijing time; China has had no summer time since 1991, so a fixed offset is right (§4.4). */
const offsetMs = 8 * 3_600_000

/** A month `YYYY-MM` as instants, whatever the zone of the computer. */
export function monthWindow(month: string): FeeWindow {
  return { fromMs: startOf(month), untilMs: startOf(nextMonth(month)) }
}

export function nextMonth(month: string, count = 1): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const index = year * 12 + number - 1 + count
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`
}

export const previousMonth = (month: string): string => nextMonth(month, -1)

export function monthOfMs(ms: number): string {
  return new Date(ms + offsetMs).toISOString().slice(0, 7)
}

const startOf = (month: string): number => Date.parse(`${month}-01T00:00:00.000Z`) - offsetMs
