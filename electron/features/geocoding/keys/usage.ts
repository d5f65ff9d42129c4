import { addDays, dayIn, msToInstant, startOfDayMs } from '@shared/domain/days'
import type { Clock } from '../../../platform/clock/clock'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { geoKeysRepository } from './repository'

/** One service's calls on one of the provider's days; keys of the same account share it. */
export interface Meter {
  meter: string
  service: string
  /** Zone in which the provider's day begins. */
  dayZone: string
  perDay: number
  perSecond: number
}

interface Count {
  used: number
  exhausted: boolean
  /** Counted in the database and not sent yet. */
  ahead: number
  /** Calls that wait to be counted: one transaction serves them all, however slow the disk is. */
  waiting: number
  /** Set while more are being counted. */
  counting: Promise<void> | undefined
}

/** The last day that was asked for in each zone: calendars are slow, and every call asks. */
const days = new Map<string, { day: string; fromMs: number; untilMs: number }>()

/** The day in its zone, and the instant at which the next one begins. */
export function providerDay(clock: Clock, zone: string): { day: string; until: string } {
  const now = clock.now().getTime()
  let known = days.get(zone)
  if (!known || now < known.fromMs || now >= known.untilMs) {
    const day = dayIn(clock.instant(), zone) ?? clock.instant().slice(0, 10)
    const untilMs = startOfDayMs(addDays(day, 1) ?? day, zone) ?? now + dayMs
    known = { day, fromMs: startOfDayMs(day, zone) ?? now, untilMs }
    days.set(zone, known)
  }
  return { day: known.day, until: msToInstant(known.untilMs) ?? clock.instant() }
}

const dayMs = 86_400_000
/** So many tenths of a second's calls are counted ahead in one transaction, or as many as wait for it. */
const aheadShare = 0.1

/**
 * How many calls of a provider's day are used. Every call is counted in the database before it leaves; at a high rate
 * some are counted ahead in one transaction, so that after a kill at most these few count as used though they were not
 * sent, and never the other way round.
 */
export class UsageLedger {
  readonly #repository: RepositoryClient<typeof geoKeysRepository>
  readonly #clock: Clock
  #counts: Promise<Map<string, Count>> | undefined
  readonly #reportError: (where: string, cause: unknown) => void
  /** The same map once it was read: screens and limits look without waiting. */
  #known: ReadonlyMap<string, Count> = new Map()

  constructor(parts: { repository: RepositoryClient<typeof geoKeysRepository>; clock: Clock; reportError: (where: string, cause: unknown) => void }) {
    this.#repository = parts.repository
    this.#reportError = parts.reportError
    this.#clock = parts.clock
  }

