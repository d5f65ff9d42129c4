import { V3Refusal } from './refusal'
import type { V3Limits } from './world'

const secondMs = 1_000

/** Counts the refund requests of each merchant in the running second of real time. */
export class RefundLimiter {
  readonly #limits: Pick<V3Limits, 'refundsPerSecond' | 'faultyRefundsPerSecond'>
  readonly #counts = new Map<string, { second: number; all: number; faulty: number }>()

  constructor(limits: Partial<V3Limits> = {}) {
    this.#limits = { refundsPerSecond: 150, faultyRefundsPerSecond: 6, ...limits }
  }

  /** @throws V3Refusal FREQUENCY_LIMITED */
  count(mchid: string): void {
    const counts = this.#of(mchid)
    counts.all += 1
    if (counts.all > this.#limits.refundsPerSecond || counts.faulty > this.#limits.faultyRefundsPerSecond) {
      throw new V3Refusal(429, 'FREQUENCY_LIMITED', '频率限制')
    }
  }

  faulty(mchid: string): void {
    this.#of(mchid).faulty += 1
  }

  #of(mchid: string) {
    const second = Math.floor(performance.now() / secondMs)
    const known = this.#counts.get(mchid)
    const counts = known?.second === second ? known : { second, all: 0, faulty: 0 }
    this.#counts.set(mchid, counts)
    return counts
  }
}
