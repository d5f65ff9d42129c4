import { comparableHeader } from '@shared/domain/cells/headers'
import { isZone } from '@shared/domain/days'
import { zoneEndings, zoneWords } from './field-synonyms'

const words = new Map<string, string>(
  zoneWords.flatMap(([zone, names]) => names.map((name) => [comparableHeader(name), zone] as const)),
)
const endings = zoneEndings.map(comparableHeader).sort((a, b) => b.length - a.length)
const written = new Map(Intl.supportedValuesOf('timeZone').map((zone) => [zone.toLowerCase(), zone]))

/**
 * The IANA time zone that a text names: by its own name in any case, or as people call it (`北京时间`, `Paris`).
 * `undefined` for anything else; an offset such as `+08:00` is no zone, because it knows no summer time.
 */
export function zoneOf(text: string): string | undefined {
  const trimmed = text.trim()
  const word = comparableHeader(trimmed)
  const bare = endings.find((ending) => word.endsWith(ending) && word.length > ending.length)
  const called = words.get(word) ?? (bare === undefined ? undefined : words.get(word.slice(0, -bare.length)))
  if (called !== undefined) return called
  return isZone(trimmed) ? (written.get(trimmed.toLowerCase()) ?? trimmed) : undefined
}
