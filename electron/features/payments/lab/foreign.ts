import { parseFlatXml } from '@shared/domain/xml-flat'
import type { ForeignRequest } from './recipe'

/** Which parts of a pasted text there are: head lines and body, or only a body. */
export interface Pasted {
  method: string
  url: string
  headers: Map<string, string>
  body: string
}

const maxDepth = 6

/** A raw request as pasted; the body stays as it is. */
export function pastedParts(text: string): Pasted {
  const plain = text.replace(/^\ufeff/u, '')
  const first = (plain.split(/\r?\n/u, 1)[0] ?? '').trim()
  const line = /^(GET|POST|PUT|DELETE|PATCH)\s+(\S+)(?:\s+HTTP\/[\d.]+)?$/iu.exec(first)
  const headed = line !== null || (/^[\w-]+:\s/u.test(first) && !/^https?:/iu.test(first))
  if (!headed) return { method: '', url: '', headers: new Map(), body: plain }
  const end = /\r?\n\r?\n/u.exec(plain)
  const head = end ? plain.slice(0, end.index) : plain
  const body = end ? plain.slice(end.index + end[0].length) : ''
  const headers = new Map<string, string>()
  for (const one of head.split(/\r?\n/u)) {
    const match = /^([\w-]+):\s*(.*)$/u.exec(one.trim())
    if (match) headers.set((match[1] ?? '').toLowerCase(), match[2] ?? '')
  }
  const url = (line?.[2] ?? '').replace(/^https?:\/\/[^/]+/iu, '')
  return { method: (line?.[1] ?? '').toUpperCase(), url, headers, body }
}

/** Names and values of a query string, a form, or an address; values decoded. */
export function queryFields(text: string): Record<string, string> | undefined {
  const trimmed = text.trim()
  const query = trimmed.includes('?') ? trimmed.slice(trimmed.indexOf('?') + 1) : trimmed
  if (!/^[^=&\s<{]+=/u.test(query)) return undefined
  return Object.fromEntries(new URLSearchParams(query.replace(/#.*$/u, '')))
}

export function xmlFields(text: string): Record<string, string> | undefined {
  const parsed = parseFlatXml(text.trim(), { maxLength: 262_144 })
  return parsed.ok ? Object.fromEntries(parsed.fields) : undefined
}

/** A JSON object with text values; numbers as they are written. */
export function jsonFields(text: string): Record<string, unknown> | undefined {
  if (!text.trim().startsWith('{') || depthOf(text) > maxDepth) return undefined
  try {
    const value: unknown = JSON.parse(text, (_key, one: unknown, context?: { source?: string }) =>
      typeof one === 'number' ? (context?.source ?? String(one)) : one,
    )
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** How deep brackets are nested; read before the parser gets it. */
function depthOf(text: string): number {
  let depth = 0
  let most = 0
  for (const character of text) {
    if (character === '{' || character === '[') most = Math.max(most, (depth += 1))
    else if (character === '}' || character === ']') depth -= 1
  }
  return most
}

export function textFields(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {}
  const texts: Record<string, string> = {}
  for (const [name, one] of Object.entries(value))
    if (name !== '__proto__')
      texts[name] = one === null ? '' : typeof one === 'object' ? JSON.stringify(one) : String(one as string | number | boolean)
  return texts
}

/** Takes the signature out of the fields. */
export function withSignature(fields: Record<string, string> | undefined, name: string, algorithmOf: (signature: string) => string): ForeignRequest | undefined {
  if (!fields) return undefined
  const { [name]: signature = '', ...rest } = fields
  return { fields: rest, signature, algorithm: algorithmOf(signature) }
}

export const hexAlgorithm = (signature: string): string =>
  /^[0-9a-f]{32}$/iu.test(signature) ? 'MD5' : /^[0-9a-f]{64}$/iu.test(signature) ? 'HMAC-SHA256' : ''
