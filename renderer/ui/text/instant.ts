// Making a formatter costs far more than using it, and a table asks for hundreds a second.
const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  clocks.set(zone, made)
  return made
}

/**
 * An instant as `2026-11-22 14:05` (with seconds on request) in a zone; the text itself where it is no instant.
 * @param instant `YYYY-MM-DDTHH:mm:ss.sssZ`
 */
export function formatInstant(instant: string, zone: string, withSeconds = false): string {
  const at = Date.parse(instant)
  if (Number.isNaN(at)) return instant
  const parts = clockOf(zone).formatToParts(at)
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? ''
  const clock = `${of('hour')}:${of('minute')}${withSeconds ? `:${of('second')}` : ''}`
  return `${of('year')}-${of('month')}-${of('day')} ${clock}`
}

/** A zone's name as people say it (中国时间, "China Time"), at that instant. */
export function zoneName(instant: string, zone: string, locale: string): string {
  const at = Date.parse(instant)
  if (Number.isNaN(at)) return zone
  const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'shortGeneric' }).formatToParts(at)
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone
}
