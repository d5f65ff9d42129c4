import { describe, expect, it } from 'vitest'
import { CallPool } from './call-pool'

/** Simulated seconds of calls that take `latency` ms behind a limit; answers how many came back a second in the end. */
async function rateOf(perSecond: number, latency: number): Promise<{ rate: number; size: number }> {
  let now = 0
  const pool = new CallPool({ perSecond }, () => now)
  const due: { at: number; done: () => void }[] = []
  let slot = 0
  let came = 0
  const seconds = 40
  for (let ms = 0; ms < seconds * 1000; ms += 10) {
    now = ms
    for (;;) {
      const ready = due.findIndex(({ at }) => at <= now)
      if (ready < 0) break
      due.splice(ready, 1)[0]?.done()
      if (ms >= (seconds - 10) * 1000) came += 1
      // The pool counts in the promise's wake.
      await Promise.resolve().then(() => undefined)
    }
    await new Promise<void>((resolve) => setImmediate(resolve))
    while (due.length < pool.size && pool.free) {
      slot = Math.max(slot + 1000 / perSecond, now)
      const at = slot + latency
      pool.add(new Promise((resolve) => due.push({ at, done: resolve })))
    }
    pool.wanted()
  }
  return { rate: came / 10, size: pool.size }
}

describe('calls on their way', () => {
  it('hold the limit whatever an answer takes, and are no more than that needs', async () => {
    const quick = await rateOf(20, 100)
    expect(quick.rate).toBeGreaterThan(19)
    expect(quick.size).toBe(21)
    const slow = await rateOf(20, 4000)
    expect(slow.rate).toBeGreaterThan(19)
    expect(slow.size).toBeLessThanOrEqual(20 * 12)
  })
})
