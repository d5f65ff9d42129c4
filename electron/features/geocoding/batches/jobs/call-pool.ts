import { setTimeout as wait } from 'node:timers/promises'

/** How fast the provider may be asked. */
export interface Pace {
  /** Calls in a second that the limit allows. */
  perSecond: number
}

/** Seconds of the limit that may be on their way at most: an answer takes no longer. */
const longestSeconds = 12
const most = 2000
/** A window over which is counted: long enough that one call more or less is no reason. */
const windowMs = 1000
const windowCalls = 40
/** Of the limit; a little is lost to keeping it exactly. */
const enough = 0.95
const napMs = 250

interface Time {
  /** Milliseconds that never run backwards. */
  now: () => number
  /** Resolves after so long, or earlier when the signal aborts. */
  nap: (milliseconds: number, signal: AbortSignal) => Promise<unknown>
}

const systemTime: Time = {
  now: () => performance.now(),
  nap: (milliseconds, signal) => wait(milliseconds, undefined, { signal }).catch(() => undefined),
}

/**
 * As many calls on their way as it takes to hold the limit, whatever an answer takes: one second's worth to begin with,
 * more while fewer come back than the limit allows. Not all at once: those that only wait for their turn would have to
 * be waited for on a pause.
 */
export class CallPool {
  readonly #perSecond: number
  readonly #now: () => number
  readonly #nap: Time['nap']
  readonly #flying = new Set<Promise<void>>()
  /** Wakes the one who waits for room, or for the end. */
  #wake: (() => void) | undefined
  #room: number
  #windowFrom: number | undefined
  #came = 0
  /** Somebody waited for room in this window: fewer calls than wanted were on their way. */
  #full = false

  constructor({ perSecond }: Pace, { now, nap }: Time = systemTime) {
    this.#perSecond = perSecond
    this.#now = now
    this.#nap = nap
    this.#room = Math.min(most, Math.ceil(perSecond) + 1)
  }

  /** How many may be on their way. */
  get size(): number {
    return this.#room
  }

  /** Whether there is room for one more; waits for it, but not so long that a pause would go unseen. */
  async room(): Promise<boolean> {
    if (this.#flying.size < this.#room) return true
    this.#full = true
    await this.#nextOrNap()
    return this.#flying.size < this.#room
  }

  /** The call must not reject. */
  add(call: Promise<void>): void {
    const flying = call.finally(() => {
      this.#flying.delete(flying)
      this.#counted()
      this.#wake?.()
    })
    this.#flying.add(flying)
  }

  /** Whether nothing is on its way any more; waits for it, but not so long that a pause would go unseen. */
  async idle(): Promise<boolean> {
    if (this.#flying.size > 0) await this.#nextOrNap()
    return this.#flying.size === 0
  }

  async #nextOrNap(): Promise<void> {
    const awake = new AbortController()
    const { promise: next, resolve } = Promise.withResolvers<void>()
    this.#wake = resolve
    await Promise.race([next, this.#nap(napMs, awake.signal)])
    awake.abort()
  }

  #counted(): void {
    // The first one opens the window: what it took itself says nothing about the rate.
    if (this.#windowFrom === undefined) {
      this.#windowFrom = this.#now()
      return
    }
    this.#came += 1
    const ms = this.#now() - this.#windowFrom
    if (ms < windowMs || this.#came < windowCalls) return
    if (this.#full && (this.#came / ms) * 1000 < this.#perSecond * enough)
      this.#room = Math.min(most, Math.ceil(this.#perSecond * longestSeconds), this.#room + Math.ceil(this.#room / 2))
    this.#came = 0
    this.#full = false
    this.#windowFrom = this.#now()
  }
}
