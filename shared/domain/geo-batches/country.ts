import { countries, countryOf } from '../countries'

let byName: Map<string, string> | undefined

const comparable = (text: string): string =>
  text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replaceAll(/[\s.'’-]+/gu, ' ')
    .trim()

/** Names that people write and that the platform's lists of names do not have. */
const also: Record<string, string> = {
  'u s a': 'USA',
  'u s': 'USA',
  uk: 'GBR',
  'u k': 'GBR',
  england: 'GBR',
  scotland: 'GBR',
  holland: 'NLD',
  korea: 'KOR',
  uae: 'ARE',
  中华人民共和国: 'CHN',
  香港: 'HKG',
  中国香港: 'HKG',
  澳门: 'MAC',
  中国澳门: 'MAC',
  台湾: 'TWN',
  中国台湾: 'TWN',
}

/** Every country's name in Chinese and in English, from the platform's own lists. */
function names(): Map<string, string> {
  if (byName) return byName
  const found = new Map(Object.entries(also))
  for (const locale of ['zh-CN', 'en']) {
    const list = new Intl.DisplayNames([locale], { type: 'region', fallback: 'none' })
    for (const { alpha2, alpha3 } of countries) {
      const name = list.of(alpha2)
      if (name !== undefined) found.set(comparable(name), alpha3)
    }
  }
  byName = found
  return found
}

/** ISO 3166-1 alpha-3 of what a cell of a column of countries says, by a code or by a name; undefined where it is neither. */
export function countryCodeOf(cell: string): string | undefined {
  return countryOf(cell.normalize('NFKC'))?.alpha3 ?? names().get(comparable(cell))
}
