export interface PaletteItem {
  /** Unique among all items. */
  id: string
  label: string
  /** Heading under which it stands: 页面, 操作, 链接. */
  group: string
  /** Second line or end of the line: number, place, address. */
  detail?: string | undefined
  /** Other words by which it is found. */
  keywords?: readonly string[] | undefined
  /** Shortcut shown beside it. */
  keys?: string | undefined
}

/** How well one text fits one word: the earlier the better, a hit at the start of a word best; -1 for no hit. */
function scoreWord(text: string, word: string): number {
  const at = text.indexOf(word)
  if (at >= 0) return 100 - Math.min(at, 40) + (at === 0 || /[\s/·:_-]/.test(text.charAt(at - 1)) ? 40 : 0)
  // Letters in order with gaps (“nwl” finds “new link”); for Latin text only, one Chinese character is a word already.
  if (!/^[a-z0-9]{2,}$/.test(word)) return -1
  let from = 0
  let gaps = 0
  for (const character of word) {
    const next = text.indexOf(character, from)
    if (next < 0) return -1
    gaps += next - from
    from = next + 1
  }
  return Math.max(1, 30 - gaps)
}

/** A whole hit in the name comes before every hit in other words: “签名” is 网页签名 before an SMS's signature. */
function weighed(score: number, isName: boolean): number {
  return isName && score >= 60 ? score + 100 : score
}

function scoreItem(item: PaletteItem, words: readonly string[]): number {
  const texts = [item.label, item.detail ?? '', ...(item.keywords ?? [])].map((text) => text.toLowerCase())
  let sum = 0
  for (const word of words) {
    const best = Math.max(...texts.map((text, index) => weighed(scoreWord(text, word), index === 0)))
    if (best < 0) return -1
    sum += best
  }
  return sum
}

/** The items in which every word of the query is found, best first; all of them for an empty query. */
export function matchItems(items: readonly PaletteItem[], query: string): PaletteItem[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...items]
  return items
    .map((item) => ({ item, score: scoreItem(item, words) }))
    .filter(({ score }) => score >= 0)
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item)
}

/** Puts items under their headings, headings in the order of their best item. */
export function groupItems(items: readonly PaletteItem[]): [group: string, items: PaletteItem[]][] {
  const groups = new Map<string, PaletteItem[]>()
  for (const item of items) {
    const list = groups.get(item.group)
    if (list) list.push(item)
    else groups.set(item.group, [item])
  }
  return [...groups]
}
