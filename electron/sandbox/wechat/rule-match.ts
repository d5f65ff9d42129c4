import type { LinkRule } from './types'

interface Parts {
  origin: string
  path: string
  /** Without `?`; null when there is none. */
  query: string | null
}

/** Scheme and host in lower case, the rest as written; nothing when it is no address. A fragment is left out. */
export function partsOf(address: string): Parts | undefined {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#\s]+)([^?#\s]*)(?:\?([^#\s]*))?(?:#\S*)?$/i.exec(address)
  const [, scheme, host, path, query] = match ?? []
  if (scheme === undefined || host === undefined) return undefined
  return { origin: `${scheme}://${host}`.toLowerCase(), path: path || '/', query: query ?? null }
}

/**
 * Whether a scanned address falls under a rule (wechat-links-qr §4.2): equal scheme and host; the same path, or one
 * below it when the rule ends with `/`; and a query that starts with the rule's.
 */
export function ruleCovers(prefix: string, address: string): boolean {
  const rule = partsOf(prefix)
  const url = partsOf(address)
  if (!rule || !url || rule.origin !== url.origin) return false
  if (rule.query !== null) return url.path === rule.path && (url.query ?? '').startsWith(rule.query)
  return url.path === rule.path || (rule.path.endsWith('/') && url.path.startsWith(rule.path))
}

/** The most specific rule for an address: it decides even when it is unpublished and a wider one is published. */
export function ruleFor(rules: Iterable<LinkRule>, address: string): LinkRule | undefined {
  let best: LinkRule | undefined
  for (const rule of rules) {
    if (ruleCovers(rule.prefix, address) && rule.prefix.length > (best?.prefix.length ?? -1)) best = rule
  }
  return best
}
