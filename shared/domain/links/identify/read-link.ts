import { type ParsedScheme, parseScheme, type SchemeProblem } from '../parse-scheme'
import { excerpt } from '../issue'
import { splitQuery, tryDecode } from '../query-text'

/** What else an address is, by its beginning; each has a text under `identify.others.<code>`. */
export const otherThings = ['paymentCode', 'groupCode', 'personCode', 'accountCode', 'companyContact', 'alipay', 'weixinOther'] as const
export type OtherThing = (typeof otherThings)[number]

/** Codes under `identify.problems`, besides those of the scheme reader. */
export type ReadProblem = SchemeProblem | 'ticketMissing' | 'ticketOdd' | 'badEncoding' | 'shortLinkForm' | 'jumpEmpty'

export type ReadNotice = 'queryNotEncoded' | 'parameterUnknown' | 'cqAfterMark' | 'cqWithAnd' | 'notHttps' | 'noScheme'

interface Notices {
  notices: { code: ReadNotice; parameter: string }[]
}

export type ReadLink =
  | ({ kind: 'scheme'; scheme: ParsedScheme } & Notices)
  | ({ kind: 'url_link'; host: string; ticket: string; cq?: string } & Notices)
  | ({ kind: 'short_link'; name: string; title?: string; code: string } & Notices)
  /** The undocumented address that opens a scheme inside WeChat (wechat-links-qr §3.3). */
  | { kind: 'jump'; inner: ReadLink; innerText: string }
  | { kind: 'http'; host: string; path: string; query: string }
  | { kind: 'other'; what: OtherThing }
  | { kind: 'broken'; code: ReadProblem; params: Record<string, string> }
  | { kind: 'none' }

const broken = (code: ReadProblem, params: Record<string, string> = {}): ReadLink => ({ kind: 'broken', code, params })

/**
 * Reads one link as `findLinks` gives it, tolerant of the forms seen in the field. Pure, never throws.
 * Kinds are told by their form alone: an NFC scheme looks like an encrypted one, only its record tells them apart.
 */
