import type { MismatchCause, MismatchCode } from './causes'
import { type SignParts, signedUrl } from './string-to-sign'

/** Everything that the signed text is made from. */
export interface Recipe extends SignParts {
  /** The names of ticket, nonce, timestamp and address. */
  names: readonly [string, string, string, string]
  /** In which order the four stand, as positions in `names`. */
  order: readonly number[]
}

/** Something else that may have been signed in the ticket's place. */
export interface OtherTicket {
  kind: 'staleTicket' | 'otherAccountTicket' | 'accessToken' | 'cardTicket'
  value: string
  /** Whose it is, for another account's. */
  name?: string
}

/** One thing done wrong. Two mistakes of the same ingredient cannot both have been made. */
export interface Mistake {
  ingredient: 'ticket' | 'url' | 'timestamp' | 'names' | 'order'
  cause: MismatchCause
  change: Partial<Recipe>
}

const rightNames = ['jsapi_ticket', 'noncestr', 'timestamp', 'url'] as const

/** The right way (wechat-links-qr §1.6). */
export function rightRecipe(parts: SignParts): Recipe {
  return { ...parts, url: signedUrl(parts.url), names: rightNames, order: [0, 1, 2, 3] }
}

/** The text that a recipe signs. */
export function textOf({ ticket, nonceStr, timestamp, url, names, order }: Recipe): string {
  const values = [ticket, nonceStr, timestamp, url]
  return order.map((at) => `${names[at] ?? ''}=${values[at] ?? ''}`).join('&')
}

/** The mistakes that are met in the field, as far as these inputs allow them. */
export function usualMistakes(parts: SignParts, others: readonly OtherTicket[]): Mistake[] {
  return [
    ...ticketMistakes(parts.ticket, others),
    ...urlMistakes(parts.url),
    ...timestampMistakes(parts.timestamp),
    ...nameMistakes(),
    ...orderMistakes(),
  ]
}

function ticketMistakes(ticket: string, others: readonly OtherTicket[]): Mistake[] {
  return others
    .filter(({ value }) => value !== ticket)
    .map(({ kind, value, name }) => ({
      ingredient: 'ticket',
      cause: { code: kind, params: name === undefined ? {} : { name } },
      change: { ticket: value },
    }))
}

/** Parameters that WeChat adds to a page that is shared; a page that is signed without them is signed wrong. */
const addedByWechat = ['from', 'isappinstalled', 'nsukey', 'wechat_redirect', 'scene', 'subscene', 'clicktime', 'enterid']

function urlMistakes(given: string): Mistake[] {
  const url = signedUrl(given)
  const mistakes = new Map<string, Mistake>()
  const add = (code: MismatchCode, signed: string) => {
    // What happens to be the right address is no mistake; of two mistakes with the same result the first is told.
    if (signed === url || mistakes.has(signed)) return
    const cause = { code, params: { signed: excerpt(signed) } }
    mistakes.set(signed, { ingredient: 'url', cause, change: { url: signed } })
  }
  const [path = '', ...query] = url.split('?')
  const origin = /^https?:\/\/[^/?#]+/i.exec(url)?.[0] ?? url
  add('fragmentKept', given)
  add('urlEncoded', encodeURIComponent(url.toWellFormed()))
  add('urlEncoded', encodeURI(url.toWellFormed()))
  add('urlDecoded', decoded(url))
  add('urlHtmlEscaped', url.replaceAll('&', '&amp;'))
  add('schemeHttp', url.replace(/^https:/i, 'http:'))
  add('schemeHttps', url.replace(/^http:/i, 'https:'))
  const slash = path.endsWith('/') ? path.slice(0, -1) : `${path}/`
  add(/^https?:\/\/[^/]+\/?$/i.test(path) ? 'bareHost' : 'trailingSlash', [slash, ...query].join('?'))
  if (query.length > 0) add('queryMissing', path)
  if (query.length > 0) add('queryMissing', slash)
  add('addedByWechat', withoutAdded(path, query.join('?')))
  add('originOnly', origin)
  add('originOnly', `${origin}/`)
  add('urlWithoutScheme', url.replace(/^https?:\/\//i, ''))
  return [...mistakes.values()]
}

function timestampMistakes(timestamp: string): Mistake[] {
  const made = (code: MismatchCode, signed: string): Mistake => ({
    ingredient: 'timestamp',
    cause: { code, params: { signed } },
    change: { timestamp: signed },
  })
  return [
    ...(/^\d{13}$/.test(timestamp) ? [made('timestampSeconds', timestamp.slice(0, 10))] : []),
    ...(/^\d{10}$/.test(timestamp) ? [made('timestampMilliseconds', `${timestamp}000`)] : []),
    made('timestampQuoted', `"${timestamp}"`),
    made('timestampQuoted', `'${timestamp}'`),
    made('timestampFraction', `${timestamp}.0`),
  ]
}

/** What stands in code or in `wx.config` instead of the four names. */
const wrongNames: readonly Recipe['names'][] = [
  ['jsapi_ticket', 'nonceStr', 'timestamp', 'url'],
  ['jsapi_ticket', 'nonce_str', 'timestamp', 'url'],
  ['jsapi_ticket', 'nonce', 'timestamp', 'url'],
  ['jsapi_ticket', 'noncestr', 'timeStamp', 'url'],
  ['jsapi_ticket', 'nonceStr', 'timeStamp', 'url'],
  ['jsapiTicket', 'noncestr', 'timestamp', 'url'],
  ['jsapiTicket', 'nonceStr', 'timestamp', 'url'],
  ['ticket', 'noncestr', 'timestamp', 'url'],
  ['jsapi_ticket', 'noncestr', 'timestamp', 'URL'],
]

function nameMistakes(): Mistake[] {
  return wrongNames.map((names) => {
    const wrong = names.filter((name, at) => name !== rightNames[at])
    const right = rightNames.filter((name, at) => name !== names[at])
    return {
      ingredient: 'names',
      cause: { code: 'wrongName', params: { written: wrong.join(', '), name: right.join(', ') } },
      change: { names },
    }
  })
}

function orderMistakes(): Mistake[] {
  return permutations([0, 1, 2, 3])
    .slice(1)
    .map((order) => ({
      ingredient: 'order',
      cause: { code: 'wrongOrder', params: { order: order.map((at) => rightNames[at] ?? '').join(', ') } },
      change: { order },
    }))
}

/** All orders, the given one first. */
function permutations(items: readonly number[]): number[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((one) => permutations(items.filter((other) => other !== one)).map((rest) => [one, ...rest]))
}

function withoutAdded(path: string, query: string): string {
  const kept = query.split('&').filter((pair) => !addedByWechat.includes(pair.split('=', 1)[0] ?? ''))
  return kept.length === 0 || kept[0] === '' ? path : `${path}?${kept.join('&')}`
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}

const excerpt = (text: string) => (text.length > 160 ? `${text.slice(0, 160)}…` : text)