  /** Counts one call; answers the day that it is counted for, `undefined` where that is used up. */
  async take(meter: Meter): Promise<string | undefined> {
    const { day } = providerDay(this.#clock, meter.dayZone)
    const count = await this.#count(meter, day)
    count.waiting += 1
    try {
      return (await this.#take(meter, day, count)) ? day : undefined
    } finally {
      count.waiting -= 1
    }
  }

  async #take(meter: Meter, day: string, count: Count): Promise<boolean> {
    for (;;) {
      if (count.exhausted) return false
      if (count.ahead > 0) {
        count.ahead -= 1
        return true
      }
      if (count.used >= meter.perDay) return false
      count.counting ??= this.#more(meter, day, count).finally(() => (count.counting = undefined))
      await count.counting
      if (count.ahead === 0 && count.used >= meter.perDay) return false
    }
  }

  /** The first request leaves for a call that was counted for `day`; it may have waited over midnight for its turn. */
  leaves(meter: Meter, day: string): void {
    if (providerDay(this.#clock, meter.dayZone).day === day) return
    this.note(meter)
    this.giveBack(meter, day).catch((cause: unknown) => this.#reportError('geocoding.usage', cause))
  }

  /** One more request leaves for a call that was counted. */
  note(meter: Meter): void {
    const { day } = providerDay(this.#clock, meter.dayZone)
    void this.#count(meter, day)
      .then(async (count) => {
        if (count.ahead > 0) {
          count.ahead -= 1
          return
        }
        count.used += 1
        await this.#repository.count({ meter: meter.meter, service: meter.service, day, wanted: 1, perDay: Infinity })
      })
      .catch((cause: unknown) => this.#reportError('geocoding.usage', cause))
  }

  /** A call that was counted for `day` has not left on it: no other day has one more for that. */
  async giveBack(meter: Meter, day: string): Promise<void> {
    const count = await this.#count(meter, day)
    if (count.used > count.ahead) count.ahead += 1
  }

  /**
   * The provider says that the day is used up, whatever was counted here: others call with the same key, or its limit is
   * lower. What comes after midnight to a call of `day` says nothing about the next one.
   */
  async exhaust(meter: Meter, day: string): Promise<void> {
    const count = await this.#count(meter, day)
    if (count.exhausted) return
    count.exhausted = true
    await this.#repository.exhaust({ meter: meter.meter, service: meter.service, day })
  }

  /** What the provider said of the day was about a key that is another now: a new secret, another limit bought. */
  async forgive(meter: string): Promise<void> {
    await this.#repository.forgive(meter)
    for (const [name, count] of await this.#all()) if (name.startsWith(`${meter}\n`)) count.exhausted = false
  }

  async load(): Promise<void> {
    await this.#all()
  }

  /** After {@link load}. */
  usage(meter: Pick<Meter, 'meter' | 'service' | 'dayZone'>): { day: string; used: number; exhausted: boolean } {
    const { day } = providerDay(this.#clock, meter.dayZone)
    const count = this.#known.get(nameOf(meter, day))
    return { day, used: (count?.used ?? 0) - (count?.ahead ?? 0), exhausted: count?.exhausted ?? false }
  }

  /** Gives back what was counted ahead; before the program ends. */
  async stop(): Promise<void> {
    for (const [name, count] of this.#known) {
      const [meter = '', service = '', day = ''] = name.split('\n')
      const { ahead } = count
      if (ahead === 0) continue
      count.ahead = 0
      count.used -= ahead
      await this.#repository.count({ meter, service, day, wanted: -ahead, perDay: 0 })
    }
  }

  async #more({ meter, service, perDay, perSecond }: Meter, day: string, count: Count): Promise<void> {
    const wanted = Math.max(1, Math.floor(perSecond * aheadShare), count.waiting)
    const { granted, used, exhausted } = await this.#repository.count({ meter, service, day, wanted, perDay })
    count.used = used
    count.exhausted ||= exhausted
    count.ahead += granted
  }

  async #count(meter: Pick<Meter, 'meter' | 'service'>, day: string): Promise<Count> {
    const counts = await this.#all()
    const name = nameOf(meter, day)
    const count = counts.get(name) ?? { used: 0, exhausted: false, ahead: 0, waiting: 0, counting: undefined }
    counts.set(name, count)
    return count
  }

  #all(): Promise<Map<string, Count>> {
    if (this.#counts) return this.#counts
    // Yesterday's too: somewhere it is still today.
    const since = addDays(this.#clock.instant().slice(0, 10), -1) ?? ''
    const reading = this.#repository.usage(since).then((rows) => {
      const counts = new Map(
        rows.map((row): [string, Count] => [nameOf(row, row.day), { used: row.used, exhausted: row.exhausted, ahead: 0, waiting: 0, counting: undefined }]),
      )
      this.#known = counts
      return counts
    })
    this.#counts = reading
    reading.catch(() => (this.#counts = undefined))
    return reading
  }
}

const nameOf = ({ meter, service }: Pick<Meter, 'meter' | 'service'>, day: string) => `${meter}\n${service}\n${day}`
