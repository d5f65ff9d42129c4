import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { CallPool } from './call-pool'

const seconds = 40

/** Simulated seconds of calls that take `latency` ms behind a limit; how many came back a second in the last ten. */
async function simulate(perSecond: number, latency: number): Promise<{ rate: number; size: number }> {
  let now = 0
  let wake = () => undefined as void
  const pool = new CallPool({ perSecond }, { now: () => now, nap: () => new Promise<void>((resolve) => (wake = resolve)) })
  let due: { at: number; come: () => void }[] = []
  let slot = 0
  let came = 0
  const asking = (async () => {
    while (now < seconds * 1000) {
      if (!(await pool.room())) continue
      slot = Math.max(slot + 1000 / perSecond, now)
      const at = slot + latency
      pool.add(new Promise((resolve) => due.push({ at, come: resolve })))
    }
  })()
  for (; now < seconds * 1000; now += 10) {
    for (const { come } of due.filter(({ at }) => at <= now)) {
      come()
      if (now >= (seconds - 10) * 1000) came += 1
    }
    due = due.filter(({ at }) => at > now)
    wake()
    await setImmediate()
  }
  for (const { come } of due) come()
  wake()
  await asking
  return { rate: came / 10, size: pool.size }
}

it('holds the limit whatever an answer takes, with no more calls on their way than that needs', async () => {
  const quick = await simulate(20, 100)
  expect(quick.rate).toBeGreaterThan(19)
  expect(quick.size).toBe(21)
  const slow = await simulate(20, 4000)
  expect(slow.rate).toBeGreaterThan(19)
  expect(slow.size).toBeLessThanOrEqual(20 * 12)
})
