/** The one source of time. Everything that asks for the time takes a clock, so that tests and the sandbox can move it. */
export interface Clock {
  now(): Date
  /** UTC with milliseconds, 24 characters. */
  instant(): string
  /** Milliseconds that never run backwards; for durations only. */
  monotonic(): number
}

export const systemClock: Clock = {
  now: () => new Date(),
  instant: () => new Date().toISOString(),
  monotonic: () => performance.now(),
}

/** A clock that stands still until it is moved; for tests and for the sandbox's clock control. */
export class ManualClock implements Clock {
  #at: number
  constructor(at: string) {
    this.#at = Date.parse(at)
  }
  now(): Date {
    return new Date(this.#at)
  }
  instant(): string {
    return new Date(this.#at).toISOString()
  }
  monotonic(): number {
    return this.#at
  }
  /** Moves the clock forward (or back, to test a clock that was set wrong) by milliseconds. */
  advance(milliseconds: number): void {
    this.#at += milliseconds
  }
}
