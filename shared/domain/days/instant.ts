/** An instant in UTC with milliseconds, always 24 characters: `2026-11-22T06:05:00.000Z`. */
export type Instant = string

const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/**
 * Reads an instant as milliseconds since 1970; `undefined` where the text has another form or names no moment
 * (`2026-02-30T…`).
 */
export function instantToMs(instant: string): number | undefined {
  if (!instantForm.test(instant)) return undefined
  const ms = Date.parse(instant)
  return msToInstant(ms) === instant ? ms : undefined
}

/** Writes milliseconds since 1970 as an instant; `undefined` outside the years 0 to 9999. */
export function msToInstant(ms: number): Instant | undefined {
  if (Number.isNaN(ms) || Math.abs(ms) > 8.64e15) return undefined
  const text = new Date(ms).toISOString()
  return text.length === 24 ? text : undefined
}
