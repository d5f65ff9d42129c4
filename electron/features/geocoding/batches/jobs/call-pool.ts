/** How fast the provider may be asked. */
export interface Pace {
  /** Calls in a second that the limit allows. */
  perSecond: number
}

/** Seconds of the limit that may be on their way at most: an answer takes no longer. */
const longestSeconds = 12
const most = 2000
const windowMs = 1000

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

  /** Resolves when there is room for one more. */
  async room(): Promise<void> {
    while (this.#flying.size >= this.#room) {
      this.#full = true
      await Promise.race(this.#flying)
    }
  }

  /** The call must not reject. */
  add(call: Promise<void>): void {
    const flying = call.finally(() => {
      this.#flying.delete(flying)
      this.#counted()
    })
    this.#flying.add(flying)
  }

  /** Resolves when nothing is on its way. */
  async idle(): Promise<void> {
    await Promise.all(this.#flying)
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
