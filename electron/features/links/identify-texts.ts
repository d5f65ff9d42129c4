import { buildPlainScheme, normaliseQuery } from '@shared/domain/links'
import { type ReadLink, writeShortLink } from '@shared/domain/links/identify'

/** A text under which a link may stand in our records, and how it relates to the one that was given. */
export interface PossibleText {
  text: string
  by: 'text' | 'parts' | 'base'
}

/** The texts to look for, the nearest first: the very text, the same link as we would write it, and without its `cq`. */
export function possibleTexts(given: string, read: ReadLink): PossibleText[] {
  const list: PossibleText[] = [{ text: given, by: 'text' }, ...rewritten(read)]
  return list.filter(({ text }, index) => list.findIndex((other) => other.text === text) === index)
}

function rewritten(read: ReadLink): PossibleText[] {
  if (read.kind === 'jump') return [{ text: read.innerText, by: 'parts' }, ...rewritten(read.inner)]
  if (read.kind === 'url_link') return withCq(`https://${read.host}/${read.ticket}`, '?cq=', read.cq)
  if (read.kind === 'short_link') return [{ text: writeShortLink(read), by: 'parts' }]
  if (read.kind !== 'scheme') return []
  const { scheme } = read
  if (scheme.kind === 'encrypted') return withCq(`weixin://dl/business/?t=${scheme.ticket}`, '&cq=', scheme.cq)
  const { query } = normaliseQuery(scheme.query ?? '', { kind: 'plain_scheme' })
  const path = (scheme.path ?? '').replace(/^\/+/u, '')
  const written = (text: string) => buildPlainScheme({ appId: scheme.appId, path, query: text, envVersion: scheme.envVersion })
  // The hex digits of an encoding have no case; ours are capitals.
  const capitals = query.replace(/%[0-9a-f]{2}/giu, (code) => code.toUpperCase())
  return [capitals, query].map((text) => ({ text: written(text), by: 'parts' as const }))
}

function withCq(base: string, mark: string, cq: string | undefined): PossibleText[] {
  if (cq === undefined) return [{ text: base, by: 'parts' }]
  return [
    { text: `${base}${mark}${encodeURIComponent(cq.toWellFormed())}`, by: 'parts' },
    { text: base, by: 'base' },
  ]
}
