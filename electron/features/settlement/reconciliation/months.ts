const dayMs = 86_400_000
/** Settlement counts in Asia/Shanghai: +08:00 all year since 1991 (settlement-reconciliation §4.4). */
const offsetMs = 8 * 3_600_000

/** The month some months later or earlier: `monthAfter('2026-12', 1)` is `2027-01`. */
export function monthAfter(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const all = year * 12 + (number - 1) + count
  return `${String(Math.floor(all / 12)).padStart(4, '0')}-${String((all % 12) + 1).padStart(2, '0')}`
}

/** First millisecond of a month. */
export function monthStartMs(month: string): number {
  return Date.parse(`${month}-01T00:00:00.000Z`) - offsetMs
}

/** First millisecond of a day `YYYY-MM-DD`. */
export function dayStartMs(day: string): number {
  return Date.parse(`${day}T00:00:00.000Z`) - offsetMs
}

/** The day of an instant. */
export function dayOfMs(ms: number): string {
  return new Date(ms + offsetMs).toISOString().slice(0, 10)
}

export function monthOfMs(ms: number): string {
  return dayOfMs(ms).slice(0, 7)
}

/** Whole days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs)
}

/** A day some days later or earlier. */
export function dayAfter(day: string, count: number): string {
  return new Date(Date.parse(day) + count * dayMs).toISOString().slice(0, 10)
}
