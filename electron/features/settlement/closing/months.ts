/** Instants between which a month lies, half open, counted at +08:00 (settlement-reconciliation §4.4). */
export function monthSpan(month: string): { from: string; until: string } {
  const first = Date.parse(`${month}-01T00:00:00.000+08:00`)
  const next = Date.parse(`${monthAfter(month)}-01T00:00:00.000+08:00`)
  return { from: new Date(first).toISOString(), until: new Date(next).toISOString() }
}

export function monthAfter(month: string, by = 1): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const index = year * 12 + number - 1 + by
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`
}

/** From the first to the last, both included; at most 36. */
export function monthsBetween(from: string, to: string): string[] {
  const months: string[] = []
  for (let month = from; month <= to && months.length < 36; month = monthAfter(month)) months.push(month)
  return months
}

/** The last calendar day of a month. */
export function lastDayOf(month: string): string {
  return new Date(Date.parse(`${monthAfter(month)}-01T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
}

/** The month in which an instant lies. */
export function monthOf(instant: string): string {
  return new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 7)
}
