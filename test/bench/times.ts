import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import type { PracticeProgram } from './practice'

export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** The slowest of `runs`, in milliseconds: a person's first click is such a one. */
export async function slowest(runs: number, run: (n: number) => unknown): Promise<number> {
  let most = 0
  for (let n = 0; n < runs; n++) {
    const started = performance.now()
    await run(n)
    most = Math.max(most, performance.now() - started)
  }
  return most
}

/** The best of three times `runs`, in milliseconds for one: what only computes is as fast as it can be. */
export function each(runs: number, run: (n: number) => unknown): number {
  const times = [0, 1, 2].map(() => {
    const started = performance.now()
    for (let n = 0; n < runs; n++) run(n)
    return (performance.now() - started) / runs
  })
  return Math.min(...times)
}

export interface Meanwhile {
  seconds: number
  /** Event-loop delay of the main thread, p99 in milliseconds. */
  delay: number
  /** A small write of somebody else, p99 in milliseconds. */
  write: number
}

/** How long the work takes, and what others feel meanwhile: somebody saves a setting every 40 ms. */
export async function whileOthersSave({ call }: PracticeProgram, work: () => Promise<void>): Promise<Meanwhile> {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  const waits: number[] = []
  let running = true
  const saving = (async () => {
    for (let n = 0; running; n++) {
      const started = performance.now()
      await call('settings.update', { callLogDays: 30 + (n % 60) })
      waits.push(performance.now() - started)
      await wait(40)
    }
  })()
  delay.enable()
  const started = performance.now()
  try {
    await work()
  } finally {
    delay.disable()
    running = false
    await saving
  }
  return { seconds: (performance.now() - started) / 1000, delay: delay.percentile(99) / 1e6, write: percentile(waits, 0.99) }
}
