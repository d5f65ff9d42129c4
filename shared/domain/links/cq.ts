import { hasErrors, issue, type LinkIssue } from './issue'
import { type LinkKind, linkKindTraits } from './kinds'
import { defaultLinkLimitValues, type LinkLimitValues } from './limits'
import { normaliseQuery } from './query'
import { readableKey, splitQuery, tryDecode } from './query-text'

export interface AppendedQuery {
  /** The link with the query appended. Usable when no issue is an error. */
  text: string
  /** The appended query, encoded once as a query. */
  cq: string
  issues: LinkIssue[]
}

/**
 * Appends an extra query to a finished link without a further call (wechat-links-qr §2.9): `&cq=` for an encrypted
 * scheme, `?cq=` for a URL Link; the query, at most 256 characters, is encoded once more as the one value that it is.
 * `baseQuery` is what the link was made with: which of two equal keys wins is not documented, so that is a warning.
 */
export function appendCq(
  text: string,
  kind: LinkKind,
  typed: string,
  { baseQuery = '', limits = defaultLinkLimitValues }: { baseQuery?: string; limits?: LinkLimitValues } = {},
): AppendedQuery {
  const mark = linkKindTraits[kind].cq
  if (mark === null) return { text, cq: '', issues: [issue('error', 'cq', 'cqNotForKind')] }
  if (readCq(text)) return { text, cq: '', issues: [issue('error', 'cq', 'cqPresent')] }
  const { query, issues } = normaliseQuery(typed, { kind, limits: { ...limits, queryMaxEncrypted: Infinity } })
  const found = issues.map((one): LinkIssue => (one.field === 'query' ? { ...one, field: 'cq' } : one))
  if (query === '' && !hasErrors(found)) found.push(issue('error', 'cq', 'cqEmpty'))
  found.push(...lengthIssues(query, limits.cqMax), ...doubleKeys(query, baseQuery))
  return { text: `${text}${mark}${encodeURIComponent(query)}`, cq: query, issues: found }
}

/** Whether 256 counts before or after the encoding is not stated: over it without is certain, only with it a doubt. */
function lengthIssues(query: string, max: number): LinkIssue[] {
  if (query.length > max) return [issue('error', 'cq', 'cqTooLong', { length: query.length, max })]
  const outer = encodeURIComponent(query).length
  return outer > max ? [issue('warning', 'cq', 'cqPerhapsTooLong', { length: outer, max })] : []
}

function doubleKeys(query: string, baseQuery: string): LinkIssue[] {
  const present = new Set(splitQuery(baseQuery).map(({ key }) => readableKey(key)))
  const double = splitQuery(query).find(({ key }) => present.has(readableKey(key)))
  return double ? [issue('warning', 'cq', 'cqKeyInQuery', { key: readableKey(double.key) })] : []
}

/** Takes an appended query off a link again; undefined where there is none. Lenient with `?` and `&` before it. */
export function readCq(text: string): { base: string; cq: string } | undefined {
  const found = /^(.*?)[?&]cq=([^&#]*)/su.exec(text)
  if (!found) return undefined
  const [, base = '', value = ''] = found
  return { base, cq: tryDecode(value) ?? value }
}
