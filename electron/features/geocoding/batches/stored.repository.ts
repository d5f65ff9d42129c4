import type { GeoPlan, GeoRowState } from '@shared/contract/geocoding-batches'
import type { GeoAnswer, GeoDistance } from '@shared/contract/geocoding-values'
import { Fault } from '../../../platform/errors/fault'
import type { ReadContext } from '../../../platform/store/repository'
import type { GeoBatchRecord, GeoBatchStateName, GeoRowRecord, Reason, RowDecision } from './records'

interface StoredBatch {
  seq: number
  id: string
  name: string
  state: GeoBatchStateName
  stop: string | null
  sourceName: string | null
  headers: string
  mapping: string
  mappingRemembered: number
  plan: string | null
  notices: string
  error: string | null
  jobId: string | null
  duplicates: number
  calls: number
  cacheHits: number
  createdBy: string
  createdAt: string
}

interface StoredRow {
  rowNo: number
  line: number
  cells: string
  address: string
  country: string
  question: string | null
  sameAs: number | null
  sameAsLine: number | null
  state: GeoRowState
  reasons: string
  provider: string | null
  candidate: number | null
  decision: string | null
  ended: number
  answers: string | null
  distances: string | null
}

const batchColumns = `seq, id, name, state, stop_json AS stop, source_name AS sourceName, headers_json AS headers,
  mapping_json AS mapping, mapping_remembered AS mappingRemembered, plan_json AS plan, notices_json AS notices,
  error_json AS error, job_id AS jobId, duplicates, calls, cache_hits AS cacheHits, created_by AS createdBy,
  created_at AS createdAt`

const rowColumns = `r.row_no AS rowNo, r.line, r.cells_json AS cells, r.address, r.country, r.question, r.same_as AS sameAs,
  (SELECT s.line FROM geo_batch_rows s WHERE s.batch_seq = r.batch_seq AND s.row_no = r.same_as) AS sameAsLine,
  r.state, r.reasons_json AS reasons, r.provider, r.candidate, r.decision_json AS decision, r.ended,
  a.answers_json AS answers, a.distances_json AS distances`

export const rowsWithAnswers = `SELECT ${rowColumns} FROM geo_batch_rows r
  LEFT JOIN geo_batch_answers a ON a.batch_seq = r.batch_seq AND a.question = r.question`

const parse = <T>(json: string): T => JSON.parse(json) as T
const parsed = <T>(json: string | null): T | null => (json === null ? null : parse<T>(json))

function toBatch(context: ReadContext, { seq, ...stored }: StoredBatch): GeoBatchRecord {
  const counted = context
    .sql('SELECT state, count(*) AS n FROM geo_batch_rows WHERE batch_seq = ? GROUP BY state')
    .all(seq) as { state: GeoRowState; n: number }[]
  return {
    ...stored,
    stop: parsed(stored.stop),
    headers: parse(stored.headers),
    mapping: parse(stored.mapping),
    mappingRemembered: stored.mappingRemembered === 1,
    plan: parsed<GeoPlan>(stored.plan),
    notices: parse<Reason[]>(stored.notices),
    error: parsed(stored.error),
    counts: Object.fromEntries(counted.map(({ state, n }) => [state, n])),
  }
}

export function toRowRecord(stored: unknown): GeoRowRecord {
  const row = stored as StoredRow
  return {
    ...row,
    cells: parse(row.cells),
    reasons: parse(row.reasons),
    decision: parsed<RowDecision>(row.decision),
    ended: row.ended === 1,
    answers: parsed<GeoAnswer[]>(row.answers) ?? [],
    distances: parsed<GeoDistance[]>(row.distances) ?? [],
  }
}

/** @throws Fault `geocoding.batchNotFound` */
export function requireBatch(context: ReadContext, id: string): GeoBatchRecord {
  const stored = context.sql(`SELECT ${batchColumns} FROM geo_batches WHERE id = ?`).get(id)
  if (!stored) throw new Fault('geocoding.batchNotFound')
  return toBatch(context, stored as StoredBatch)
}

export function listBatches(context: ReadContext, limit: number): GeoBatchRecord[] {
  const stored = context.sql(`SELECT ${batchColumns} FROM geo_batches ORDER BY seq DESC LIMIT ?`).all(limit)
  return (stored as StoredBatch[]).map((one) => toBatch(context, one))
}

/** @throws Fault `geocoding.batchNotFound` */
export function seqOf({ sql }: ReadContext, id: string): number {
  const row = sql('SELECT seq FROM geo_batches WHERE id = ?').get(id) as { seq: number } | undefined
  if (!row) throw new Fault('geocoding.batchNotFound')
  return row.seq
}

/** @throws Fault `geocoding.rowNotFound` */
export function requireRow(context: ReadContext, id: string, rowNo: number): GeoRowRecord {
  const stored = context.sql(`${rowsWithAnswers} WHERE r.batch_seq = ? AND r.row_no = ?`).get(seqOf(context, id), rowNo)
  if (!stored) throw new Fault('geocoding.rowNotFound')
  return toRowRecord(stored)
}
