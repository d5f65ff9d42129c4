import { overwriting } from '../../../platform/store/overwriting'
import type { WriteContext } from '../../../platform/store/repository'
import { seqOf } from './stored.repository'

/**
 * Rows and answers first, a few at a time; true when nothing of the batch is left. Addresses of customers were in them:
 * the freed bytes are overwritten.
 */
export function remove(context: WriteContext, input: { id: string; limit: number }): boolean {
  const { sql } = context
  const seq = seqOf(context, input.id)
  const removed = overwriting(context, () => [
    sql(`DELETE FROM geo_batch_answers WHERE batch_seq = @seq AND question IN
      (SELECT question FROM geo_batch_answers WHERE batch_seq = @seq LIMIT @limit)`).run({ seq, limit: input.limit }).changes,
    sql(`DELETE FROM geo_batch_rows WHERE batch_seq = @seq AND row_no IN
      (SELECT row_no FROM geo_batch_rows WHERE batch_seq = @seq LIMIT @limit)`).run({ seq, limit: input.limit }).changes,
  ])
  if (removed.some((count) => count === input.limit)) return false
  sql('DELETE FROM geo_batches WHERE seq = ?').run(seq)
  return true
}
