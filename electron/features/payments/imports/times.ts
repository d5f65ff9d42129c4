import { isDay, msToInstant, startOfDayMs, timeIn } from '@shared/domain/days'

const hourMs = 3_600_000

/**
 * A time as exports write it: with a zone as it says; seconds or milliseconds since 1970; else on the wall clock of
 * `zone`. A day alone is its first moment. Undefined where it is no time.
 */
export function parseTime(text: string, zone: string): string | undefined {
  const plain = text.normalize('NFKC').trim()
  if (/^\d{10}$/u.test(plain)) return msToInstant(Number(plain) * 1000)
  if (/^\d{13}$/u.test(plain)) return msToInstant(Number(plain))
  const compact = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/u.exec(plain)
  if (compact) return onWall(compact.slice(1), zone)
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})$/u.test(plain)) {
    const ms = Date.parse(plain)
    return Number.isNaN(ms) ? undefined : msToInstant(ms)
  }
  const parts = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/u.exec(plain)
  return parts ? onWall(parts.slice(1), zone) : undefined
}

function onWall(parts: readonly (string | undefined)[], zone: string): string | undefined {
  const [year = '', month = '', date = '', hour = '0', minute = '0', second = '0'] = parts
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  if (!isDay(day) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const begin = startOfDayMs(day, zone)
  if (begin === undefined) return undefined
  const ms = begin + Number(hour) * hourMs + Number(minute) * 60_000 + Number(second) * 1000
  const wanted = `${hour.padStart(2, '0')}:${minute}`
  // On a day on which the clock was changed the hours behind the change are shifted.
  const fitting = [ms, ms - hourMs, ms + hourMs].find((candidate) => timeIn(msToInstant(candidate) ?? '', zone) === wanted)
  return msToInstant(fitting ?? ms)
}
