const msPerDay = 86_400_000

/** Days from `today` to a day, negative where it has passed; both are days of one calendar. */
export function daysUntil(day: string, today: string): number {
  return Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / msPerDay)
}
