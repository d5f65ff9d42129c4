import type { Clock } from '../../../platform/clock/clock'
import type { HttpClient, RateLimit } from '../../../platform/http'

/** After a second refusal in a row the rate is half for so long (geocoding-and-face 7.2). */
const slowMs = 60_000
/** Refusals that come closer together than this are in a row. */
const inARowMs = 10_000
const firstWaitMs = 1000
const longestWaitMs = 60_000

interface Bucket {
  /** Refusals in a row: the wait doubles with each. */
  refusals: number
  pausedUntil: number
  slowUntil: number
}

/**
 * How fast each bucket may call: the limit of its key, halved for a minute where the provider says that it is too fast.
 * The first such word is taken for the unsteady way to the provider and only waited out.
 */
export class Pace {
  readonly #parts: { clock: Clock; http: Pick<HttpClient, 'pause'>; random: () => number }
  readonly #buckets = new Map<string, Bucket>()
  #limits: ReadonlyMap<string, number> = new Map()

  constructor(parts: { clock: Clock; http: Pick<HttpClient, 'pause'>; random: () => number }) {
    this.#parts = parts
  }

  /** Calls a second by bucket, from now on. */
  setLimits(limits: ReadonlyMap<string, number>): void {
    this.#limits = limits
  }

  limitOf(rateKey: string): RateLimit | undefined {
    const perSecond = this.#limits.get(rateKey)
    if (perSecond === undefined) return undefined
    const slow = (this.#buckets.get(rateKey)?.slowUntil ?? 0) > this.#parts.clock.monotonic()
    return { perSecond: slow ? perSecond / 2 : perSecond, exact: true }
  }

  /**
   * The provider said that there were too many; nobody of this bucket goes for a while.
   * @param asked milliseconds that the provider asks for (`Retry-After`)
   */
  refused(rateKey: string, asked: number | undefined): void {
    const now = this.#parts.clock.monotonic()
    const bucket = this.#buckets.get(rateKey) ?? { refusals: 0, pausedUntil: 0, slowUntil: 0 }
    this.#buckets.set(rateKey, bucket)
    // Calls that were under way together are refused together: that is one word.
    if (now < bucket.pausedUntil) return
    bucket.refusals = now - bucket.pausedUntil < inARowMs ? bucket.refusals + 1 : 1
    if (bucket.refusals > 1) bucket.slowUntil = now + slowMs
    const backOff = Math.min(longestWaitMs, firstWaitMs * 2 ** (bucket.refusals - 1))
    const wait = Math.max(asked ?? 0, backOff * (1 + this.#parts.random() / 4))
    bucket.pausedUntil = now + wait
    this.#parts.http.pause(rateKey, wait)
  }
}
