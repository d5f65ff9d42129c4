import { unlessAborted } from './abort'
import type { Sleep } from './sleep'

/** In any second at most `perSecond` calls go out, and of these at most `burst` at once after a rest. */
export interface RateLimit {
  perSecond: number
  /** Default a tenth of `perSecond`, at least 1. */
  burst?: number
  /**
   * Evenly spread and as many as may be: a token bucket with a burst sustains less than its limit, and late timers lose
   * tokens. For long runs, whose time the limit decides. Of a fraction above 1 the whole calls of a second are used.
   */
  exact?: boolean
}

export interface RateLimiter {
  /** Resolves when the caller may go, in the order of asking. Rejects when the signal aborts and gives the turn on. */
  take(key: string, signal?: AbortSignal): Promise<void>
  /** Nobody of this bucket goes for so many milliseconds. */
  pause(key: string, milliseconds: number): void
}

interface Bucket {
  tokens: number
  filledAt: number
  pausedUntil: number
  /** Of an exact limit: when the last ones went, and when the last one should have gone. */
  sent: number[]
  slot: number
  /** Settles when everybody before the next caller has gone. */
  queue: Promise<void>
}

/** A changed limit is noticed within this time by those who wait already. */
const LONGEST_NAP = 1000
const SLOWEST = 0.001
/** Of an exact limit a "second" is this much longer: on the way to the upstream calls come closer together. */
const EXACT_MARGIN_MS = 20
/** So late a timer may be without the pace losing anything. */
const CATCH_UP_MS = 50

/**
 * At most `perSecond` in any second, evenly. Those of the last second are remembered, so that no lateness lets more go;
 * and a late one does not move the slots of those after it.
 */
function tryExact(bucket: Bucket, perSecond: number, now: number): number {
  const most = Math.max(1, Math.floor(perSecond))
  const window = (perSecond < 1 ? 1000 / perSecond : 1000) + EXACT_MARGIN_MS
  const interval = window / most
  const full = bucket.sent.length >= most ? (bucket.sent.at(-most) ?? now) + window : now
  const wait = Math.max(full, bucket.slot + interval) - now
  if (wait > 0) return Math.ceil(wait)
  bucket.slot = Math.max(bucket.slot + interval, now - CATCH_UP_MS)
  bucket.sent.push(now)
  if (bucket.sent.length > most) bucket.sent.splice(0, bucket.sent.length - most)
  return 0
}

/** A token bucket for each key, first come first served. A key without a limit waits only while it is paused. */
export function createRateLimiter(parts: {
  clock: { monotonic(): number }
  sleep: Sleep
  limitOf: (key: string) => RateLimit | undefined
}): RateLimiter {
  const buckets = new Map<string, Bucket>()

  function bucketOf(key: string): Bucket {
    const now = parts.clock.monotonic()
    const bucket = buckets.get(key) ?? { tokens: Infinity, filledAt: now, pausedUntil: now, sent: [], slot: -Infinity, queue: Promise.resolve() }
    buckets.set(key, bucket)
    return bucket
  }

  /** Milliseconds to wait; 0 when a token was taken. */
  function tryTake(key: string, bucket: Bucket): number {
    const now = parts.clock.monotonic()
    if (bucket.pausedUntil > now) return bucket.pausedUntil - now
    const limit = parts.limitOf(key)
    if (!limit) return 0
    const perSecond = Math.max(SLOWEST, limit.perSecond)
    if (limit.exact) return tryExact(bucket, perSecond, now)
    const burst = Math.min(Math.max(1, limit.burst ?? Math.floor(perSecond / 10)), Math.max(1, perSecond))
    // A burst and what is filled up within the same second together must not exceed the limit.
    const filledPerSecond = perSecond - burst + 1
    const gained = (Math.max(0, now - bucket.filledAt) / 1000) * filledPerSecond
    bucket.tokens = Math.min(burst, bucket.tokens + gained)
    bucket.filledAt = now
    if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) / filledPerSecond) * 1000)
    bucket.tokens -= 1
    return 0
  }

  return {
    async take(key, signal) {
      signal?.throwIfAborted()
      const bucket = bucketOf(key)
      const before = bucket.queue
      const { promise: gone, resolve: go } = Promise.withResolvers<void>()
      bucket.queue = before.then(() => gone)
      try {
        await unlessAborted(before, signal)
        for (let wait = tryTake(key, bucket); wait > 0; wait = tryTake(key, bucket)) {
          await parts.sleep(Math.min(wait, LONGEST_NAP), signal)
        }
      } finally {
        go()
      }
    },
    pause(key, milliseconds) {
      const bucket = bucketOf(key)
      bucket.pausedUntil = Math.max(bucket.pausedUntil, parts.clock.monotonic() + milliseconds)
      bucket.tokens = 0
      bucket.filledAt = bucket.pausedUntil
    },
  }
}
