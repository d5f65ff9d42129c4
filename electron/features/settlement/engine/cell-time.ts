import { isDay, startOfDayMs } from '@shared/domain/days'
import type { TimePlan } from './scan-types'

const hourMs = 3_600_000
/** Zones whose clock has not been moved since the year given. Source: IANA time zone database. */
const steadyZones: Readonly<Record<string, { hours: number; since: number }>> = {
  'Asia/Shanghai': { hours: 8, since: 1992 },
  'Asia/Hong_Kong': { hours: 8, since: 1980 },
  'Asia/Singapore': { hours: 8, since: 1983 },
  'Asia/Tokyo': { hours: 9, since: 1952 },
  UTC: { hours: 0, since: 0 },
}
const daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
const daysIn = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/**
 * `2026-10-01 09:30:00`, also with `/` or `T`, straight from its bytes, as if the clock were UTC: milliseconds since 1970.
 * `NaN` for everything else.
 */
export function quickWallMs(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 19) return NaN
  const first = bytes[start + 4]
  const middle = bytes[start + 10]
  if ((first !== 0x2d && first !== 0x2f) || bytes[start + 7] !== first) return NaN
  if ((middle !== 0x20 && middle !== 0x54) || bytes[start + 13] !== 0x3a || bytes[start + 16] !== 0x3a) return NaN
  const year = two(bytes, start) * 100 + two(bytes, start + 2)
  const month = two(bytes, start + 5)
  const day = two(bytes, start + 8)
  const hour = two(bytes, start + 11)
  const minute = two(bytes, start + 14)
  const second = two(bytes, start + 17)
  // What is no digit became NaN, and no comparison holds for it.
  if (!(year >= 1970 && year <= 9998 && month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59)) return NaN
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  if (!(day <= (daysIn[month - 1] ?? 0) && (month !== 2 || day <= 28 || leap))) return NaN
  const before = year - 1
  const days = 365 * (year - 1970) + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - 477
  const inYear = (daysBefore[month - 1] ?? 0) + (leap && month > 2 ? 1 : 0) + day - 1
  return ((days + inYear) * 86_400 + hour * 3600 + minute * 60 + second) * 1000
}

function two(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - 0x30
  const ones = (bytes[at + 1] ?? 0) - 0x30
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN
}

/** Moves the wall clock of one zone to UTC. Of an hour that summer time's end repeats, the first; of one that it leaves out, what follows. */
export class ZoneClock {
  readonly #steady: { hours: number; since: number } | undefined
  readonly #offsets = new Map<number, number>()
  readonly #steadyFrom: number

  constructor(readonly zone: string) {
    this.#steady = steadyZones[zone]
    this.#steadyFrom = this.#steady ? Date.UTC(Math.max(this.#steady.since, 1970), 0, 1) : Infinity
  }

  /** @param wallMs the wall clock as if it were UTC */
  toUtc(wallMs: number): number {
    if (wallMs >= this.#steadyFrom) return wallMs - (this.#steady?.hours ?? 0) * hourMs
    // Offsets change at multiples of a quarter of an hour at most.
    const quarter = Math.floor(wallMs / 900_000)
    let offset = this.#offsets.get(quarter)
    if (offset === undefined) {
      offset = offsetAt(quarter * 900_000, this.zone)
      this.#offsets.set(quarter, offset)
    }
    return wallMs - offset
  }
}

/** Milliseconds that the zone's clock is ahead of UTC when it shows `wallMs`. @throws RangeError for a zone that is none */
function offsetAt(wallMs: number, zone: string): number {
  const day = new Date(wallMs).toISOString().slice(0, 10)
  const begin = startOfDayMs(day, zone)
  if (begin === undefined) throw new RangeError(`no such zone: ${zone}`)
  const guesses = [begin, begin + 24 * hourMs].map((ms) => clockAt(ms, zone) - ms)
  const fitting = guesses.find((offset) => clockAt(wallMs - offset, zone) === wallMs)
  return fitting ?? Math.min(...guesses)
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** What the zone's clock shows, as if it were UTC. */
function clockAt(ms: number, zone: string): number {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US-u-ca-iso8601-nu-latn', {
      ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
    })
    formats.set(zone, format)
  }
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]))
  return Date.UTC(parts.year ?? 0, (parts.month ?? 1) - 1, parts.day, parts.hour, parts.minute, parts.second)
}

/** A time in whatever dress a plan's form allows, in UTC; `NaN` where it is none. */
export function readTime(text: string, form: TimePlan['form'], clock: ZoneClock): number {
  const plain = text.normalize('NFKC').replace(/^[`'\s]+|\s+$/gu, '')
  if (form === 'epochSeconds' || form === 'epochMs') return epoch(plain, form === 'epochMs' ? 1 : 1000)
  const offset = /(?:[T ]\d[\d:.]*)\s?(Z|UTC|GMT|[+-]\d{2}:?\d{2})$/u.exec(plain)
  const wall = wallOf(offset ? plain.slice(0, plain.length - (offset[1]?.length ?? 0)).trimEnd() : plain, form)
  if (Number.isNaN(wall)) return NaN
  return offset ? wall - offsetMs(offset[1] ?? 'Z') : clock.toUtc(wall)
}

function epoch(text: string, unit: number): number {
  return /^\d{9,14}(?:\.0+)?$/u.test(text) ? Math.trunc(Number(text)) * unit : NaN
}

function offsetMs(text: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/u.exec(text)
  if (!match) return 0
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000
}

const yearFirst = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})秒?(?:\.\d+)?)?分?)?$/u
const yearLast = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?)?$/u
const compact = /^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2}):?(\d{2})(?::?(\d{2}))?)?$/u

function wallOf(text: string, form: TimePlan['form']): number {
  if (form === 'dayFirst' || form === 'monthFirst') {
    const match = yearLast.exec(text)
    if (match) {
      const [, first = '', second = '', year = '', ...time] = match
      return form === 'dayFirst' ? wallMs(year, second, first, time) : wallMs(year, first, second, time)
    }
  }
  const match = yearFirst.exec(text) ?? compact.exec(text)
  if (!match) return NaN
  const [, year = '', month = '', day = '', ...time] = match
  return wallMs(year, month, day, time)
}

function wallMs(year: string, month: string, date: string, time: readonly (string | undefined)[]): number {
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  const [hour, minute, second] = time.map((part) => Number(part ?? 0))
  if (!isDay(day) || (hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59) return NaN
  return Date.parse(`${day}T00:00:00.000Z`) + (((hour ?? 0) * 60 + (minute ?? 0)) * 60 + (second ?? 0)) * 1000
}
