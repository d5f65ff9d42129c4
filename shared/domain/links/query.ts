import { codePointName, excerpt, issue, type LinkIssue } from './issue'
import type { LinkKind } from './kinds'
import { defaultLinkLimitValues, type LinkLimitValues } from './limits'
import { reservedName } from './path'
import { bareQuery, encodeOnce, type QueryPair, readableKey, splitQuery, tryDecode } from './query-text'

export interface QueryCheck {
  /** The query to send, encoded once; empty when there is none. Usable when no issue is an error. */
  query: string
  issues: LinkIssue[]
}

export interface QueryOptions {
  kind: LinkKind
  limits?: LinkLimitValues
}

/**
 * Turns what the operator typed into the query to send (wechat-links-qr §2.2, §3.1): `k=v&k2=v2`, with everything
 * outside the permitted characters percent-encoded as UTF-8 exactly once. Text that is encoded already stays as it is.
 * Applying it to its own result changes nothing.
 */
export function normaliseQuery(typed: string, options: QueryOptions): QueryCheck {
  const { kind, limits = defaultLinkLimitValues } = options
  if (!typed.isWellFormed()) return { query: '', issues: [issue('error', 'query', 'queryNotText')] }
  const issues: LinkIssue[] = []
  const bare = bareQuery(typed)
  if (bare.trimmed) issues.push(issue('notice', 'query', 'queryTrimmed'))
  if (bare.wholeEncoded) issues.push(issue('notice', 'query', 'queryWholeEncoded'))
  if (bare.leadingMark) issues.push(issue('notice', 'query', 'queryLeadingMark'))
  if (bare.text === '') return { query: '', issues }

  const pairs = splitQuery(bare.text)
  if (bare.leadingAnd || bare.text.split('&').length > pairs.length) {
    issues.push(issue('notice', 'query', 'queryEmptyPair'))
  }
  const joined = pairs.map(({ key, value, hasEquals }) => (hasEquals ? `${key}=${value}` : key)).join('&')
  const { text: query, kept, percents } = encodeOnce(joined, { backtick: mayHaveBacktick.has(kind) })
  if (kept > 0) issues.push(issue('notice', 'query', 'queryAlreadyEncoded', { count: kept }))
  if (percents > 0) issues.push(issue('notice', 'query', 'queryPercentEncoded', { count: percents }))

  issues.push(...typingIssues(bare.text), ...pairIssues(splitQuery(query), kind), ...lengthIssues(query, kind, limits))
  return { query, issues }
}

/** The kinds whose documented alphabet has the backtick (§2.2, §2.4, §3.1). */
const mayHaveBacktick: ReadonlySet<LinkKind> = new Set(['plain_scheme', 'encrypted_scheme', 'nfc_scheme'])

/** The kinds whose interface refuses a pair without `=` (40212, §2.8); the others are not said to look. */
const refusesBarePair: ReadonlySet<LinkKind> = new Set(['encrypted_scheme', 'url_link', 'nfc_scheme'])

/**
 * Adds a default tag (`from=sms`, seed-catalogue A02-1) to a typed query. Of a tag with several pairs, those whose
 * key is present already are left out. To be called before {@link normaliseQuery}, which checks the result.
 */
export function withDefaultTag(query: string, tag: string): string {
  const bare = bareQuery(query).text.replace(/&+$/, '')
  const present = new Set(splitQuery(bare).map(({ key }) => readableKey(key)))
  const missing = splitQuery(bareQuery(tag).text).filter(({ key }) => !present.has(readableKey(key)))
  if (missing.length === 0) return query
  const added = missing.map(({ key, value, hasEquals }) => (hasEquals ? `${key}=${value}` : key))
  return [...(bare === '' ? [] : [bare]), ...added].join('&')
}

/** The pairs of a query whose keys another one does not have. */
export function withoutKeysOf(query: string, other: string): string {
  const taken = new Set(splitQuery(bareQuery(other).text).map(({ key }) => readableKey(key)))
  return written(splitQuery(bareQuery(query).text).filter(({ key }) => !taken.has(readableKey(key))))
}

/** Adds a tag to a typed query in the place of pairs with the same keys: what the tag says counts. */
export function withTag(query: string, tag: string): string {
  const added = written(splitQuery(bareQuery(tag).text))
  if (added === '') return query
  const rest = withoutKeysOf(query, tag)
  return rest === '' ? added : `${rest}&${added}`
}

