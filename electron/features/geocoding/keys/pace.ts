import type { Clock } from '../../../platform/clock/clock'
import type { HttpClient, RateLimit } from '../../../platform/http'

/**
 * After a second word of "too many" in a row the rate is half, first for a moment; each further word doubles that up to the
 * minute of geocoding-and-face 7.2. A moment in which the computer did something else passes; a limit that is set too high
 * goes on being told.
 */
const firstSlowMs = 5_000
const longestSlowMs = 60_000
/** So long without a word, and everything is as it was. */
const forgottenMs = 120_000
/** Calls that were under way together are refused together: that is one word. */
const oneWordMs = 2_000
/**
 * Of a second's calls so many may be refused without its being a word: after a moment in which the computer did something
 * else, some of many calls arrive closer together than they were sent.
 */
const strayShare = 0.1
/** Words that come closer together than this are in a row. */
const inARowMs = 12_000
const restMs = 60_000

interface Bucket {
  refusedSince: number
  refused: number
  lastWordAt: number
  slowMs: number
  slowUntil: number
}

/**
 * How fast each bucket may call: the limit of its key, halved for a while where the provider says that it is too fast.
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
    const bucket = this.#buckets.get(rateKey) ?? { refusedSince: -Infinity, refused: 0, lastWordAt: -Infinity, slowMs: 0, slowUntil: -Infinity }
    this.#buckets.set(rateKey, bucket)
    if (now - bucket.refusedSince >= oneWordMs) {
      bucket.refusedSince = now
      bucket.refused = 0
    }
    bucket.refused += 1
    if (bucket.refused <= (this.#limits.get(rateKey) ?? 0) * strayShare) return
    const since = now - bucket.lastWordAt
    if (since < oneWordMs) return
    bucket.lastWordAt = now
    if (since > forgottenMs) bucket.slowMs = 0
    if (since > Math.max(inARowMs, bucket.slowMs * 2)) return
    bucket.slowMs = Math.min(longestSlowMs, Math.max(firstSlowMs, bucket.slowMs * 2))
    bucket.slowUntil = now + bucket.slowMs
  }

  /** Nobody of the bucket calls for about a minute: it is busy beyond what waiting a few seconds helps. */
  rest(rateKey: string): void {
    this.#parts.http.pause(rateKey, restMs * (1 + this.#parts.random() / 4))
  }
}
