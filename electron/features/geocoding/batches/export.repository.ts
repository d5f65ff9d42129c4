import type { GeoRow, GeoRowState } from '@shared/contract/geocoding-batches'
import type { ReadContext } from '../../../platform/store/repository'
import type { Reason } from './records'
import { rowsWithAnswers, seqOf, toRowRecord } from './stored.repository'
import { chosenOf, reasonsOf } from './views'

/** A row with what counts of it, without the other candidates: thousands of them cross between threads. */
export interface ExportRow {
  rowNo: number
  cells: string[]
  address: string
  state: GeoRowState
  reasons: Reason[]
  chosen: GeoRow['chosen'] | null
  /** When the answer was given, or the pin put. */
  at: string | null
}

export function exportRows(context: ReadContext, input: { id: string; after: number; limit: number }): ExportRow[] {
  return context
    .sql(`${rowsWithAnswers} WHERE r.batch_seq = ? AND r.row_no > ? ORDER BY r.row_no LIMIT ?`)
    .all(seqOf(context, input.id), input.after, input.limit)
    .map((stored) => {
      const row = toRowRecord(stored)
      const chosen = chosenOf(row) ?? null
      const fetchedAt = row.answers.find(({ provider }) => provider === chosen?.source)?.fetchedAt
      return {
        rowNo: row.rowNo,
        cells: row.cells,
        address: row.address,
        state: row.state,
        reasons: reasonsOf(row),
        chosen,
        at: row.decision?.kind === 'pin' ? row.decision.at : (fetchedAt ?? null),
      }
    })
}
