import { describe, expect, it } from 'vitest'
import { ManualClock } from '../clock/clock'
import { createRateLimiter } from './rate-limiter'
import type { RateLimit } from './rate-limiter'

/** @param late by how many milliseconds a timer comes too late; asked for each */
function setUp(initial: RateLimit | undefined, late: () => number = () => 0) {
  const clock = new ManualClock('2026-11-22T00:00:00.000Z')
  const started = clock.monotonic()
  const setting = { limit: initial }
  const limiter = createRateLimiter({
    clock,
    limitOf: () => setting.limit,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted()
      await Promise.resolve()
      clock.advance(milliseconds + late())
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

  it.each([5, 50, 200, 1, 0.5, 7.9])('with an exact limit of %s sustains it although timers are late, and never more in any second', async (perSecond) => {
    let number = 0
    const { take, times } = setUp({ perSecond, exact: true }, () => (number += 7) % 13)
    const count = Math.max(20, perSecond * 20)
    await Promise.all(Array.from({ length: count }, () => take()))
    const usable = Math.max(1, Math.floor(perSecond))
    const window = perSecond < 1 ? 1000 / perSecond : 1000
    for (const time of times) {
      expect(times.filter((other) => other >= time && other < time + window).length).toBeLessThanOrEqual(usable)
    }
    const least = ((times.length - 1) * window) / usable
    expect(times.at(-1)).toBeLessThan(least * 1.05)
  })

  it('with an exact limit pauses, takes a changed limit at once, and lets nothing saved up go after a rest', async () => {
    const { take, limiter, times, setting, clock } = setUp({ perSecond: 10, exact: true })
    await Promise.all(Array.from({ length: 10 }, () => take()))
    clock.advance(60_000)
    const rested = times.length
    await Promise.all(Array.from({ length: 10 }, () => take()))
    const after = times.slice(rested)
    expect((after.at(-1) ?? 0) - (after[0] ?? 0)).toBeGreaterThan(800)
    limiter.pause('k', 5_000)
    const before = clock.monotonic()
    await take()
    expect(clock.monotonic() - before).toBe(5_000)
    setting.limit = { perSecond: 0.01, exact: true }
    const waiting = take()
    setting.limit = { perSecond: 100, exact: true }
    await waiting
    expect(clock.monotonic() - before).toBeLessThan(6_200)
  })

  it('with an exact limit gives on the turn of one who gave up', async () => {
    const { limiter } = setUp({ perSecond: 10, exact: true })
    const aborter = new AbortController()
    const order: string[] = []
    const all = ['a', 'gone', 'b'].map((name) =>
      limiter.take('k', name === 'gone' ? aborter.signal : undefined).then(
        () => order.push(name),
        () => undefined,
      ),
    )
    aborter.abort()
    await Promise.all(all)
    expect(order).toEqual(['a', 'b'])
  })
})
