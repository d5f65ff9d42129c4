/** What a rule needs for matching; prefix as WeChat has it. */
export interface MatchableRule {
  prefix: string
  published: boolean
  openVersion: 'develop' | 'trial' | 'release'
  /** Addresses that open for developers and testers before publication. */
  testUrls: readonly string[]
}

/** Why a rule does not apply to an address: the first difference. */
export type MissReason = 'notAnAddress' | 'scheme' | 'host' | 'path' | 'below' | 'query'

export interface Miss<R> {
  rule: R
  reason: MissReason
}

/**
 * `miniProgram`: the scan opens the mini program. `testers`: only for its developers and testers. `webPage`: the scan
 * opens the address as a web page.
 */
export type ScanOutcome = 'miniProgram' | 'testers' | 'webPage'

export interface Match<R> {
  outcome: ScanOutcome
  /** The rule that decides: the most specific one that applies, published or not. */
  winner: R | undefined
  /** Others that apply, and would win without the winner; the most specific first. */
  overruled: R[]
  misses: Miss<R>[]
}

interface Parts {
  scheme: string
  host: string
  path: string
  /** With its `?`; empty when there is none. */
  query: string
}

/** Splits an address; what stands behind `#` never reaches WeChat. */
export function partsOf(address: string): Parts | undefined {
  const found = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)([^?#]*)(\?[^#]*)?/i.exec(address.trim())
  if (!found) return undefined
  const [, scheme = '', host = '', path = '', query = ''] = found
  // A bare host is asked for as its root.
  return { scheme: scheme.toLowerCase(), host: host.toLowerCase(), path: path === '' ? '/' : path, query }
}

/**
 * Whether a rule applies to an address (wechat-links-qr §4.2): scheme and host equal; the path equal, or below it where
 * the rule ends with `/`; the query beginning with the rule's own. `undefined` when it applies.
 */
export function missOf(prefix: string, address: string): MissReason | undefined {
  const rule = partsOf(prefix)
  const url = partsOf(address)
  if (!rule || !url) return 'notAnAddress'
  if (rule.scheme !== url.scheme) return 'scheme'
  if (rule.host !== url.host) return 'host'
  const below = rule.path.endsWith('/') && url.path.startsWith(rule.path)
  if (url.path !== rule.path && !below) return url.path.startsWith(`${rule.path}/`) ? 'below' : 'path'
  return url.query.startsWith(rule.query) ? undefined : 'query'
}

/** Which rule an address falls under, and what a scan of it does. */
export function matchRules<R extends MatchableRule>(address: string, rules: readonly R[]): Match<R> {
  const judged = rules.map((rule) => ({ rule, reason: missOf(rule.prefix, address) }))
  const misses = judged.flatMap(({ rule, reason }) => (reason === undefined ? [] : [{ rule, reason }]))
  const [winner, ...overruled] = judged
    .filter(({ reason }) => reason === undefined)
    .map(({ rule }) => rule)
    .sort((a, b) => specificity(b.prefix) - specificity(a.prefix))
  return { outcome: winner ? outcomeOf(winner, address) : 'webPage', winner, overruled, misses }
}

/** The longer rule says more; of two that apply to the same address one always begins with the other. */
function specificity(prefix: string): number {
  const parts = partsOf(prefix)
  return parts ? parts.path.length + parts.query.length : 0
}

function outcomeOf(rule: MatchableRule, address: string): ScanOutcome {
  if (rule.published) return rule.openVersion === 'release' ? 'miniProgram' : 'testers'
  return rule.testUrls.some((url) => sameAddress(url, address)) ? 'testers' : 'webPage'
}

function sameAddress(a: string, b: string): boolean {
  const [one, other] = [partsOf(a), partsOf(b)]
  return one !== undefined && other !== undefined && JSON.stringify(one) === JSON.stringify(other)
}

/** What the page's `onLoad` gets (wechat-links-qr §4.2). */
export interface ReceivedScan {
  /** As it arrives: encoded once. */
  q: string
  /** After `decodeURIComponent`. */
  decoded: string
  /** Unix seconds. */
  scancode_time: string
}

export function receivedScan(address: string, scannedAtMs: number): ReceivedScan {
  const decoded = address.trim().toWellFormed()
  return { q: encodeURIComponent(decoded), decoded, scancode_time: String(Math.floor(scannedAtMs / 1000)) }
}
