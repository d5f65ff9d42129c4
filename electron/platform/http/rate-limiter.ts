import { unlessAborted } from './abort'
import type { Sleep } from './sleep'

/** In any second at most `perSecond` calls go out, and of these at most `burst` at once after a rest. */
export interface RateLimit {
  perSecond: number
  /** Default a tenth of `perSecond`, at least 1. */
  burst?: number
  /** Exactly `perSecond`, evenly: see {@link createRateLimiter}. */
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
  /** Settles when everybody before the next caller has gone. */
  queue: Promise<void>
}

/** A changed limit is noticed within this time by those who wait already. */
const LONGEST_NAP = 1000
const SLOWEST = 0.001

/** A token bucket for each key, first come first served. A key without a limit waits only while it is paused. */
export function createRateLimiter(parts: {
  clock: { monotonic(): number }
  sleep: Sleep
  limitOf: (key: string) => RateLimit | undefined
}): RateLimiter {
  const buckets = new Map<string, Bucket>()

  function bucketOf(key: string): Bucket {
    const now = parts.clock.monotonic()
    const bucket = buckets.get(key) ?? { tokens: Infinity, filledAt: now, pausedUntil: now, queue: Promise.resolve() }
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
