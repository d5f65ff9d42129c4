/**
 * Hands over in one go whatever came while the last hand-over was under way. With one durable commit per hand-over, a
 * burst of notifications costs a few commits instead of one each, and none waits longer than it had to anyway.
 */
export class Gather<T, R> {
  readonly #hand: (items: T[]) => Promise<R[]>
  readonly #most: number
  #waiting: { item: T; resolve: (result: R) => void; reject: (cause: unknown) => void }[] = []
  #busy = false

  constructor(hand: (items: T[]) => Promise<R[]>, most = 200) {
    this.#hand = hand
    this.#most = most
  }

  add(item: T): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject })
      if (!this.#busy) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#busy = true
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#most)
      try {
        const results = await this.#hand(batch.map(({ item }) => item))
        batch.forEach(({ resolve, reject }, index) => {
          const result = results[index]
          if (result === undefined) reject(new Error('fewer answers than items'))
          else resolve(result)
        })
      } catch (cause) {
        for (const { reject } of batch) reject(cause)
      }
    }
    this.#busy = false
  }
}
