import type { Clock } from '../../../platform/clock/clock'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { RefundPoller } from './poller'
import type { refundsRepository } from './repository'
import type { RefundSender } from './sender'

export interface RefundTimerParts {
  repository: RepositoryClient<typeof refundsRepository>
  clock: Clock
  sender: RefundSender
  poller: RefundPoller
  reportError: (where: string, cause: unknown) => void
}

const shortestMs = 200
/** However far the next thing is: a clock that was set, or a computer that slept, is noticed within this time. */
const longestMs = 30_000

/** Looks whenever something is due, or whenever it is nudged. */
export class RefundTimer {
  readonly #parts: RefundTimerParts
  #timer: NodeJS.Timeout | undefined
  #looking = false
  #again = false
  #stopped = true

  constructor(parts: RefundTimerParts) {
    this.#parts = parts
  }

  start(): void {
    this.#stopped = false
    this.nudge()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  nudge(): void {
    if (this.#stopped) return
    clearTimeout(this.#timer)
    if (this.#looking) this.#again = true
    else void this.#look()
  }

  async #look(): Promise<void> {
    this.#looking = true
    const { sender, poller, reportError } = this.#parts
    do {
      this.#again = false
      // Side by side: a slow provider that is asked does not hold up what is sent to another.
      await Promise.all([sender.run(), poller.run()]).catch((cause: unknown) => reportError('refunds.look', cause))
    } while (this.#again && !this.#stopped)
    const wait = await this.#wait().catch(() => longestMs)
    this.#looking = false
    if (this.#stopped) return
    if (this.#again) return this.nudge()
    this.#timer = setTimeout(() => void this.#look(), wait)
    this.#timer.unref()
  }

  async #wait(): Promise<number> {
    const { repository, clock } = this.#parts
    const [send, query] = await Promise.all([repository.nextDue(), repository.nextQuery()])
    const next = [send, query].filter((at) => at !== null).toSorted()[0]
    if (next === undefined) return longestMs
    return Math.min(longestMs, Math.max(shortestMs, Date.parse(next) - clock.now().getTime()))
  }
}
