import type { Link, LinkState } from '@shared/contract/links'
import { LinkOptions, type EnvVersion } from '@shared/contract/link-values'

/** A picture of a code, as WeChat drew it. */
export interface CodeImage {
  /** SHA-256 of the bytes, hex. */
  hash: string
  format: 'png' | 'jpeg'
  width: number
  bytes: Uint8Array
}

/** A link that is about to be written. */
export interface NewLink {
  id: string
  kind: string
  appId: string
  placeId: string | null
  path: string
  query: string
  envVersion: EnvVersion
  /** Empty for a code. */
  text: string
  expiresAt: string | null
  options: LinkOptions
  channel: string
  audience: string
  /** What makes two requests the same; see `reuse.ts`. */
  reuseKey: string
  /** A variant: the link that it appends to, and what it appends. */
  variant: { ofId: string; cq: string } | null
  image: CodeImage | null
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
  options: string
  channel: string
  audience: string
  reuseKey: string | null
  variantOfId: string | null
  cq: string | null
  version: number
  renewedAt: string | null
  renewedBy: string | null
  imageHash: string | null
  imageFormat: 'png' | 'jpeg' | null
  imageWidth: number | null
  imageBytes: number | null
  uses: number
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
  l.created_at AS createdAt, l.created_by AS createdBy, l.options_json AS options, l.channel, l.audience,
  l.reuse_key AS reuseKey, v.id AS variantOfId, l.cq, l.version, l.renewed_at AS renewedAt, l.renewed_by AS renewedBy,
  l.image_hash AS imageHash, i.format AS imageFormat, i.width AS imageWidth, length(i.bytes) AS imageBytes,
  (SELECT count(*) FROM link_uses u WHERE u.link_seq = l.seq) AS uses`

export const linkJoins = `CROSS JOIN apps a ON a.seq = l.app_seq
  LEFT JOIN places p ON p.seq = l.place_seq
  LEFT JOIN link_batches b ON b.seq = l.batch_seq
  LEFT JOIN links v ON v.seq = l.variant_of
  LEFT JOIN link_images i ON i.hash = l.image_hash`

/** Options as they are stored: with the version of their form. */
export function storedOptions(options: LinkOptions): string {
  return JSON.stringify({ version: 1, ...options })
}

export function readOptions(json: string): LinkOptions {
  const { version: _form, ...options } = JSON.parse(json) as Record<string, unknown>
  const parsed = LinkOptions.safeParse(options)
  return parsed.success ? parsed.data : {}
}

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
    options: readOptions(row.options),
    ...(row.imageFormat === null
      ? {}
      : { image: { format: row.imageFormat, width: row.imageWidth ?? 0, bytes: row.imageBytes ?? 0 } }),
    channel: row.channel,
    audience: row.audience,
    ...(row.variantOfId === null ? {} : { variantOf: { id: row.variantOfId, cq: row.cq ?? '' } }),
    version: row.version,
    ...(row.renewedAt === null ? {} : { renewedAt: row.renewedAt }),
    uses: row.uses,
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
