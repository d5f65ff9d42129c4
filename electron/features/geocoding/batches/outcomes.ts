import type { BatchesRoomParts } from './parts'
import type { Outcome } from './settle.repository'

/** Rows of one transaction: a bulk write must be short. */
const rowsAtOnce = 200
/** What is written together waits no longer than this, so that counts on the screen are live. */
const longestWaitMs = 250
/** Screens look again no more often than that; out of kept answers rows are written much faster. */
const toldEveryMs = 250

interface Waiting {
  outcome: Outcome
  calls: number
  hits: number
}

/** Writes what questions came to, many in one transaction, in the order in which it came. */
export class Outcomes {
  readonly #parts: Pick<BatchesRoomParts, 'rows' | 'changed'>
  readonly #batchId: string
  #waiting: Waiting[] = []
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()
  #failure: { cause: unknown } | undefined
  #rows = 0
  #failed = 0
  #toldAt = -Infinity

  constructor(parts: Pick<BatchesRoomParts, 'rows' | 'changed'>, batchId: string) {
    this.#parts = parts
    this.#batchId = batchId
  }

  /** Rows written so far. */
  get totals(): { doneItems: number; failedItems: number } {
    return { doneItems: this.#rows - this.#failed, failedItems: this.#failed }
  }

  add(waiting: Waiting): void {
    this.#waiting.push(waiting)
    if (this.#waiting.length >= rowsAtOnce) this.#write()
    else this.#timer ??= setTimeout(() => this.#write(), longestWaitMs)
  }

  /** Resolves when everything is written. @throws what the store refused with */
  async flush(): Promise<void> {
    this.#write()
    await this.settled()
  }

  /** Resolves when what is being written is written; what came in since may still wait. */
  async settled(): Promise<void> {
    await this.#writing
    if (this.#failure) throw this.#failure.cause
  }

  #write(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const waiting = this.#waiting
    this.#waiting = []
    if (waiting.length === 0) return
    this.#writing = this.#writing
      .then(() => this.#put(waiting))
      .catch((cause: unknown) => {
        this.#failure ??= { cause }
      })
  }

  async #put(waiting: Waiting[]): Promise<void> {
    const sum = (of: (one: Waiting) => number) => waiting.reduce((total, one) => total + of(one), 0)
    let outcomes = waiting.map(({ outcome }) => outcome)
    let counted = { calls: sum(({ calls }) => calls), hits: sum(({ hits }) => hits) }
    while (outcomes.length > 0) {
      const { rows, failed, more } = await this.#parts.rows.settle({ id: this.#batchId, outcomes, limit: rowsAtOnce, ...counted })
      this.#rows += rows
      this.#failed += failed
      // An address that stands in thousands of rows is written over several transactions.
      const left = new Set(more)
      outcomes = outcomes.filter(({ question }) => left.has(question))
      counted = { calls: 0, hits: 0 }
    }
    const now = performance.now()
    if (now - this.#toldAt < toldEveryMs) return
    this.#toldAt = now
    this.#parts.changed.batch(this.#batchId)
  }
}
