import type { TodoText } from './todo'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/**
 * How long ago an instant was, as a person says it; the text key and its number.
 * @param now milliseconds of the clock
 */
export function ageOf(instant: string, now: number): TodoText {
  const ms = Math.max(0, now - Date.parse(instant))
  if (ms < minute) return { key: 'today.age.now' }
  if (ms < hour) return { key: 'today.age.minutes', params: { count: Math.floor(ms / minute) } }
  if (ms < day) return { key: 'today.age.hours', params: { count: Math.floor(ms / hour) } }
  return { key: 'today.age.days', params: { count: Math.floor(ms / day) } }
}

/** How long until an instant. */
export function dueIn(instant: string, now: number): TodoText {
  const ms = Math.max(0, Date.parse(instant) - now)
  if (ms < hour) return { key: 'today.due.minutes', params: { count: Math.ceil(ms / minute) } }
  if (ms < day) return { key: 'today.due.hours', params: { count: Math.ceil(ms / hour) } }
  return { key: 'today.due.days', params: { count: Math.ceil(ms / day) } }
}
