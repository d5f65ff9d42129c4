const patienceMs = 30_000

/**
 * Calls `exit` once no window has listened for 30 s, after at least one had, and nothing is at work. A reload, or a
 * computer that wakes up, is back well within that time; while something works it is asked again and again.
 */
export class IdleExit {
  readonly #isBusy: () => Promise<boolean>
  readonly #exit: () => void
  readonly #waitMs: number
  #timer: NodeJS.Timeout | undefined
  #open = 0

  constructor(isBusy: () => Promise<boolean>, exit: () => void, waitMs = patienceMs) {
    this.#isBusy = isBusy
    this.#exit = exit
    this.#waitMs = waitMs
  }

  /** Tells how many windows listen. */
  streamsChanged(open: number): void {
    this.#open = open
    clearTimeout(this.#timer)
    if (open === 0) this.#wait()
  }

  stop(): void {
    this.#open = Infinity
    clearTimeout(this.#timer)
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      void this.#isBusy().then((busy) => {
        if (this.#open > 0) return
        if (busy) this.#wait()
        else this.#exit()
      })
    }, this.#waitMs)
  }
}
