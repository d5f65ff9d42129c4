import type { Tone } from '@renderer/ui/text/tone'
import type { BackupStatus } from '@shared/contract/backups'

/**
 * - `off`: no folder, so nothing is made by itself
 * - `failing`: the newest attempt failed
 * - `never`: a folder is chosen and nothing was made yet
 * - `late`: one was due and was not made
 * - `good`: the newest one is no older than the plan says
 */
export type BackupHealth = 'off' | 'failing' | 'never' | 'late' | 'good'

export const healthTones: Record<BackupHealth, Tone> = {
  off: 'attention',
  failing: 'failed',
  never: 'attention',
  late: 'attention',
  good: 'done',
}

/** A backup that is due is made within a minute; this much later something keeps it from being made. */
const graceMs = 15 * 60_000

/** How things stand with the backups. @param now milliseconds of the clock */
export function healthOf(status: BackupStatus, now: number): BackupHealth {
  const { plan, lastSuccess, lastFailure, nextAt } = status
  if (lastFailure && (!lastSuccess || lastSuccess.at < lastFailure.at)) return 'failing'
  if (plan.folder === undefined) return 'off'
  if (!lastSuccess) return 'never'
  return nextAt !== undefined && now > Date.parse(nextAt) + graceMs ? 'late' : 'good'
}

const steps = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const

/** How far an instant is from now, in words: 5小时前, "in 3 hours". Less than a minute is 此刻, "this minute". */
export function distanceOf(instant: string, now: number, locale: string): string {
  const ms = Date.parse(instant) - now
  const step = steps.find((one) => Math.abs(ms) >= one.ms)
  const words = new Intl.RelativeTimeFormat(locale, { numeric: step ? 'always' : 'auto' })
  return words.format(step ? Math.trunc(ms / step.ms) : 0, step?.unit ?? 'minute')
}
