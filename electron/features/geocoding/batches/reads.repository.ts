import type { GeoRowState } from '@shared/contract/geocoding-batches'
import type { ReadContext } from '../../../platform/store/repository'
import type { GeoBatchRecord, GeoRowRecord } from './records'
import { listBatches, requireBatch, requireRow, rowsWithAnswers, seqOf, toRowRecord } from './stored.repository'

/** Rows of a batch with certain states, or with a text in the address or in a cell. */
export interface RowFilter {
  states?: readonly GeoRowState[] | undefined
  text?: string | undefined
}

/** A question that is still to be asked, as the first of its rows has it. */
export interface Unasked {
  rowNo: number
  address: string
  country: string
  question: string
  freshFrom: string | null
}

function conditions({ states, text }: RowFilter): { where: string; values: string[] } {
  const parts: string[] = []
  const values: string[] = []
  if (states) {
    parts.push('AND r.state IN (SELECT value FROM json_each(?))')
    values.push(JSON.stringify(states))
  }
  const wanted = text?.trim() ?? ''
  if (wanted !== '') {
    const like = `%${wanted.replaceAll(/[\\%_]/gu, String.raw`\$&`)}%`
    // The cells stand as JSON: what is looked for is written the same way.
    const likeJson = `%${JSON.stringify(wanted).slice(1, -1).replaceAll(/[\\%_]/gu, String.raw`\$&`)}%`
    parts.push(String.raw`AND (r.address LIKE ? ESCAPE '\' OR r.cells_json LIKE ? ESCAPE '\')`)
    values.push(like, likeJson)
  }
  return { where: parts.join(' '), values }
}

const unaskedColumns = 'row_no AS rowNo, address, country, question, fresh_from AS freshFrom'

export const batchReads = {
  get: (context: ReadContext, id: string): GeoBatchRecord => requireBatch(context, id),
  list: (context: ReadContext, limit: number): GeoBatchRecord[] => listBatches(context, limit),
  row: (context: ReadContext, input: { id: string; rowNo: number }): GeoRowRecord => requireRow(context, input.id, input.rowNo),
  rows: (context: ReadContext, input: RowFilter & { id: string; after: number; limit: number }): GeoRowRecord[] => {
    const { where, values } = conditions(input)
    return context
      .sql(`${rowsWithAnswers} WHERE r.batch_seq = ? AND r.row_no > ? ${where} ORDER BY r.row_no LIMIT ?`)
      .all(seqOf(context, input.id), input.after, ...values, input.limit)
      .map(toRowRecord)
  },
  hits: (context: ReadContext, input: RowFilter & { id: string }): number => {
    const { where, values } = conditions(input)
    return (
      context
        .sql(`SELECT count(*) AS n FROM geo_batch_rows r WHERE r.batch_seq = ? ${where}`)
        .get(seqOf(context, input.id), ...values) as { n: number }
    ).n
  },
  points: (context: ReadContext, id: string): { rowNo: number; line: number; lat: number; lng: number; state: GeoRowState }[] =>
    context
      .sql(`SELECT row_no AS rowNo, line, lat, lng, state FROM geo_batch_rows
            WHERE batch_seq = ? AND lat IS NOT NULL ORDER BY row_no`)
      .all(seqOf(context, id)) as { rowNo: number; line: number; lat: number; lng: number; state: GeoRowState }[],
  /** Cells alone, for putting addresses together. */
  cells: (context: ReadContext, input: { id: string; after: number; limit: number }): { rowNo: number; cells: string[] }[] =>
    (
      context
        .sql('SELECT row_no AS rowNo, cells_json AS cells FROM geo_batch_rows WHERE batch_seq = ? AND row_no > ? ORDER BY row_no LIMIT ?')
        .all(seqOf(context, input.id), input.after, input.limit) as { rowNo: number; cells: string }[]
    ).map(({ rowNo, cells }) => ({ rowNo, cells: JSON.parse(cells) as string[] })),
  /** Rows still to be asked about, those with the same question too. */
  unasked: (context: ReadContext, input: { id: string; after: number; limit: number }): Unasked[] =>
    context
      .sql(`SELECT ${unaskedColumns} FROM geo_batch_rows
            WHERE batch_seq = ? AND state = 'unasked' AND row_no > ? AND question IS NOT NULL ORDER BY row_no LIMIT ?`)
      .all(seqOf(context, input.id), input.after, input.limit) as Unasked[],
  /** What a run would meet: each question once, and how many rows there are of what. */
  ahead: (
    context: ReadContext,
    id: string,
  ): { questions: Unasked[]; rows: number; empty: number; duplicates: number } => {
    const seq = seqOf(context, id)
    const questions = context
      .sql(`SELECT min(row_no) AS rowNo, address, country, question, fresh_from AS freshFrom FROM geo_batch_rows
            WHERE batch_seq = ? AND state = 'unasked' AND question IS NOT NULL GROUP BY question`)
      .all(seq) as Unasked[]
    const counted = context
      .sql(`SELECT count(*) AS rows, sum(question IS NULL AND address = '') AS empty, sum(same_as IS NOT NULL) AS duplicates
            FROM geo_batch_rows WHERE batch_seq = ?`)
      .get(seq) as { rows: number; empty: number | null; duplicates: number | null }
    return { questions, rows: counted.rows, empty: counted.empty ?? 0, duplicates: counted.duplicates ?? 0 }
  },
  /** The next row in review behind this one, or the first of all. */
  nextInReview: (context: ReadContext, input: { id: string; rowNo: number }): number | undefined => {
    const seq = seqOf(context, input.id)
    const next = (after: number) =>
      context
        .sql(`SELECT row_no AS rowNo FROM geo_batch_rows WHERE batch_seq = ? AND state = 'review' AND row_no > ? ORDER BY row_no LIMIT 1`)
        .get(seq, after) as { rowNo: number } | undefined
    return (next(input.rowNo) ?? next(-1))?.rowNo
  },
  /** When the first answer of a batch must be forgotten; null: none must. */
  firstEnd: (context: ReadContext, id: string): string | null =>
    (context.sql('SELECT min(expires_at) AS ends FROM geo_batch_answers WHERE batch_seq = ?').get(seqOf(context, id)) as { ends: string | null }).ends,
  /** Batches whose limit has renewed itself. */
  due: ({ sql }: ReadContext, now: string): { id: string; jobId: string | null }[] =>
    sql(`SELECT id, job_id AS jobId FROM geo_batches WHERE stop_until <= ? AND state = 'stopped'`).all(now) as {
      id: string
      jobId: string | null
    }[],
}
