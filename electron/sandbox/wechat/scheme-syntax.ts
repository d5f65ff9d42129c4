const prefix = 'weixin://dl/business/?'

/** A value of a scheme, percent-decoded once; `undefined` when its encoding is broken. */
type Decoded = string | undefined

export type ParsedScheme =
  | { kind: 'encrypted'; ticket: string; appended: { text: Decoded } | null }
  | { kind: 'plain'; appId: string; path: Decoded; query: Decoded; envVersion: string | undefined }
  /** A page path where a scheme was asked for. */
  | { kind: 'pagePath' }
  | { kind: 'unknown' }

function decoded(text: string): Decoded {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/**
 * Takes a scheme of either kind apart (wechat-links-qr §2.9, §3.1): split at `&` on the top level only, each value
 * decoded once; an unencoded `=` inside a value is accepted; of a repeated name the first counts.
 */
export function parseScheme(text: string): ParsedScheme {
  if (!text.startsWith(prefix)) {
    return /^\/?[\w-]+(\/[\w-]+)+(\?.*)?$/.test(text) ? { kind: 'pagePath' } : { kind: 'unknown' }
  }
  const values = new Map<string, string>()
  for (const part of text.slice(prefix.length).split('&')) {
    const equals = part.indexOf('=')
    if (equals < 1) continue
    const name = part.slice(0, equals)
    if (!values.has(name)) values.set(name, part.slice(equals + 1))
  }
  const ticket = values.get('t')
  if (ticket !== undefined) {
    const appended = values.get('cq')
    return { kind: 'encrypted', ticket, appended: appended === undefined ? null : { text: decoded(appended) } }
  }
  const appId = values.get('appid')
  if (appId === undefined) return { kind: 'unknown' }
  return {
    kind: 'plain',
    appId,
    path: decoded(values.get('path') ?? ''),
    query: decoded(values.get('query') ?? ''),
    envVersion: values.get('env_version'),
  }
}
