import { readableKey, splitQuery, tryDecode } from '../query-text'

/** What may be wrong with a query that came out of a link; each has a text under `identify.why.<code>`. */
export interface QueryDoubt {
  code: 'encodedTwice' | 'wholeEncodedTwice' | 'encodingBroken'
  key: string
}

/**
 * Signs that a query was encoded more often than the link takes off. An address inside a value carries `%XX` of its own
 * by right and is left alone.
 */
export function queryDoubts(query: string): QueryDoubt[] {
  if (query !== '' && !query.includes('=') && /%3D/iu.test(query)) return [{ code: 'wholeEncodedTwice', key: '' }]
  return splitQuery(query).flatMap(({ key, value }): QueryDoubt[] => {
    const once = tryDecode(value)
    const name = readableKey(key)
    if (once === undefined) return [{ code: 'encodingBroken', key: name }]
    const twice = /%[0-9A-F]{2}/iu.test(once) && !once.includes('://') ? tryDecode(once) : undefined
    return twice !== undefined && twice !== once ? [{ code: 'encodedTwice', key: name }] : []
  })
}

