import type { MessageParams } from '@shared/contract/error'
import type { ReadContext, WriteContext } from '../../platform/store/repository'

export type StoredEventKind = 'archived' | 'restored' | 'queried' | 'renewed' | 'reused' | 'repointed'

export interface StoredEvent {
  kind: StoredEventKind
  at: string
  operatorName: string
  params: MessageParams
}

/** Writes down that something happened to a link; for use inside a write method. */
export function noteEvent(
  { sql, now }: WriteContext,
  seq: number,
  event: { kind: StoredEventKind; operatorName: string; params?: MessageParams },
): void {
  sql(`INSERT INTO link_events (link_seq, kind, operator_name, params_json, created_at)
       VALUES (@seq, @kind, @operatorName, @params, @now)`).run({
    seq,
    kind: event.kind,
    operatorName: event.operatorName,
    params: JSON.stringify(event.params ?? {}),
    now,
  })
}

/** What happened to a link, the newest thousand of it, oldest first. */
export function eventsOf({ sql }: ReadContext, linkId: string): StoredEvent[] {
  const rows = sql(`SELECT e.kind, e.created_at AS at, e.operator_name AS operatorName, e.params_json AS params
    FROM link_events e JOIN links l ON l.seq = e.link_seq WHERE l.id = ? ORDER BY e.seq DESC LIMIT 1000`).all(
    linkId,
  ) as (Omit<StoredEvent, 'params'> & { params: string })[]
  return rows.map((row) => ({ ...row, params: JSON.parse(row.params) as MessageParams })).reverse()
}
