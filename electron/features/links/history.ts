import type { CommandOutput } from '@shared/contract'
import type { LinkUse, LinkVersion } from '@shared/contract/links'
import type { StoredEvent } from './event.repository'
import type { StoredVersion } from './renewal.repository'
import type { StoredLink } from './rows'
import type { StoredUse } from './use.repository'

type Timeline = CommandOutput<'links.get'>['timeline']

interface Call {
  at: string
  path: string
  durationMs: number
  upstreamCode?: string | undefined
  requestId?: string | undefined
}

/** Everything that happened to a link, newest last. */
export function timelineOf(
  row: StoredLink,
  { calls, events, uses }: { calls: readonly Call[]; events: readonly StoredEvent[]; uses: readonly StoredUse[] },
): Timeline {
  const timeline: Timeline = [
    {
      at: row.createdAt,
      kind: 'created',
      operatorName: row.createdBy,
      params: row.batchId === null ? {} : { batch: row.batchName ?? '', line: row.line ?? 0 },
    },
    ...calls.map(({ at, path, durationMs, upstreamCode, requestId }) => ({
      at,
      kind: 'call' as const,
      params: { path, ms: durationMs, code: upstreamCode ?? '' },
      ...(requestId === undefined ? {} : { requestId }),
    })),
    ...events,
    ...uses.map(({ createdAt, createdBy, kind, text }) => ({
      at: createdAt,
      kind: 'used' as const,
      operatorName: createdBy,
      params: { use: kind, text },
    })),
  ]
  return timeline.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

export function toUse({ id, kind, text, url, count, createdAt, createdBy }: StoredUse): LinkUse {
  return { id, kind, text, ...(url === null ? {} : { url }), ...(count === null ? {} : { count }), at: createdAt, by: createdBy }
}

/** The texts that a link had, the present one last. */
export function toVersions(row: StoredLink, old: readonly StoredVersion[]): LinkVersion[] {
  const present: StoredVersion = {
    version: row.version,
    text: row.text,
    expiresAt: row.expiresAt,
    createdAt: row.renewedAt ?? row.createdAt,
    createdBy: row.renewedBy ?? row.createdBy,
  }
  return [...old, present].map(({ expiresAt, ...version }) => ({ ...version, ...(expiresAt === null ? {} : { expiresAt }) }))
}
