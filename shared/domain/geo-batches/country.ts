let byName: Map<string, string> | undefined

const comparable = (text: string): string => text.normalize('NFKC').trim().toLowerCase().replaceAll(/[\s.'’-]+/gu, ' ')

/** Names that people write and that the lists of names do not have. */
const also: Record<string, string> = {
  usa: 'US',
  'u s a': 'US',
  uk: 'GB',
  england: 'GB',
  scotland: 'GB',
  holland: 'NL',
  korea: 'KR',
  uae: 'AE',
  中国: 'CN',
  中华人民共和国: 'CN',
  香港: 'HK',
  中国香港: 'HK',
  澳门: 'MO',
  中国澳门: 'MO',
  台湾: 'TW',
  中国台湾: 'TW',
}

/** Every region's name in Chinese and in English, from the platform's own lists. */
function names(): Map<string, string> {
  if (byName) return byName
  const found = new Map(Object.entries(also))
  const lists = ['zh-CN', 'en'].map((locale) => new Intl.DisplayNames([locale], { type: 'region', fallback: 'none' }))
  for (let a = 65; a <= 90; a++)
    for (let b = 65; b <= 90; b++) {
      const code = String.fromCharCode(a, b)
      for (const list of lists) {
        const name = list.of(code)
        // The first code wins: later ones are withdrawn codes of the same country.
        if (name !== undefined && !found.has(comparable(name))) found.set(comparable(name), code)
      }
    }
  byName = found
  return found
}

/** The ISO 3166-1 code that a cell of a column of countries says: itself where it is one, else of its name; else nothing. */
export function countryCodeOf(cell: string): string | undefined {
  const text = cell.normalize('NFKC').trim()
  const named = names().get(comparable(text))
  if (named !== undefined) return named
  return /^[A-Za-z]{2,3}$/u.test(text) ? text.toUpperCase() : undefined
}
