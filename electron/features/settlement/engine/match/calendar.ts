const dayMs = 86_400_000
/** Settlement counts in Asia/Shanghai: +08:00 all year since 1991 (settlement-reconciliation §4.4), never the computer's zone. */
const offsetMs = 8 * 3_600_000

/** Days since 1970-01-01, counted in Asia/Shanghai. */
export function dayNumber(ms: number): number {
  return Math.floor((ms + offsetMs) / dayMs)
}

/** First millisecond of a month `YYYY-MM` and of the next one. */
export function monthSpan(month: string): { from: number; until: number } {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return { from: Date.UTC(year, number - 1, 1) - offsetMs, until: Date.UTC(year, number, 1) - offsetMs }
}
