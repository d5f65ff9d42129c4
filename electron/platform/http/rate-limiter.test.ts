import { describe, expect, it } from 'vitest'
import { ManualClock } from '../clock/clock'
import { createRateLimiter } from './rate-limiter'
import type { RateLimit } from './rate-limiter'

function setUp(initial: RateLimit | undefined) {
  const clock = new ManualClock('2026-11-22T00:00:00.000Z')
  const started = clock.monotonic()
  const setting = { limit: initial }
  const limiter = createRateLimiter({
    clock,
    limitOf: () => setting.limit,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted()
      await Promise.resolve()
      clock.advance(milliseconds)
    },
  })
  const times: number[] = []
  const take = async (signal?: AbortSignal) => {
    await limiter.take('k', signal)
    times.push(clock.monotonic() - started)
  }
  return { clock, limiter, take, times, setting }
}

describe('rate limiter', () => {
  const limits = [[100, 10], [100, undefined], [7, 3], [1, undefined], [3, 50]] as const
  it.each(limits)('never lets more than the limit go in a second (%s, %s)', async (perSecond, burst) => {
    const { take, times } = setUp({ perSecond, ...(burst === undefined ? {} : { burst }) })
    await Promise.all(Array.from({ length: perSecond * 5 }, () => take()))
    for (const time of times) {
      expect(times.filter((other) => other >= time && other < time + 1000).length).toBeLessThanOrEqual(perSecond)
    }
    expect(times.at(-1)).toBeLessThan(15_000)
  })

  it('serves in the order of asking', async () => {
    const { limiter } = setUp({ perSecond: 10 })
    const order: number[] = []
    await Promise.all([1, 2, 3, 4, 5].map((number) => limiter.take('k').then(() => order.push(number))))
    expect(order).toEqual([1, 2, 3, 4, 5])
  })

  it('gives on the turn of one who gave up, and nobody overtakes', async () => {
    const { limiter } = setUp({ perSecond: 10 })
    const aborter = new AbortController()
    const order: string[] = []
    const all = [
      limiter.take('k').then(() => order.push('a')),
      limiter.take('k').then(() => order.push('b')),
      limiter.take('k', aborter.signal).catch(() => order.push('gone')),
      limiter.take('k').then(() => order.push('c')),
    ]
    aborter.abort()
    await Promise.all(all)
    expect(order.filter((name) => name !== 'gone')).toEqual(['a', 'b', 'c'])
    expect(order).toContain('gone')
    await expect(limiter.take('k', AbortSignal.abort())).rejects.toBeDefined()
  })

  it('takes a changed limit for those who wait already', async () => {
    const { take, times, setting } = setUp({ perSecond: 0.01 })
    await take()
    const waiting = take()
    setting.limit = { perSecond: 100 }
    await waiting
    expect(times[1]).toBeLessThanOrEqual(1000)
  })

  it('pauses, also without a limit', async () => {
    const { take, limiter, times } = setUp(undefined)
    await take()
    limiter.pause('k', 2_500)
    await Promise.all([take(), take()])
    expect(times).toEqual([0, 2500, 2500])
  })
})
