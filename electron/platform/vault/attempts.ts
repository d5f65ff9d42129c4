import type { Clock } from '../clock/clock'
import { Fault } from '../errors/fault'

const freeAttempts = 3
const longestWaitSeconds = 300

/**
 * Slows down guessing: after three wrong passphrases each further one waits 1, 2, 4 … up to 300 seconds. Kept in memory
 * per vault; whoever can restart the program at will can also copy the file and is held up by scrypt alone.
 */
export class Attempts {
  #failures = 0
  #openAgainAt = 0

  /** @throws Fault `vault.waitBeforeRetry` with the seconds that are left */
  assertMayTry(clock: Clock): void {
    const left = this.#openAgainAt - clock.monotonic()
    if (left > 0) throw new Fault('vault.waitBeforeRetry', { params: { seconds: Math.ceil(left / 1000) } })
  }

  /** Counts a wrong passphrase and gives the fault to throw. */
  failed(clock: Clock): Fault {
    this.#failures++
    const seconds =
      this.#failures < freeAttempts ? 0 : Math.min(2 ** Math.min(this.#failures - freeAttempts, 20), longestWaitSeconds)
    this.#openAgainAt = clock.monotonic() + seconds * 1000
    return new Fault('vault.wrongPassphrase', { params: { attempts: this.#failures, seconds } })
  }

  succeeded(): void {
    this.#failures = 0
    this.#openAgainAt = 0
  }
}
