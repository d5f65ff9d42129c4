import { type Day, addDays, isDay } from './day'
import { type Instant, msToInstant } from './instant'
import { isZone, startOfDayMs } from './zone'

/** Both days inclusive, counted in `zone`; a missing end is open. */
export interface DayRange {
  fromDay?: Day | undefined
  toDay?: Day | undefined
  zone: string
}

export type DayRangeProblem = 'zoneUnknown' | 'dayInvalid' | 'rangeReversed'

export type DayRangeResult =
  | { ok: true; from?: Instant; until?: Instant }
  | { ok: false; field: 'fromDay' | 'toDay' | 'zone'; code: DayRangeProblem }

/**
 * The instants that a range of calendar days covers, half open: `from <= instant < until`. Right over summer time,
 * because each end is the real first moment of a day, not a multiple of 24 hours.
 */
export function dayRangeToInstants({ fromDay, toDay, zone }: DayRange): DayRangeResult {
  if (!isZone(zone)) return { ok: false, field: 'zone', code: 'zoneUnknown' }
  if (fromDay !== undefined && !isDay(fromDay)) return { ok: false, field: 'fromDay', code: 'dayInvalid' }
  if (toDay !== undefined && !isDay(toDay)) return { ok: false, field: 'toDay', code: 'dayInvalid' }
  if (fromDay !== undefined && toDay !== undefined && toDay < fromDay) {
    return { ok: false, field: 'toDay', code: 'rangeReversed' }
  }
  const from = fromDay === undefined ? undefined : firstInstant(fromDay, zone)
  const next = toDay === undefined ? undefined : addDays(toDay, 1)
  const until = next === undefined ? undefined : firstInstant(next, zone)
  // The last day that the calendar knows has no next one.
  if (toDay !== undefined && until === undefined) return { ok: false, field: 'toDay', code: 'dayInvalid' }
  return { ok: true, ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) }
}

function firstInstant(day: Day, zone: string): Instant | undefined {
  const ms = startOfDayMs(day, zone)
  return ms === undefined ? undefined : msToInstant(ms)
}
