import { createHash } from 'node:crypto'
import type { LinkOptions } from '@shared/contract/link-values'

/** What makes two requests the same; every part in its final form. */
export interface SameLink {
  kind: string
  appId: string
  path: string
  query: string
  envVersion: string
  campaign: string
  channel: string
  audience: string
  options: LinkOptions
}

/** SHA-256 of what makes two requests the same. The end is no part of it: it is compared by itself. */
export function reuseKeyOf(same: SameLink): string {
  const { kind, appId, path, query, envVersion, campaign, channel, audience, options } = same
  // The rules give options in a fixed order, so equal ones are written equally.
  const parts = [kind, appId, path, query, envVersion, campaign, channel, audience, options]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
