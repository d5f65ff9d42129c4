/**
 * Gathers many changes into few calls of `tell`: the first change starts a delay, what follows within it is told with
 * it. `flush` tells at once what is still waiting.
 */
export class Changes {
  readonly #tell: () => void
  readonly #delayMs: number
  #timer: NodeJS.Timeout | undefined

  constructor(tell: () => void, delayMs: number) {
    this.#tell = tell
    this.#delayMs = delayMs
  }

  note(): void {
    this.#timer ??= setTimeout(() => this.flush(), this.#delayMs)
  }

  flush(): void {
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#tell()
  }
}
