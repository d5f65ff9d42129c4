import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../platform/clock/clock'

const codeLifeMs = 60_000
const guesses = 10
const guessWindowMs = 60_000
const coolDownMs = 30_000

export type Verdict = 'ok' | 'refused' | 'coolingDown'

/**
 * Who may come in. A window comes with a code that works once, within 60 s, and trades it for a token that lives as
 * long as the program. After 10 wrong codes or tokens within a minute nobody is let in for 30 s, right or wrong, so
 * that nothing is learned by going on.
 */
export class Door {
  readonly #clock: Clock
  readonly #codes: { digest: Buffer; until: number }[] = []
  readonly #tokens: Buffer[] = []
  #wrong: number[] = []
  #closedUntil = -Infinity

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A code for one window's address. */
  newCode(): string {
    const now = this.#clock.monotonic()
    this.#forgetCodes(({ until }) => until <= now)
    const code = randomBytes(32).toString('base64url')
    this.#codes.push({ digest: digestOf(code), until: now + codeLifeMs })
    return code
  }

  /** A token that needs no code: for `--headless`, where there is no window to give a code to. */
  newToken(): string {
    const token = randomBytes(32).toString('base64url')
    this.#tokens.push(digestOf(token))
    return token
  }

  /** Trades a code for a token. A code that was tried once is gone. */
  trade(code: string): { token: string } | Exclude<Verdict, 'ok'> {
    if (this.coolingDownMs() > 0) return 'coolingDown'
    const now = this.#clock.monotonic()
    const digest = digestOf(code)
    const known = this.#codes.filter((entry) => timingSafeEqual(entry.digest, digest))
    this.#forgetCodes((entry) => known.includes(entry))
    if (known.some(({ until }) => until > now)) return { token: this.newToken() }
    return this.#countWrong()
  }

  /** Judges an `Authorization` header. None at all is refused but is no guess. */
  check(authorization: string | undefined): Verdict {
    if (this.coolingDownMs() > 0) return 'coolingDown'
    if (authorization === undefined) return 'refused'
    const digest = digestOf(/^Bearer (.{1,200})$/u.exec(authorization)?.[1] ?? '')
    let fits = false
    for (const token of this.#tokens) fits = timingSafeEqual(token, digest) || fits
    return fits ? 'ok' : this.#countWrong()
  }

  /** Milliseconds until somebody may try again. */
  coolingDownMs(): number {
    return Math.max(0, this.#closedUntil - this.#clock.monotonic())
  }

  #countWrong(): 'refused' {
    const now = this.#clock.monotonic()
    this.#wrong = [...this.#wrong.filter((at) => at > now - guessWindowMs), now]
    if (this.#wrong.length >= guesses) {
      this.#wrong = []
      this.#closedUntil = now + coolDownMs
    }
    return 'refused'
  }

  #forgetCodes(which: (entry: { digest: Buffer; until: number }) => boolean): void {
    for (const entry of this.#codes.filter(which)) this.#codes.splice(this.#codes.indexOf(entry), 1)
  }
}

/** Digests are of one length, so that comparing them tells nothing of how much of a guess was right. */
function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
