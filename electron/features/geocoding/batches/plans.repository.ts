import type { WriteContext } from '../../../platform/store/repository'
import type { Reason } from './records'
import { seqOf } from './stored.repository'

/** What was put together for a row. */
export interface PlannedRow {
  rowNo: number
  address: string
  country: string
  /** Null where there is nothing to ask, and `problem` says why. */
  question: string | null
  sameAs: number | null
  problem: Reason | null
}

const blank = `reasons_json = @reasons, provider = NULL, candidate = NULL, lat = NULL, lng = NULL, decision_json = NULL,
  ended = 0, fresh_from = @freshFrom, state = @state`

/**
 * Writes what the rows ask. A row that asks what it asked before keeps what a person decided, and with `keepAnswers`
 * also what the providers said; every other one is unasked.
 */
export function putPlans(
  context: WriteContext,
  input: { id: string; rows: readonly PlannedRow[]; keepAnswers: boolean; fresh: boolean },
): void {
  const { sql, now } = context
  const seq = seqOf(context, input.id)
  const place = sql(`UPDATE geo_batch_rows SET address = @address, country = @country, question = @question, same_as = @sameAs
    WHERE batch_seq = @seq AND row_no = @rowNo`)
  // Before `place`: what the row asked until now decides what it keeps.
  const reset = sql(`UPDATE geo_batch_rows SET ${blank}
    WHERE batch_seq = @seq AND row_no = @rowNo AND NOT (
      question IS @question AND (address <> '') IS (@address <> '') AND (
        decision_json IS NOT NULL OR (@keepAnswers = 1 AND state <> 'unasked' AND question IS NOT NULL)))`)
  for (const row of input.rows) {
    const at = { seq, rowNo: row.rowNo, address: row.address, question: row.question }
    reset.run({
      ...at,
      reasons: JSON.stringify(row.problem ? [row.problem] : []),
      state: row.problem ? 'badInput' : 'unasked',
      keepAnswers: input.keepAnswers ? 1 : 0,
      freshFrom: input.fresh ? now : null,
    })
    place.run({ ...at, country: row.country, sameAs: row.sameAs })
  }
}

/** Answers that no row asks for any more are forgotten; how many rows share an answer is counted. */
export function finishPlan(context: WriteContext, id: string): void {
  const seq = seqOf(context, id)
  context
    .sql(`DELETE FROM geo_batch_answers WHERE batch_seq = ? AND NOT EXISTS (SELECT 1 FROM geo_batch_rows r INDEXED BY geo_batch_rows_by_question
      WHERE r.batch_seq = geo_batch_answers.batch_seq AND r.question = geo_batch_answers.question)`)
    .run(seq)
  countDuplicates(context, seq)
  context
    .sql(`UPDATE geo_batches SET state = CASE WHEN EXISTS (SELECT 1 FROM geo_batch_rows WHERE batch_seq = geo_batches.seq
      AND state = 'unasked') THEN 'ready' ELSE 'finished' END, error_json = NULL, stop_json = NULL, stop_until = NULL WHERE seq = ?`)
    .run(seq)
}

function countDuplicates({ sql }: WriteContext, seq: number): void {
  sql(`UPDATE geo_batches SET duplicates = (SELECT count(*) FROM geo_batch_rows
    WHERE batch_seq = geo_batches.seq AND same_as IS NOT NULL) WHERE seq = ?`).run(seq)
}

/** A mended row. What a person decided stays where it still asks the same. */
export function editRow(context: WriteContext, input: { id: string; row: Omit<PlannedRow, 'sameAs'>; cells: string[] }): void {
  const { sql } = context
  const seq = seqOf(context, input.id)
  const { row } = input
  const before = sql('SELECT question FROM geo_batch_rows WHERE batch_seq = ? AND row_no = ?').get(seq, row.rowNo) as
    | { question: string | null }
    | undefined
  sql('UPDATE geo_batch_rows SET cells_json = ? WHERE batch_seq = ? AND row_no = ?').run(JSON.stringify(input.cells), seq, row.rowNo)
  putPlans(context, { id: input.id, rows: [{ ...row, sameAs: null }], keepAnswers: false, fresh: false })
  for (const question of new Set([before?.question, row.question])) {
    if (question === null || question === undefined) continue
    // The first of those that ask the same leads them.
    sql(`UPDATE geo_batch_rows SET same_as = nullif((SELECT min(row_no) FROM geo_batch_rows
        WHERE batch_seq = @seq AND question = @question), row_no) WHERE batch_seq = @seq AND question = @question`).run({ seq, question })
  }
  countDuplicates(context, seq)
  sql(`UPDATE geo_batches SET state = 'ready' WHERE seq = ? AND state = 'finished' AND EXISTS (
    SELECT 1 FROM geo_batch_rows WHERE batch_seq = geo_batches.seq AND state = 'unasked')`).run(seq)
}