const written = (pairs: readonly QueryPair[]): string =>
  pairs.map(({ key, value, hasEquals }) => (hasEquals ? `${key}=${value}` : key)).join('&')

/** Characters that nobody sees and that come from copying. The joiner inside an emoji (U+200D) is none of them. */
const invisible = /[\p{Cc}\u00A0\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/u

/** Slips of the keyboard and the clipboard that would be encoded faithfully and arrive as nonsense. */
function typingIssues(text: string): LinkIssue[] {
  const issues: LinkIssue[] = []
  const hidden = invisible.exec(text)
  if (hidden) {
    const params = { character: codePointName(hidden[0]), position: hidden.index + 1 }
    issues.push(issue('warning', 'query', 'queryInvisibleCharacter', params))
  }
  const fullWidth = /[＆＝]|^？/u.exec(text)
  if (fullWidth) {
    const sign = fullWidth[0]
    const suggestion = sign === '＆' ? '&' : sign === '＝' ? '=' : '?'
    issues.push(issue('warning', 'query', 'queryFullWidthSign', { sign, suggestion }))
  }
  if (/&amp;/i.test(text)) issues.push(issue('warning', 'query', 'queryHtmlEntity'))
  return issues
}

function pairIssues(pairs: readonly QueryPair[], kind: LinkKind): LinkIssue[] {
  const issues: LinkIssue[] = []
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const { key, value, hasEquals } of pairs) {
    const name = readableKey(key)
    const shown = excerpt(name)
    if (name === '') {
      issues.push(issue('error', 'query', 'queryKeyEmpty', { value: excerpt(value) }))
      continue
    }
    if (seen.has(name) && !repeated.has(name)) {
      repeated.add(name)
      issues.push(issue('warning', 'query', 'queryKeyRepeated', { key: shown }))
    }
    seen.add(name)
    if (!hasEquals) {
      const severity = refusesBarePair.has(kind) ? 'error' : 'warning'
      issues.push(issue(severity, 'query', 'queryPairWithoutEquals', { text: shown }))
    }
    if (/\s/u.test(name)) issues.push(issue('warning', 'query', 'queryKeyHasSpace', { key: shown.trim() }))
    if (tryDecode(key) === undefined || tryDecode(value) === undefined) {
      issues.push(issue('warning', 'query', 'queryNotUtf8', { key: shown }))
    }
  }
  return [...issues, ...wholeIssues(pairs)]
}

/** What is worth saying once, however many pairs it touches. */
function wholeIssues(pairs: readonly QueryPair[]): LinkIssue[] {
  const issues: LinkIssue[] = []
  if (pairs.some(({ key }) => /[?/]/.test(readableKey(key)))) {
    issues.push(issue('warning', 'query', 'queryLooksLikePath'))
  }
  if (pairs.some(({ key, value }) => [key, value].some((part) => (tryDecode(part) ?? part).includes(reservedName)))) {
    issues.push(issue('error', 'query', 'queryReserved', { name: reservedName }))
  }
  // An address with parameters of its own that is not encoded loses everything behind its first `&`.
  const cut = pairs.slice(0, -1).find(({ value }) => /:\/\/[^?]*\?/.test(value))
  if (cut) issues.push(issue('warning', 'query', 'queryAddressCut', { key: excerpt(readableKey(cut.key)) }))
  return issues
}

/**
 * An encrypted scheme counts the query as sent. For a plain scheme it is not stated whether the outer encoding counts
 * (§3.1): over the limit without it is certainly too long, over it only with it is a warning.
 */
function lengthIssues(query: string, kind: LinkKind, limits: LinkLimitValues): LinkIssue[] {
  // A Short Link and the codes with a path have one limit for the page with its query (`lengthWithQuery`).
  if (kind === 'short_link' || kind === 'code_path' || kind === 'code_square') return []
  const max = kind === 'plain_scheme' ? limits.queryMaxPlain : limits.queryMaxEncrypted
  if (query.length > max) return [issue('error', 'query', 'queryTooLong', { length: query.length, max })]
  const outer = encodeURIComponent(query).length
  return kind === 'plain_scheme' && outer > max
    ? [issue('warning', 'query', 'queryPerhapsTooLong', { length: outer, max })]
    : []
}
