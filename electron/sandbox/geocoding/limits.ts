import type { GeoStandInStats, StandInLimit } from './types'

const secondMs = 1000

/** The calls of the last second, oldest first, in a ring that grows as needed. */
class Second {
  #times: number[] = []
  #first = 0

  /** How many calls lie within the 1,000 ms before `now`. */
  count(now: number): number {
    while (this.#first < this.#times.length && now - (this.#times[this.#first] ?? 0) >= secondMs) this.#first += 1
    if (this.#first > 4096) {
      this.#times = this.#times.slice(this.#first)
      this.#first = 0
    }
    return this.#times.length - this.#first
  }

  add(now: number): void {
    this.#times.push(now)
  }
}

/**
 * Counts calls of accounts against the limits of a second and of a day. The second is a window of exactly 1,000 ms that
 * moves with the calls: who keeps it keeps every other way of counting too. A refused call does not count.
 */
export class Limits {
  readonly #seconds = new Map<string, Second>()
  readonly #days = new Map<string, { day: number; used: number }>()
  readonly stats: GeoStandInStats = { requests: 0, counted: 0, refusedForSecond: 0, refusedForDay: 0, mostInASecond: 0 }
  readonly #clock: { now(): Date; monotonic(): number }
  readonly #hoursEast: number

  /** @param hoursEast where the provider's day begins: 8 for Beijing, 0 for UTC */
  constructor(clock: { now(): Date; monotonic(): number }, hoursEast: number) {
    this.#clock = clock
    this.#hoursEast = hoursEast
  }

  /** Counts a call, or says which limit refuses it. */
  take(account: string, { service, perSecond, perDay }: StandInLimit): 'taken' | 'second' | 'day' {
    const bucket = `${account}\n${service}`
    const day = this.#day(bucket)
    if (day.used >= perDay) {
      this.stats.refusedForDay += 1
      return 'day'
    }
    const now = this.#clock.monotonic()
    const second = this.#seconds.get(bucket) ?? new Second()
    this.#seconds.set(bucket, second)
    const before = second.count(now)
    // Below one a second there is still one in a second.
    if (before >= Math.max(1, perSecond)) {
      this.stats.refusedForSecond += 1
      return 'second'
    }
    second.add(now)
    day.used += 1
    this.stats.counted += 1
    this.stats.mostInASecond = Math.max(this.stats.mostInASecond, before + 1)
    return 'taken'
  }

  #day(bucket: string): { day: number; used: number } {
    const today = Math.floor((this.#clock.now().getTime() + this.#hoursEast * 3_600_000) / 86_400_000)
    const known = this.#days.get(bucket)
    if (known?.day === today) return known
    const fresh = { day: today, used: 0 }
    this.#days.set(bucket, fresh)
    return fresh
  }
}
