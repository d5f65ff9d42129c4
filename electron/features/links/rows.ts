import type { Link, LinkState } from '@shared/contract/links'
import type { EnvVersion } from '@shared/contract/link-values'

/** A link that is about to be written. */
export interface NewLink {
  id: string
  kind: string
  appId: string
  placeId: string | null
  path: string
  query: string
  envVersion: EnvVersion
  text: string
  expiresAt: string | null
  campaign: string
  tag: string
  note: string
  createdBy: string
  /** Searched, never shown: what belongs to it but stands elsewhere, such as the name of its place. */
  alsoFindBy: string
}

/** A link as the store joins it. */
export interface StoredLink {
  seq: number
  id: string
  kind: string
  appId: string
  appName: string
  wechatAppId: string
  placeId: string | null
  placeCode: string | null
  placeName: string | null
  batchId: string | null
  batchName: string | null
  line: number | null
  path: string
  query: string
  envVersion: EnvVersion
  text: string
  expiresAt: string | null
  campaign: string
  tag: string
  note: string
  archived: number
  createdAt: string
  createdBy: string
}

export const linkColumns = `l.seq, l.id, l.kind, a.id AS appId, a.name AS appName, a.app_id AS wechatAppId,
  p.id AS placeId, p.code AS placeCode, p.name AS placeName, b.id AS batchId, b.name AS batchName, l.line, l.path,
  l.query, l.env_version AS envVersion, l.text, l.expires_at AS expiresAt, l.campaign, l.tag, l.note, l.archived,
  l.created_at AS createdAt, l.created_by AS createdBy`

export const linkJoins = `CROSS JOIN apps a ON a.seq = l.app_seq
  LEFT JOIN places p ON p.seq = l.place_seq
  LEFT JOIN link_batches b ON b.seq = l.batch_seq`

export function linkState(row: Pick<StoredLink, 'archived' | 'expiresAt'>, now: string): LinkState {
  if (row.archived === 1) return 'archived'
  return row.expiresAt !== null && row.expiresAt <= now ? 'expired' : 'valid'
}

/** A stored link as the contract gives it; `now` decides whether it has expired. */
export function toLink(row: StoredLink, now: string): Link {
  return {
    id: row.id,
    kind: row.kind,
    app: { id: row.appId, name: row.appName, appId: row.wechatAppId },
    ...(row.placeId === null ? {} : { place: { id: row.placeId, code: row.placeCode ?? '', name: row.placeName ?? '' } }),
    path: row.path,
    query: row.query,
    envVersion: row.envVersion,
    text: row.text,
    state: linkState(row, now),
    ...(row.expiresAt === null ? {} : { expiresAt: row.expiresAt }),
    campaign: row.campaign,
    tag: row.tag,
    note: row.note,
    createdAt: row.createdAt,
    createdBy: row.createdBy,
    ...(row.batchId === null ? {} : { batch: { id: row.batchId, name: row.batchName ?? '', line: row.line ?? 0 } }),
  }
}
