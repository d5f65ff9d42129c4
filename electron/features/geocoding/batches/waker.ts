import { Fault } from '../../../platform/errors/fault'
import { removeEndedExports } from './export-files'
import type { BatchesRoomParts } from './parts'

const lookEveryMs = 30_000
/** Questions whose answers are forgotten in one transaction. */
const purgedAtOnce = 200

/**
 * Looks twice a minute for batches that wait for a limit of the day to renew, and goes on with them; and forgets answers
 * whose term ended. It looks at the clock and not at a timer of its own, so that a restart, a sleeping computer and a
 * clock that was moved change nothing.
 */
export class Waker {
  readonly #parts: BatchesRoomParts
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()

  constructor(parts: BatchesRoomParts) {
    this.#parts = parts
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), lookEveryMs).unref()
    void this.look()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
  }

  /** Never rejects. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(async () => {
      try {
        await this.purge()
        await this.#wake()
      } catch (cause) {
        this.#parts.reportError('geocoding.batches.look', cause)
      }
    })
    return this.#looking
  }

  /** Answers how many answers were forgotten. Exports that hold one go too: each person has the copy that was downloaded. */
  async purge(): Promise<number> {
    const { filesDir, clock } = this.#parts
    await removeEndedExports(filesDir, clock.now().getTime())
    let forgotten = 0
    for (let more = true; more; ) {
      const step = await this.#parts.rows.purge({ limit: purgedAtOnce })
      forgotten += step.answers
      more = step.more
      for (const batchId of step.batchIds) this.#parts.changed.batch(batchId)
    }
    return forgotten
  }

  async #wake(): Promise<void> {
    const { rows, jobs, clock } = this.#parts
    for (const { id, jobId } of await rows.due(clock.instant()))
      try {
        if (jobId === null) throw new Fault('jobs.notFound')
        await jobs.resume(jobId)
      } catch (cause) {
        if (!(cause instanceof Fault) || !cause.code.startsWith('jobs.')) throw cause
        // Its job was given up meanwhile: a person starts it again.
        await rows.setState({ id, state: 'stopped' })
      }
  }
}
