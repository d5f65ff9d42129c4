import type { GeoBatch, GeoRow } from '@shared/contract/geocoding-batches'
import type { GeoBatchRecord, GeoRowRecord, Reason } from './records'

const noCounts = { unasked: 0, accepted: 0, review: 0, notFound: 0, badInput: 0, failed: 0, chosen: 0, pinned: 0, leftOut: 0 }

/** A batch as the contract shows it. */
export function toBatch(record: GeoBatchRecord): GeoBatch {
  const counts = { ...noCounts, ...record.counts }
  return {
    id: record.id,
    name: record.name,
    state: record.state,
    ...(record.stop === null ? {} : { stop: record.stop }),
    ...(record.sourceName === null ? {} : { sourceName: record.sourceName }),
    headers: record.headers,
    mapping: record.mapping,
    mappingRemembered: record.mappingRemembered,
    ...(record.plan === null ? {} : { plan: record.plan }),
    counts,
    totalRows: Object.values(counts).reduce((sum, count) => sum + count, 0),
    duplicates: record.duplicates,
    calls: record.calls,
    cacheHits: record.cacheHits,
    notices: record.notices,
    ...(record.error === null ? {} : { error: record.error }),
    ...(record.jobId === null ? {} : { jobId: record.jobId }),
    createdBy: record.createdBy,
    createdAt: record.createdAt,
  }
}

/** A row as the contract shows it. */
export function toRow(record: GeoRowRecord): GeoRow {
  const { decision } = record
  const chosen = chosenOf(record)
  return {
    rowNo: record.rowNo,
    line: record.line,
    cells: record.cells,
    address: record.address,
    state: record.state,
    reasons: reasonsOf(record),
    answers: record.answers,
    distances: record.distances,
    ...(chosen ? { chosen } : {}),
    ...(decision?.kind === 'pin' ? { pin: pinOf(decision) } : {}),
    ...(record.sameAs === null ? {} : { sameAs: record.sameAs }),
    ...(record.sameAsLine === null ? {} : { sameAsLine: record.sameAsLine }),
    ended: record.ended,
  }
}

function pinOf({ position, positions, why, by, at }: Extract<GeoRowRecord['decision'], { kind: 'pin' }>) {
  return { position, positions, why, by, at }
}

/** The answer that counts: the pin, or the candidate that was taken by a person or by the thresholds. */
export function chosenOf(record: GeoRowRecord): GeoRow['chosen'] {
  const { decision } = record
  if (decision?.kind === 'leaveOut') return undefined
  if (decision?.kind === 'pin') {
    const { position, positions, by } = decision
    return { source: 'manual', position, positions, label: '', precision: 'unknown', confidence: 100, by }
  }
  const answer = record.answers.find(({ provider }) => provider === record.provider)
  const candidate = record.candidate === null ? undefined : answer?.candidates[record.candidate]
  if (!answer || !candidate) return undefined
  const { position, positions, label, precision, confidence } = candidate
  return {
    source: answer.provider,
    position,
    positions,
    label,
    precision,
    confidence,
    ...(decision ? { by: decision.by } : {}),
    ...(answer.expiresAt === undefined ? {} : { expiresAt: answer.expiresAt }),
  }
}

/** Why it is as it is, with what a person and the calendar did to it. */
export function reasonsOf({ reasons, decision, ended }: GeoRowRecord): Reason[] {
  const left: Reason[] =
    decision?.kind === 'leaveOut' ? [{ code: decision.why === '' ? 'leftOut' : 'leftOutWhy', params: { by: decision.by, why: decision.why } }] : []
  return [...(ended ? [{ code: 'ended', params: {} }] : []), ...left, ...reasons]
}
