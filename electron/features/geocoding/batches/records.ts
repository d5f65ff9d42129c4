import type { ErrorEnvelope, MessageParams } from '@shared/contract/error'
import type { GeoPlan, GeoRowState } from '@shared/contract/geocoding-batches'
import type { Coordinate, Coordinates, GeoAnswer, GeoDistance } from '@shared/contract/geocoding-values'

export type GeoBatchStateName = 'reading' | 'mapping' | 'ready' | 'running' | 'stopped' | 'finished' | 'unreadable'

/** A text under `geocodingBatches.reasons` with its params. */
export interface Reason {
  code: string
  params: MessageParams
}

export interface BatchStop {
  code: string
  params: MessageParams
  until?: string
}

export interface GeoBatchRecord {
  id: string
  name: string
  state: GeoBatchStateName
  stop: BatchStop | null
  sourceName: string | null
  headers: string[]
  mapping: Record<string, string>
  mappingRemembered: boolean
  plan: GeoPlan | null
  notices: Reason[]
  error: ErrorEnvelope | null
  jobId: string | null
  duplicates: number
  calls: number
  cacheHits: number
  createdBy: string
  createdAt: string
  counts: Partial<Record<GeoRowState, number>>
}

/** What a person decided about a row. */
export type RowDecision =
  | { kind: 'take'; by: string; at: string }
  | { kind: 'pin'; position: Coordinate; positions: Coordinates; why: string; by: string; at: string }
  | { kind: 'leaveOut'; why: string; by: string; at: string }

export interface GeoRowRecord {
  rowNo: number
  line: number
  cells: string[]
  address: string
  country: string
  question: string | null
  sameAs: number | null
  sameAsLine: number | null
  state: GeoRowState
  reasons: Reason[]
  /** Which candidate of whose answer counts. */
  provider: string | null
  candidate: number | null
  decision: RowDecision | null
  ended: boolean
  answers: GeoAnswer[]
  distances: GeoDistance[]
}

/** What follows from the answers to a question, for every row that asks it. */
export interface Verdict {
  state: 'accepted' | 'review' | 'notFound' | 'badInput' | 'failed'
  reasons: Reason[]
  chosen?: { provider: string; candidate: number; lat: number; lng: number }
  distances: GeoDistance[]
}
