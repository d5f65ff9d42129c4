import type { GeoAnswer } from '@shared/contract/geocoding-values'
import { overwriting } from '../../../platform/store/overwriting'
import type { WriteContext } from '../../../platform/store/repository'
import type { RowDecision, Verdict } from './records'
import { seqOf } from './stored.repository'

/** What a question came to. */
export interface Outcome {
  question: string
  answers: GeoAnswer[]
  verdict: Verdict
}

/** What is written at a row. */
export interface RowResult {
  state: string
  reasons?: Verdict['reasons']
  chosen?: Verdict['chosen']
  decision: RowDecision | null
}

/** When the first of the answers must be forgotten; null: never. */
function firstEnd(answers: readonly GeoAnswer[]): string | null {
  return answers.reduce<string | null>(
    (first, { expiresAt }) => (expiresAt !== undefined && (first === null || expiresAt < first) ? expiresAt : first),
    null,
  )
}

/**
 * Writes answers, and what follows from them at the rows that are unasked, up to `limit` rows. Answers how many rows
 * were written, and the questions of which more rows are left.
 */
export function settle(
  context: WriteContext,
  input: { id: string; outcomes: readonly Outcome[]; calls: number; hits: number; limit: number },
): { rows: number; failed: number; more: string[] } {
  const { sql } = context
  const seq = seqOf(context, input.id)
  const keep = sql(`INSERT INTO geo_batch_answers (batch_seq, question, answers_json, distances_json, expires_at)
    VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET answers_json = excluded.answers_json,
      distances_json = excluded.distances_json, expires_at = excluded.expires_at`)
  // Left to itself, SQLite reads the whole batch for every question.
  const write = sql(`UPDATE geo_batch_rows SET state = ?, reasons_json = ?, provider = ?, candidate = ?, lat = ?, lng = ?,
      ended = 0, fresh_from = NULL
    WHERE batch_seq = ? AND row_no IN (SELECT row_no FROM geo_batch_rows INDEXED BY geo_batch_rows_by_question
      WHERE batch_seq = ? AND question = ? AND state = 'unasked' LIMIT ?)`)
  let rows = 0
  let failed = 0
  const more: string[] = []
  for (const { question, answers, verdict } of input.outcomes) {
    keep.run(seq, question, JSON.stringify(answers), JSON.stringify(verdict.distances), firstEnd(answers))
    const { chosen } = verdict
    const left = Math.max(1, input.limit - rows)
    const { changes } = write.run(
      verdict.state,
      JSON.stringify(verdict.reasons),
      chosen?.provider ?? null,
      chosen?.candidate ?? null,
      chosen?.lat ?? null,
      chosen?.lng ?? null,
      seq,
      seq,
      question,
      left,
    )
    rows += changes
    if (verdict.state === 'failed') failed += changes
    if (changes === left) more.push(question)
  }
  sql('UPDATE geo_batches SET calls = calls + ?, cache_hits = cache_hits + ? WHERE seq = ?').run(input.calls, input.hits, seq)
  return { rows, failed, more }
}

/**
 * What a person decided, or took back: at one row, or at every row with its question (`undo` only where something was
 * decided). Answers how many rows it was.
 */
export function decide(
  context: WriteContext,
  input: { id: string; rowNo: number; sameAddress: boolean; result: RowResult },
): number {
  const seq = seqOf(context, input.id)
  const { state, reasons, chosen, decision } = input.result
  const where = input.sameAddress
    ? `(row_no = @rowNo OR question = (SELECT question FROM geo_batch_rows WHERE batch_seq = @seq AND row_no = @rowNo))`
    : 'row_no = @rowNo'
  return context
    .sql(`UPDATE geo_batch_rows SET state = @state, reasons_json = coalesce(@reasons, reasons_json), provider = @provider,
        candidate = @candidate, lat = @lat, lng = @lng, decision_json = @decision, ended = 0
      WHERE batch_seq = @seq AND ${where} ${decision === null ? 'AND decision_json IS NOT NULL' : ''}`)
    .run({
      seq,
      rowNo: input.rowNo,
      state,
      reasons: reasons ? JSON.stringify(reasons) : null,
      provider: chosen?.provider ?? null,
      candidate: chosen?.candidate ?? null,
      lat: decision?.kind === 'pin' ? decision.positions.wgs84.lat : (chosen?.lat ?? null),
      lng: decision?.kind === 'pin' ? decision.positions.wgs84.lng : (chosen?.lng ?? null),
      decision: decision ? JSON.stringify(decision) : null,
    }).changes
}

