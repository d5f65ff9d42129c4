import { batchCommands } from './commands'
import { type BatchesParts, RefundBatchesService } from './service'

export { refundBatchesRepository } from './repository'
export type { RefundBatchesService } from './service'

export interface BatchesRoom {
  batches: RefundBatchesService
  commands: ReturnType<typeof batchCommands>
  /** Rows of confirmed batches that were not asked for yet. */
  recover(): Promise<void>
}

/** Plugs the room of refund batches together. */
export function openBatchesRoom(parts: BatchesParts): BatchesRoom {
  const batches = new RefundBatchesService(parts)
  return { batches, commands: batchCommands(batches), recover: () => batches.recover() }
}