export function readLink(text: string): ReadLink {
  const link = text.trim()
  if (/^weixin:\/\/dl\/business/iu.test(link)) return readScheme(link)
  if (/^#?小程序:\/\//u.test(link)) return parseShortLink(link)
  if (/^wxp:\/\//iu.test(link)) return { kind: 'other', what: 'paymentCode' }
  if (/^weixin:\/\/wxpay\//iu.test(link)) return { kind: 'other', what: 'paymentCode' }
  if (/^weixin:\/\//iu.test(link)) return { kind: 'other', what: 'weixinOther' }
  const address = parseAddress(link)
  if (!address) return { kind: 'none' }
  if (urlLinkHosts.includes(address.host)) return urlLinkOf(address)
  if (address.host === 'servicewechat.com' && /^\/wxascheme\/jump_wxa\/?$/iu.test(address.path)) return readJump(address)
  const what = otherOf(address)
  return what ? { kind: 'other', what } : { kind: 'http', host: address.host, path: address.path, query: address.query }
}

function readScheme(text: string): ReadLink {
  const read = parseScheme(text)
  if (!read.ok) return broken(read.code, read.params)
  return { kind: 'scheme', scheme: read.scheme, notices: read.scheme.notices }
}

interface Address {
  protocol: 'http' | 'https' | ''
  host: string
  path: string
  query: string
}

/** An address cut into parts by form alone: no standard's normalisation changes what was pasted. */
function parseAddress(text: string): Address | undefined {
  const parts = /^(?:(https?):\/\/)?([^/?#\s]{1,255})([^?#]*)(?:\?([^#]*))?/iu.exec(text)
  if (!parts) return undefined
  const [, protocol = '', authority = '', path = '', query = ''] = parts
  const host = authority.replace(/^.*@/u, '').replace(/:\d*$/u, '').toLowerCase()
  if (protocol === '' && !urlLinkHosts.includes(host)) return undefined
  const known = protocol.toLowerCase()
  return { protocol: known === 'http' || known === 'https' ? known : '', host, path, query }
}

const urlLinkHosts = ['wxaurl.cn', 'wxmpurl.cn', 'www.wxaurl.cn', 'www.wxmpurl.cn']

/** Whether a text is a URL Link, and its parts (wechat-links-qr §2.1, §2.5, §2.9). */
export function parseUrlLink(text: string): ReadLink {
  const address = parseAddress(text.trim())
  return address && urlLinkHosts.includes(address.host) ? urlLinkOf(address) : { kind: 'none' }
}

function urlLinkOf({ protocol, host, path, query }: Address): ReadLink {
  const notices: { code: ReadNotice; parameter: string }[] = []
  if (protocol === 'http') notices.push({ code: 'notHttps', parameter: host })
  if (protocol === '') notices.push({ code: 'noScheme', parameter: host })
  // `&cq=` without a mark before it, as it is written behind a scheme.
  const [ticketPart = '', ...rest] = path.replace(/^\/+/u, '').split('&')
  if (rest.length > 0) notices.push({ code: 'cqWithAnd', parameter: 'cq' })
  const ticket = ticketPart.replace(/\/+$/u, '')
  if (ticket === '') return broken('ticketMissing')
  if (!/^[A-Za-z0-9_-]{1,128}$/u.test(ticket)) return broken('ticketOdd', { text: excerpt(ticket) })
  let raw: string | undefined
  for (const { key, value } of splitQuery([...rest, query].join('&'))) {
    if (key !== 'cq') notices.push({ code: 'parameterUnknown', parameter: excerpt(key) })
    else if (raw !== undefined) return broken('schemeRepeated', { parameter: 'cq' })
    else raw = value
  }
  const cq = raw === undefined ? undefined : tryDecode(raw)
  if (raw !== undefined && cq === undefined) return broken('badEncoding', { parameter: 'cq' })
  return { kind: 'url_link', host: host.replace(/^www\./u, ''), ticket, ...(cq === undefined || cq === '' ? {} : { cq }), notices }
}

/** Reads `#小程序://NAME/TITLE/CODE` (wechat-links-qr §2.1, §2.7); the title may be missing and may hold a slash. */
export function parseShortLink(text: string): ReadLink {
  const read = /^#?小程序:\/\/([^\n]{1,400})$/u.exec(text.trim())
  const parts = (read?.[1] ?? '').split('/').map((part) => part.trim())
  const code = parts.pop() ?? ''
  const name = parts.shift() ?? ''
  if (name === '' || !/^[A-Za-z0-9_-]{6,64}$/u.test(code)) return broken('shortLinkForm', { text: excerpt(text.trim()) })
  const title = parts.join('/')
  return { kind: 'short_link', name: readable(name), ...(title === '' ? {} : { title: readable(title) }), code, notices: [] }
}

/** The usual form of a Short Link that was read. */
export function writeShortLink({ name, title, code }: { name: string; title?: string; code: string }): string {
  return `#小程序://${[name, ...(title === undefined ? [] : [title]), code].join('/')}`
}

const readable = (text: string) => (/%[0-9A-F]{2}/iu.test(text) ? (tryDecode(text) ?? text) : text)

function readJump({ query }: Address): ReadLink {
  const url = splitQuery(query).find(({ key }) => key === 'url')
  if (!url || url.value === '') return broken('jumpEmpty')
  const innerText = tryDecode(url.value)
  if (innerText === undefined) return broken('badEncoding', { parameter: 'url' })
  // Only a scheme is opened by it; an address in an address in an address is nobody's link.
  if (!/^weixin:\/\//iu.test(innerText)) return broken('jumpEmpty')
  return { kind: 'jump', inner: readLink(innerText), innerText }
}

/** Well-known beginnings of things that people take for a link of a mini program. */
function otherOf({ host, path }: Address): OtherThing | undefined {
  if (host === 'weixin.qq.com' && path.startsWith('/g/')) return 'groupCode'
  if (host === 'weixin.qq.com' && path.startsWith('/r/')) return 'accountCode'
  if (host === 'u.wechat.com') return 'personCode'
  if (host === 'work.weixin.qq.com' && (path.startsWith('/ca/') || path.startsWith('/u/') || path.startsWith('/gm/'))) return 'companyContact'
  if (host === 'payapp.weixin.qq.com' || host === 'wx.tenpay.com') return 'paymentCode'
  if (host === 'qr.alipay.com') return 'alipay'
  return undefined
}
