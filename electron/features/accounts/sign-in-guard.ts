import type { Clock } from '../../platform/clock/clock'
import { Fault } from '../../platform/errors/fault'

const freeTries = 5
const firstWaitMs = 30_000
const longestWaitMs = 15 * 60_000

/** Slows guessing of one operator's password: after five wrong ones each further try waits, twice as long each time. */
export class SignInGuard {
  readonly #clock: Clock
  readonly #failures = new Map<string, { count: number; until: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @throws Fault `accounts.tooManyTries` with the seconds to wait */
  check(key: string): void {
    const entry = this.#failures.get(key)
    const wait = entry ? entry.until - this.#clock.monotonic() : 0
    if (wait > 0)
      throw new Fault('accounts.tooManyTries', { params: { seconds: Math.ceil(wait / 1000) }, retry: 'safe' })
  }

  failed(key: string): void {
    const count = (this.#failures.get(key)?.count ?? 0) + 1
    const wait = count < freeTries ? 0 : Math.min(firstWaitMs * 2 ** (count - freeTries), longestWaitMs)
    this.#failures.set(key, { count, until: this.#clock.monotonic() + wait })
  }

  succeeded(key: string): void {
    this.#failures.delete(key)
  }
}