const unaskedAgain = `state = 'unasked', reasons_json = '[]', provider = NULL, candidate = NULL, lat = NULL, lng = NULL`

/** Back to unasked, with every row of the same question; what a person decided stays. */
export function again(
  context: WriteContext,
  input: { id: string; states: readonly string[] | null; rowNos: readonly number[] | null; fresh: boolean },
): number {
  const seq = seqOf(context, input.id)
  const picked = [
    ...(input.states ? ['AND state IN (SELECT value FROM json_each(@states))'] : []),
    ...(input.rowNos ? ['AND row_no IN (SELECT value FROM json_each(@rowNos))'] : []),
  ]
  const { changes } = context
    .sql(`UPDATE geo_batch_rows SET ${unaskedAgain}, fresh_from = @freshFrom
      WHERE batch_seq = @seq AND decision_json IS NULL AND state <> 'unasked' AND question IN (
        SELECT question FROM geo_batch_rows
        WHERE batch_seq = @seq AND decision_json IS NULL AND question IS NOT NULL ${picked.join(' ')})`)
    .run({
      seq,
      freshFrom: input.fresh ? context.now : null,
      ...(input.states ? { states: JSON.stringify(input.states) } : {}),
      ...(input.rowNos ? { rowNos: JSON.stringify(input.rowNos) } : {}),
    })
  if (changes > 0) context.sql(`UPDATE geo_batches SET state = 'ready' WHERE seq = ? AND state = 'finished'`).run(seq)
  return changes
}

interface EndedAnswers {
  seq: number
  question: string
  answers: string
  distances: string
}

/**
 * Forgets answers whose term ended, a few questions at a time. Rows that stood on one of them are unasked and say so;
 * pins and rows left out by hand stay. The freed bytes are overwritten. Answers the batches that changed, and whether
 * more is left.
 */
export function purge(context: WriteContext, input: { limit: number }): { batchIds: string[]; answers: number; more: boolean } {
  const { sql } = context
  const { found, answers, touched } = overwriting(context, () => forget(context, input.limit))
  const batchIds = [...touched].map((seq) => {
    sql(`UPDATE geo_batches SET state = 'ready' WHERE seq = ? AND state = 'finished'
      AND EXISTS (SELECT 1 FROM geo_batch_rows WHERE batch_seq = geo_batches.seq AND state = 'unasked')`).run(seq)
    return (sql('SELECT id FROM geo_batches WHERE seq = ?').get(seq) as { id: string }).id
  })
  return { batchIds, answers, more: found === input.limit }
}

/** Answers how many questions it was, how many answers of them went, and of which batches. */
function forget({ sql, now }: WriteContext, limit: number): { found: number; answers: number; touched: ReadonlySet<number> } {
  const found = sql(`SELECT batch_seq AS seq, question, answers_json AS answers, distances_json AS distances
    FROM geo_batch_answers WHERE expires_at <= ? LIMIT ?`).all(now, limit) as EndedAnswers[]
  const touched = new Set<number>()
  let answers = 0
  for (const { seq, question, ...stored } of found) {
    const all = JSON.parse(stored.answers) as GeoAnswer[]
    const kept = all.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now)
    const gone = all.filter((answer) => !kept.includes(answer)).map(({ provider }) => provider)
    answers += gone.length
    touched.add(seq)
    if (kept.length === 0) sql('DELETE FROM geo_batch_answers WHERE batch_seq = ? AND question = ?').run(seq, question)
    else {
      const distances = (JSON.parse(stored.distances) as Verdict['distances']).filter(({ a, b }) => !gone.includes(a) && !gone.includes(b))
      sql(`UPDATE geo_batch_answers SET answers_json = ?, distances_json = ?, expires_at = ? WHERE batch_seq = ? AND question = ?`).run(
        JSON.stringify(kept),
        JSON.stringify(distances),
        firstEnd(kept),
        seq,
        question,
      )
    }
    sql(`UPDATE geo_batch_rows SET ${unaskedAgain}, decision_json = NULL, ended = 1
      WHERE batch_seq = ? AND question = ? AND provider IN (SELECT value FROM json_each(?))`).run(seq, question, JSON.stringify(gone))
  }
  return { found: found.length, answers, touched }
}
