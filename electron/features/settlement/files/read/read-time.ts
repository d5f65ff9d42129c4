import { isDay, msToInstant, startOfDayMs, timeIn } from '@shared/domain/days'
import type { TimePlan } from '../../engine/scan-types'

const hourMs = 3_600_000
/** China has had no summer time since 1991 (settlement-reconciliation §4.4). */
const fixedMs: Readonly<Record<string, number>> = { 'Asia/Shanghai': 8 * hourMs, 'Asia/Hong_Kong': 8 * hourMs, UTC: 0, 'Etc/UTC': 0 }

/** Milliseconds of a time as files write it; undefined where it is none. */
export function readTime(text: string, form: TimePlan['form'], zone: string): number | undefined {
  const plain = text.normalize('NFKC').trim()
  if (form === 'epochSeconds' || form === 'epochMs') return /^\d{9,13}$/u.test(plain) ? Number(plain) * (form === 'epochSeconds' ? 1000 : 1) : undefined
  const offset = /^(\d{4})[-/](\d{2})[-/](\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})$/u.exec(plain)
  if (offset) return withOffset(offset)
  if (form === 'dayFirst' || form === 'monthFirst') return byOrder(plain, form, zone)
  const compact = /^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2}):?(\d{2}):?(\d{2})?)?$/u.exec(plain)
  const parts = compact ?? /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?秒?)?分?)?$/u.exec(plain)
  return parts ? onWall(parts.slice(1), zone) : undefined
}

function withOffset(parts: RegExpExecArray): number | undefined {
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00', zone = 'Z'] = parts
  if (!isDay(`${year}-${month}-${day}`)) return undefined
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`}`)
  return Number.isNaN(ms) ? undefined : ms
}

function byOrder(plain: string, form: 'dayFirst' | 'monthFirst', zone: string): number | undefined {
  const parts = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}|\d{4})(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(AM|PM)?)?$/iu.exec(plain)
  if (!parts) return readTime(plain, 'wall', zone)
  const [, first = '', second = '', shortYear = '', hour, minute, seconds, half] = parts
  const year = shortYear.length === 2 ? `20${shortYear}` : shortYear
  const [day, month] = form === 'dayFirst' ? [first, second] : [second, first]
  const turned = hour !== undefined && half !== undefined ? String((Number(hour) % 12) + (/pm/iu.test(half) ? 12 : 0)) : hour
  return onWall([year, month, day, turned, minute, seconds], zone)
}

function onWall(parts: readonly (string | undefined)[], zone: string): number | undefined {
  const [year = '', month = '', date = '', hour = '0', minute = '0', second = '0'] = parts
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  if (!isDay(day) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const ofDay = Number(hour) * hourMs + Number(minute) * 60_000 + Number(second) * 1000
  const fixed = fixedMs[zone]
  if (fixed !== undefined) return Date.parse(`${day}T00:00:00.000Z`) - fixed + ofDay
  const begin = startOfDayMs(day, zone)
  if (begin === undefined) return undefined
  const ms = begin + ofDay
  const wanted = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  // On a day on which the clock was changed the hours behind the change are shifted.
  return [ms, ms - hourMs, ms + hourMs].find((candidate) => timeIn(msToInstant(candidate) ?? '', zone) === wanted) ?? ms
}
