import type { Clock } from '../../../platform/clock/clock'
import { Fault } from '../../../platform/errors/fault'
import type { BillFetcher } from './fetcher'

export interface BillTimerParts {
  clock: Clock
  fetcher: Pick<BillFetcher, 'due' | 'fetch'>
  newCall: () => { correlationId: string }
  reportError: (where: string, cause: unknown) => void
}

/** So soon after ten o'clock, or after a computer wakes up, somebody notices. */
const everyMs = 5 * 60_000
/** Shortly after the start, when the first screen has long been there. */
const firstMs = 60_000

/** Fetches what is due, one after the other; with everything that was missed while the program was off. */
export class BillTimer {
  readonly #parts: BillTimerParts
  readonly #abort = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #paused = false

  constructor(parts: BillTimerParts) {
    this.#parts = parts
  }

  /** Nothing can be fetched while credentials are locked. */
  get paused(): boolean {
    return this.#paused
  }

  start(): void {
    this.#sleep(firstMs)
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    this.#abort.abort(new Fault('http.cancelled'))
    await this.#looking
  }

  /** Once through everything that is due. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined))
    return this.#looking
  }

  #sleep(ms: number): void {
    if (this.#abort.signal.aborted) return
    this.#timer = setTimeout(() => {
      void this.look().finally(() => this.#sleep(everyMs))
    }, ms)
    this.#timer.unref()
  }

  async #look(): Promise<void> {
    const { fetcher, newCall, reportError } = this.#parts
    const doer = () => ({ operatorId: '', operatorName: '', ...newCall(), signal: this.#abort.signal })
    try {
      for (const task of await fetcher.due()) {
        if (this.#abort.signal.aborted) return
        await fetcher.fetch(task, doer())
        this.#paused = false
      }
    } catch (error) {
      if (this.#abort.signal.aborted) return
      this.#paused = error instanceof Fault && error.code === 'vault.locked'
      if (!this.#paused) reportError('bills.look', error)
    }
  }
}
