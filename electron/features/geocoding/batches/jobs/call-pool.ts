import { setTimeout as wait } from 'node:timers/promises'

/** How fast the provider may be asked. */
export interface Pace {
  /** Calls in a second that the limit allows. */
  perSecond: number
}

/** Seconds of the limit that may be on their way at most: an answer takes no longer. */
const longestSeconds = 12
const most = 2000
const windowMs = 1000
const napMs = 250

/**
 * As many calls on their way as it takes to hold the limit, whatever an answer takes: one second's worth to begin with,
 * more while fewer come back than the limit allows. Not all at once: those that only wait for their turn would have to
 * be waited for on a pause.
 */
export class CallPool {
  readonly #perSecond: number
  readonly #now: () => number
  readonly #flying = new Set<Promise<void>>()
  #room: number
  #windowFrom: number
  #came = 0
  /** Somebody waited for room in this window: fewer calls than wanted were on their way. */
  #full = false

  constructor({ perSecond }: Pace, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond
    this.#now = now
    this.#room = Math.min(most, Math.ceil(perSecond) + 1)
    this.#windowFrom = now()
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
    })
    this.#flying.add(flying)
  }

  /** Whether nothing is on its way any more; waits for it, but not so long that a pause would go unseen. */
  async idle(): Promise<boolean> {
    if (this.#flying.size > 0) await this.#nextOrNap()
    return this.#flying.size === 0
  }

  async #nextOrNap(): Promise<void> {
    const nap = new AbortController()
    await Promise.race([...this.#flying, wait(napMs, undefined, { signal: nap.signal }).catch(() => undefined)])
    nap.abort()
  }

  #counted(): void {
    this.#came += 1
    const ms = this.#now() - this.#windowFrom
    if (ms < windowMs) return
    const tooFew = (this.#came / ms) * 1000 < this.#perSecond * 0.97
    if (this.#full && tooFew)
      this.#room = Math.min(most, Math.ceil(this.#perSecond * longestSeconds), this.#room + Math.ceil(this.#room / 2))
    this.#came = 0
    this.#full = false
    this.#windowFrom = this.#now()
  }
}
