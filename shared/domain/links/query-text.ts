/** One `key=value` of a query, as written. */
export interface QueryPair {
  key: string
  value: string
  /** False where the text has no `=` at all. */
  hasEquals: boolean
}

/** Splits a query at top-level `&`, each part at its first `=`. Empty parts are left out. */
export function splitQuery(query: string): QueryPair[] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=')
      return at < 0
        ? { key: part, value: '', hasEquals: false }
        : { key: part.slice(0, at), value: part.slice(at + 1), hasEquals: true }
    })
}

/** `decodeURIComponent` as a value: `undefined` where the text is not percent-encoded UTF-8. */
export function tryDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** The key as a person reads it, to compare keys that are written differently. */
export function readableKey(key: string): string {
  return tryDecode(key) ?? key
}

export interface BareQuery {
  text: string
  trimmed: boolean
  leadingMark: boolean
  leadingAnd: boolean
  wholeEncoded: boolean
}

/**
 * Takes off what is no part of a query: blanks around it, a leading `?`, and the encoding of the query as a whole
 * (`partJobId%3D123456`, copied out of a plain scheme; seed-catalogue A02-4), which shows by having no `=`, but `%3D`.
 */
export function bareQuery(input: string): BareQuery {
  const trimmed = input.trim()
  const whole = !trimmed.includes('=') && /%3D/i.test(trimmed)
  const decoded = whole ? tryDecode(encodeOnce(trimmed).text) : undefined
  const query = decoded?.trim() ?? trimmed
  const text = query.replace(/^[?&]+/, '')
  const leading = query.slice(0, query.length - text.length)
  return {
    text,
    trimmed: trimmed !== input && trimmed !== '',
    leadingMark: leading.includes('?'),
    leadingAnd: leading.includes('&'),
    wholeEncoded: decoded !== undefined,
  }
}

export interface EncodedText {
  text: string
  /** How many `%XX` were there already and were kept. */
  kept: number
  /** How many single `%` became `%25`. */
  percents: number
}

/** Outside these a character is sent percent-encoded (§2.2); `%` is permitted as the start of `%XX` only. */
const toEncode = /%[0-9A-Fa-f]{2}|%|[^A-Za-z0-9!#$&'()*+,/:;=?@\-._~`%]+/gu

/** The alphabet of URL Links has no backtick (§2.5); a kind whose alphabet is not stated gets the narrower one. */
const toEncodeWithBacktick = /%[0-9A-Fa-f]{2}|%|[^A-Za-z0-9!#$&'()*+,/:;=?@\-._~%]+/gu

/** Encodes what a query may not contain, exactly once: a `%XX` that stands there stays. */
export function encodeOnce(input: string, { backtick = true }: { backtick?: boolean } = {}): EncodedText {
  let kept = 0
  let percents = 0
  const text = input.replace(backtick ? toEncode : toEncodeWithBacktick, (found) => {
    if (found === '%') {
      percents += 1
      return '%25'
    }
    if (found.startsWith('%')) {
      kept += 1
      return found
    }
    return encodeURIComponent(found.toWellFormed())
  })
  return { text, kept, percents }
}
