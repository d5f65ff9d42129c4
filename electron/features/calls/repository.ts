import type { Call } from '@shared/contract/calls'
import { Conditions, logPage } from '../../platform/store/log-page'
import { defineRepository, type ReadContext, type WriteContext } from '../../platform/store/repository'

export interface CallFilter {
  before?: number
  limit: number
  system?: string
  result?: 'ok' | 'failed'
  text?: string
  /** Half-open range of instants. */
  from?: string
  until?: string
}

interface StoredCall {
  seq: number
  at: string
  system: string
  method: string
  path: string
  status: number | null
  durationMs: number
  outcome: string
  upstreamCode: string | null
  requestId: string | null
  fault: string | null
  attempt: number
  correlationId: string
}

const columns = `seq, at, system, method, path, status, duration_ms AS durationMs, outcome,
  upstream_code AS upstreamCode, request_id AS requestId, fault, attempt, correlation_id AS correlationId`

const toCall = (row: StoredCall): Call => ({
  seq: row.seq,
  at: row.at,
  system: row.system,
  method: row.method,
  path: row.path,
  ...(row.status === null ? {} : { status: row.status }),
  durationMs: row.durationMs,
  outcome: row.outcome,
  ...(row.upstreamCode === null ? {} : { upstreamCode: row.upstreamCode }),
  ...(row.requestId === null ? {} : { requestId: row.requestId }),
  ...(row.fault === null ? {} : { fault: row.fault }),
  attempt: row.attempt,
  correlationId: row.correlationId,
})

function conditions(filter: CallFilter): Conditions {
  const all = new Conditions().when(filter.system, 'system = ?').when(filter.from, 'at >= ?').when(filter.until, 'at < ?')
  if (filter.result !== undefined) all.and(filter.result === 'ok' ? `outcome = 'done'` : `outcome <> 'done'`)
  return all.contains(filter.text, ['path', 'upstream_code', 'request_id', 'fault', 'correlation_id'])
}

export const callsRepository = defineRepository({
  name: 'calls',
  reads: {
    page: ({ db }: ReadContext, filter: CallFilter): { rows: Call[]; hits: number; hitsCapped: boolean } => {
      const page = logPage<StoredCall>(db, { table: 'calls', columns }, conditions(filter), filter)
      return { ...page, rows: page.rows.map(toCall) }
    },
    /** Calls of one piece of work, oldest first. */
    byCorrelation: ({ sql }: ReadContext, correlationId: string): Call[] =>
      (
        sql(`SELECT ${columns}
             FROM calls WHERE correlation_id = ? ORDER BY seq LIMIT 50`).all(correlationId) as StoredCall[]
      ).map(toCall),
  },
  writes: {
    append: ({ sql }: WriteContext, calls: Omit<Call, 'seq'>[]): void => {
      const insert = sql(`INSERT INTO calls (at, system, method, path, status, duration_ms, outcome, upstream_code,
          request_id, fault, attempt, correlation_id)
        VALUES (@at, @system, @method, @path, @status, @durationMs, @outcome, @upstreamCode, @requestId, @fault,
          @attempt, @correlationId)`)
      for (const call of calls)
        insert.run({
          ...call,
          status: call.status ?? null,
          upstreamCode: call.upstreamCode ?? null,
          requestId: call.requestId ?? null,
          fault: call.fault ?? null,
        })
    },
    /** Deletes at most a chunk of old calls and says whether more are left. */
    purge: ({ sql }: WriteContext, before: string): boolean =>
      sql('DELETE FROM calls WHERE seq IN (SELECT seq FROM calls WHERE at < ? LIMIT 2000)').run(before).changes === 2000,
  },
  priorities: { append: 'bulk', purge: 'bulk' },
})
