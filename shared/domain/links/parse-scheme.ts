import { checkAppId } from './app-id'
import { excerpt } from './issue'
import { type EnvVersion, isEnvVersion } from './kinds'
import { splitQuery, tryDecode } from './query-text'

/** Codes under `linkRules.scheme.<code>`: why a text is no scheme, and what was unusual about one that is. */
export const schemeProblems = [
  'schemeEmpty',
  'schemeOther',
  'schemeNoTarget',
  'schemeTwoTargets',
  'schemeRepeated',
  'schemeBadEncoding',
  'schemeAppId',
  'schemeTicket',
  'schemeEnvVersion',
] as const
export type SchemeProblem = (typeof schemeProblems)[number]

export const schemeNotices = ['queryNotEncoded', 'parameterUnknown', 'cqAfterMark'] as const
export type SchemeNotice = (typeof schemeNotices)[number]

export type ParsedScheme =
  | {
      kind: 'plain'
      appId: string
      /** Absent in a mini game's scheme, which has no pages. */
      path?: string
      /** After the outer decoding, that is as WeChat hands it to the mini program. */
      query?: string
      envVersion: EnvVersion
      notices: { code: SchemeNotice; parameter: string }[]
    }
  | {
      kind: 'encrypted'
      ticket: string
      /** The appended query, decoded once. */
      cq?: string
      notices: { code: SchemeNotice; parameter: string }[]
    }

export type SchemeResult =
  | { ok: true; scheme: ParsedScheme }
  | { ok: false; code: SchemeProblem; params: Record<string, string> }

function fail(code: SchemeProblem, params: Record<string, string> = {}): SchemeResult {
  return { ok: false, code, params }
}

/**
 * Reads a plain or encrypted scheme (wechat-links-qr §2.1, §2.9, §3.1). Splits at top-level `&`, decodes `query` once,
 * and takes the forms seen in the field: an unencoded `=` inside `query`, a missing slash before `?`, capitals in
 * `weixin`, and `?cq=` behind a ticket.
 */
export function parseScheme(text: string): SchemeResult {
  const trimmed = text.trim()
  if (trimmed === '') return fail('schemeEmpty')
  const head = /^weixin:\/\/dl\/business\/?\?/i.exec(trimmed)
  if (!head) return fail('schemeOther', { text: excerpt(trimmed) })

  const values = new Map<string, string>()
  for (const { key, value } of splitQuery(trimmed.slice(head[0].length))) {
    if (values.has(key)) return fail('schemeRepeated', { parameter: excerpt(key) })
    values.set(key, value)
  }
  if (values.has('t') && values.has('appid')) return fail('schemeTwoTargets')
  if (values.has('t')) return parseEncrypted(values)
  return values.has('appid') ? parsePlain(values) : fail('schemeNoTarget')
}

function parsePlain(values: ReadonlyMap<string, string>): SchemeResult {
  const appId = checkAppId(values.get('appid') ?? '')
  if (!appId.ok) return fail('schemeAppId', { text: excerpt(values.get('appid') ?? '') })
  const envVersion = values.get('env_version') || 'release'
  if (!isEnvVersion(envVersion)) return fail('schemeEnvVersion', { text: excerpt(envVersion) })

  const path = tryDecode(values.get('path') ?? '')
  if (path === undefined) return fail('schemeBadEncoding', { parameter: 'path' })
  const query = tryDecode(values.get('query') ?? '')
  if (query === undefined) return fail('schemeBadEncoding', { parameter: 'query' })

  const notices = unknownParameters(values, ['appid', 'path', 'query', 'env_version'])
  if (values.get('query')?.includes('=')) notices.unshift({ code: 'queryNotEncoded', parameter: 'query' })
  return {
    ok: true,
    scheme: {
      kind: 'plain',
      appId: appId.id,
      ...(path === '' ? {} : { path }),
      ...(query === '' ? {} : { query }),
      envVersion,
      notices,
    },
  }
}

function parseEncrypted(values: ReadonlyMap<string, string>): SchemeResult {
  const notices = unknownParameters(values, ['t', 'cq'])
  let ticket = values.get('t') ?? ''
  let rawCq = values.get('cq')
  // One old copy of the official page appends `?cq=` instead of `&cq=` (§2.9).
  const old = /^([^?]*)\?cq=(.*)$/s.exec(ticket)
  if (old) {
    if (rawCq !== undefined) return fail('schemeRepeated', { parameter: 'cq' })
    ticket = old[1] ?? ''
    rawCq = old[2] ?? ''
    notices.unshift({ code: 'cqAfterMark', parameter: 'cq' })
  }
  if (!/^[A-Za-z0-9_-]+$/.test(ticket)) return fail('schemeTicket', { text: excerpt(ticket) })
  const cq = tryDecode(rawCq ?? '')
  if (cq === undefined) return fail('schemeBadEncoding', { parameter: 'cq' })
  return { ok: true, scheme: { kind: 'encrypted', ticket, ...(cq === '' ? {} : { cq }), notices } }
}

/** A parameter nobody asked for is most often the tail of a query whose `&` was not encoded. */
function unknownParameters(
  values: ReadonlyMap<string, string>,
  known: readonly string[],
): { code: SchemeNotice; parameter: string }[] {
  return [...values.keys()]
    .filter((key) => !known.includes(key))
    .map((key) => ({ code: 'parameterUnknown', parameter: excerpt(key) }))
}
