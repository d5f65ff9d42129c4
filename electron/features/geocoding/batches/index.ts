import { batchCommands } from './commands'
import { registerGeoBatchJobs } from './job-hosts'
import type { BatchesParts } from './parts'
import { geoBatchesRepository } from './repository'
import { GeoBatches } from './service'
import { Waker } from './waker'

export { geoBatchesRepository } from './repository'
export type { BatchesParts } from './parts'

/** Plugs the room of batches together. */
export function openBatchesRoom(given: BatchesParts) {
  const parts = { ...given, rows: given.store.client(geoBatchesRepository) }
  const waker = new Waker(parts)
  registerGeoBatchJobs(parts)
  return {
    commands: batchCommands(new GeoBatches(parts)),
    /** Forgets answers whose term ended; answers how many. */
    purge: () => waker.purge(),
    /** Goes on with what waited for the next day, and forgets what is over; also done twice a minute. */
    look: () => waker.look(),
    recover: () => parts.rows.recover(),
    start: () => waker.start(),
    stop: () => waker.stop(),
  }
}

export type BatchesRoom = ReturnType<typeof openBatchesRoom>
