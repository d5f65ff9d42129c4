import { readableKey, splitQuery, tryDecode } from './query-text'

/** One parameter as a page's `onLoad(options)` gets it. */
export interface ReceivedParameter {
  /** Name in `options`, as it arrives. */
  key: string
  /** `options[key]`, as it arrives: still percent-encoded. */
  value: string
  /** What the page reads after `decodeURIComponent`; the value itself where that fails. */
  decoded: string
  /** True where `decodeURIComponent(options[key])` throws in the page. */
  decodeFails: boolean
  /** True where the key stands more than once; which of the values arrives is not documented. */
  repeated: boolean
}

/**
 * What the mini program's `onLoad` receives for a query as {@link normaliseQuery} made it. For a plain scheme give the
 * query that `parseScheme` read, that is after WeChat took the outer encoding off.
 */
export function onLoadReceives(query: string): ReceivedParameter[] {
  const pairs = splitQuery(query)
  const counts = new Map<string, number>()
  for (const { key } of pairs) counts.set(readableKey(key), (counts.get(readableKey(key)) ?? 0) + 1)
  return pairs.map(({ key, value }) => {
    const decoded = tryDecode(value)
    return {
      key,
      value,
      decoded: decoded ?? value,
      decodeFails: decoded === undefined,
      repeated: (counts.get(readableKey(key)) ?? 0) > 1,
    }
  })
}
