import { type Day, isDay } from './day'
import { type Instant, instantToMs } from './instant'

const formats = new Map<string, Intl.DateTimeFormat>()

/** Building a format is slow (tens of microseconds); a batch asks for the same zone ten thousand times. */
function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(zone)
  if (known) return known
  // Engines also take fixed offsets ("+08:00"), which are no IANA names and know no summer time.
  if (!/^[A-Za-z]/.test(zone) || zone.length > 64) return undefined
  try {
    const format = new Intl.DateTimeFormat('en-US-u-ca-iso8601-nu-latn', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(zone, format)
    return format
  } catch {
    return undefined
  }
}

/** The wall clock at a moment, written as if it were UTC milliseconds, so that wall clocks can be compared. */
function wallClockMs(ms: number, format: Intl.DateTimeFormat): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {}
  for (const { type, value } of format.formatToParts(ms)) parts[type] = value
  const { year = '', month = '', day = '', hour = '', minute = '', second = '' } = parts
  const wholeSeconds = Date.parse(`${year.padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}.000Z`)
  return wholeSeconds + (ms - Math.floor(ms / 1000) * 1000)
}

/** Whether the text is an IANA time zone name that this machine knows, e.g. `Asia/Shanghai`. */
export function isZone(text: string): boolean {
  return formatOf(text) !== undefined
}

/** The calendar day of an instant in an IANA zone; `undefined` for an unreadable instant or an unknown zone. */
export function dayIn(instant: Instant, zone: string): Day | undefined {
  const ms = instantToMs(instant)
  const format = formatOf(zone)
  if (ms === undefined || !format) return undefined
  const wall = wallClockMs(ms, format)
  return Number.isNaN(wall) ? undefined : new Date(wall).toISOString().slice(0, 10)
}

/** The time of day `HH:mm` of an instant on the wall clock of a zone; `undefined` as for {@link dayIn}. */
export function timeIn(instant: Instant, zone: string): string | undefined {
  const ms = instantToMs(instant)
  const format = formatOf(zone)
  if (ms === undefined || !format) return undefined
  const wall = wallClockMs(ms, format)
  return Number.isNaN(wall) ? undefined : new Date(wall).toISOString().slice(11, 16)
}

const probeMs = 36 * 3_600_000

/**
 * The first moment of a day in a zone, in milliseconds. Not always midnight: where summer time begins at 00:00
 * the day starts at 01:00, and a day that a zone jumped over (Apia, 2011-12-30) starts and ends in the same moment.
 * `undefined` for a text that is no day or an unknown zone.
 */
export function startOfDayMs(day: Day, zone: string): number | undefined {
  const format = formatOf(zone)
  if (!format || !isDay(day)) return undefined
  const midnight = Date.parse(`${day}T00:00:00.000Z`)
  const before = midnight - probeMs
  const after = midnight + probeMs
  const candidates = [before, after].map((probe) => midnight - (wallClockMs(probe, format) - probe))
  const fitting = candidates.filter((ms) => wallClockMs(ms, format) === midnight)
  if (fitting.length > 0) return Math.min(...fitting)
  // Midnight does not exist on this day: look for the jump, the first moment whose clock is past it.
  let low = before
  let high = after
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (wallClockMs(middle, format) < midnight) low = middle
    else high = middle
  }
  return high
}
