/**
 * The text without control characters, broken halves of characters and needless blanks: what of an address can be asked
 * about. Emoji and every script stay.
 */
export function withoutControls(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u200b\u2060\ufeff\ufffd]+/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()
}

/** Countries that are written in Chinese and are not at home; Hong Kong, Macau and Taiwan are looked up at home. */
function foreignNames(): ReadonlySet<string> {
  // Names beside those that the tables of countries have.
  const names = new Set(['韓國', '朝鮮', '纽西兰', '寮國', '星加坡'])
  const home = new Set(['CN', 'HK', 'MO', 'TW'])
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCodePoint(65 + index))
  for (const locale of ['zh-Hans', 'zh-Hant']) {
    const display = new Intl.DisplayNames([locale], { type: 'region', fallback: 'none' })
    for (const first of letters)
      for (const second of letters) {
        const code = first + second
        const name = home.has(code) ? undefined : display.of(code)
        // Two characters at least: a single one is part of too many other words.
        if (name !== undefined && /^\p{Script=Han}{2,}$/u.test(name)) names.add(name)
      }
  }
  return names
}

/** By their first two characters: an address is asked about ten thousand times in a batch. */
function byBeginning(names: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  return Map.groupBy(names, (name) => name.slice(0, 2))
}

let foreign: { names: ReadonlySet<string>; byBeginning: ReadonlyMap<string, readonly string[]> } | undefined

/**
 * Whether an address is taken for one at home: it is written in Chinese and names no other country as its beginning or as
 * a part of its own. A guess for which the caller has no better word.
 */
export function isWrittenForHome(address: string): boolean {
  if (!/\p{Script=Han}/u.test(address) || /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(address)) return false
  if (!foreign) {
    const names = foreignNames()
    foreign = { names, byBeginning: byBeginning(names) }
  }
  const { names } = foreign
  const parts = address.split(/[\s,，、;；/|()（）]+/u)
  if (parts.some((part) => names.has(part))) return false
  const begin = parts.find((part) => part !== '') ?? ''
  return !foreign.byBeginning.get(begin.slice(0, 2))?.some((name) => begin.startsWith(name))
}
