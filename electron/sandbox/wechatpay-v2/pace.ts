import type { Clock } from '../../platform/clock/clock'

/** Refunds of a merchant within one second: 150 correct and 6 faulty ones are taken (payment-providers §7.6). */
export class RefundPace {
  readonly #counts = new Map<string, { second: number; correct: number; faulty: number }>()

  constructor(
    readonly clock: Clock,
    readonly limits: { correct: number; faulty: number },
  ) {}

  isFull(mchid: string): boolean {
    const { correct, faulty } = this.#of(mchid)
    return correct >= this.limits.correct || faulty >= this.limits.faulty
  }

  count(mchid: string, correct: boolean): void {
    this.#of(mchid)[correct ? 'correct' : 'faulty'] += 1
  }

  #of(mchid: string) {
    const second = Math.floor(this.clock.now().getTime() / 1000)
    let count = this.#counts.get(mchid)
    if (count?.second !== second) count = { second, correct: 0, faulty: 0 }
    this.#counts.set(mchid, count)
    return count
  }
}
