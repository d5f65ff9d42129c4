import type { PushRules } from '@shared/contract/today-push'
import { addDays, dayIn, startOfDayMs, timeIn } from '@shared/domain/days'

export const defaultRules: PushRules = { mutedKinds: [], atOnce: true, digestAt: '09:00', language: 'zh-CN' }

/** A moment on the wall clock of a zone. */
export interface WallTime {
  day: string
  /** `HH:mm` */
  time: string
}

export function wallTime(instant: string, zone: string): WallTime {
  return { day: dayIn(instant, zone) ?? '', time: timeIn(instant, zone) ?? '' }
}

/** Whether nothing may be sent now. Hours from … until …, the end not counted, may go over midnight. */
export function isQuiet({ quiet }: Pick<PushRules, 'quiet'>, time: string): boolean {
  if (!quiet) return false
  const { from, until } = quiet
  return from < until ? time >= from && time < until : time >= from || time < until
}

/**
 * Whether the summary of the day is due: its time has come today and it was not sent. What was missed because the
 * program was off is made up for on the same day, and let go afterwards.
 * @param doneDay day whose summary is done with
 */
export function isDigestDue({ digestAt }: Pick<PushRules, 'digestAt'>, { day, time }: WallTime, doneDay: string): boolean {
  return digestAt !== undefined && doneDay < day && time >= digestAt
}

/** For a target that begins now: the day whose summary it need not get any more. */
export function doneDayAtStart({ digestAt }: Pick<PushRules, 'digestAt'>, { day, time }: WallTime): string {
  return digestAt !== undefined && time < digestAt ? (addDays(day, -1) ?? day) : day
}

/** When the next summary is due. */
export function nextDigest({ digestAt }: Pick<PushRules, 'digestAt'>, instant: string, zone: string): string | undefined {
  if (digestAt === undefined) return undefined
  const { day, time } = wallTime(instant, zone)
  const on = time < digestAt ? day : addDays(day, 1)
  const begins = on === undefined ? undefined : startOfDayMs(on, zone)
  if (begins === undefined) return undefined
  const [hours, minutes] = digestAt.split(':').map(Number)
  const wanted = begins + ((hours ?? 0) * 60 + (minutes ?? 0)) * 60_000
  // On a day with a change of summer time the wall clock is an hour off the count from midnight.
  const exact = [0, -3_600_000, 3_600_000].map((shift) => wanted + shift).find((ms) => timeIn(new Date(ms).toISOString(), zone) === digestAt)
  return new Date(exact ?? wanted).toISOString()
}

const retryWaitsMs = [5 * 60_000, 30 * 60_000] as const
/** So many certain failures in a row, and a target is left alone until somebody has mended it. */
export const givenUpAfter = retryWaitsMs.length + 1

/** When a target may be tried again after so many failures in a row; `null`: not before somebody has mended it. */
export function retryAfter(failures: number, now: number): string | null {
  const wait = retryWaitsMs[failures - 1]
  return wait === undefined ? null : new Date(now + wait).toISOString()
}
