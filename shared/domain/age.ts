const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A length of time as a person says it: in its largest whole unit. `now`: under a minute. */
export interface Age {
  unit: 'now' | 'minutes' | 'hours' | 'days'
  count: number
}

/** How long ago an instant was. @param now milliseconds of the clock */
export function ageOf(instant: string, now: number): Age {
  const ms = Math.max(0, now - Date.parse(instant))
  if (ms < minute) return { unit: 'now', count: 0 }
  if (ms < hour) return { unit: 'minutes', count: Math.floor(ms / minute) }
  if (ms < day) return { unit: 'hours', count: Math.floor(ms / hour) }
  return { unit: 'days', count: Math.floor(ms / day) }
}

/** How long until an instant, rounded up: what ends in 90 minutes has 2 hours at most. */
export function timeLeft(instant: string, now: number): { unit: Exclude<Age['unit'], 'now'>; count: number } {
  const ms = Math.max(0, Date.parse(instant) - now)
  if (ms < hour) return { unit: 'minutes', count: Math.ceil(ms / minute) }
  if (ms < day) return { unit: 'hours', count: Math.ceil(ms / hour) }
  return { unit: 'days', count: Math.ceil(ms / day) }
}
