import type { Clock } from '../../../platform/clock/clock'
import type { HttpClient, RateLimit } from '../../../platform/http'

/** After a second word of "too many" in a row the rate is half for so long (geocoding-and-face 7.2). */
const slowMs = 60_000
/** Calls that were under way together are refused together: that is one word. */
const oneWordMs = 2_000
/** Words that come closer together than this are in a row. */
const inARowMs = 12_000
const restMs = 60_000

interface Bucket {
  lastWordAt: number
  slowUntil: number
}

/**
 * How fast each bucket may call: the limit of its key, halved for a minute where the provider says that it is too fast.
 * The first such word is taken for the unsteady way to the provider: its client waits, and goes on as before.
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
    const isSlow = (this.#buckets.get(rateKey)?.slowUntil ?? -Infinity) > this.#parts.clock.monotonic()
    return { perSecond: isSlow ? perSecond / 2 : perSecond, exact: true }
  }

  /** The provider said that there were too many; its client makes everybody of the bucket wait. */
  tooMany(rateKey: string): void {
    const now = this.#parts.clock.monotonic()
    const bucket = this.#buckets.get(rateKey) ?? { lastWordAt: -Infinity, slowUntil: -Infinity }
    this.#buckets.set(rateKey, bucket)
    const since = now - bucket.lastWordAt
    if (since < oneWordMs) return
    bucket.lastWordAt = now
    if (since < inARowMs) bucket.slowUntil = now + slowMs
  }

  /** Nobody of the bucket calls for about a minute: it is busy beyond what waiting a few seconds helps. */
  rest(rateKey: string): void {
    this.#parts.http.pause(rateKey, restMs * (1 + this.#parts.random() / 4))
  }
}
