/** A run of characters that both names share, or that only one has. */
export interface NamePiece {
  kind: 'same' | 'first' | 'second'
  text: string
}

/** Characters as people count them. */
const characters = (text: string): string[] => [...new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment)

/**
 * The shortest way from one name to the other, character by character and exactly as typed: nothing is folded, so that
 * a full-width bracket shows. Meant for names, a few hundred characters each.
 */
export function diffNames(first: string, second: string): NamePiece[] {
  const a = characters(first)
  const b = characters(second)
  const longest = lengths(a, b)
  const pieces: NamePiece[] = []
  const add = (kind: NamePiece['kind'], text: string) => {
    const last = pieces.at(-1)
    if (last?.kind === kind) last.text += text
    else pieces.push({ kind, text })
  }
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      add('same', a[i] ?? '')
      i += 1
      j += 1
    } else if ((longest[i + 1]?.[j] ?? 0) >= (longest[i]?.[j + 1] ?? 0)) add('first', a[i++] ?? '')
    else add('second', b[j++] ?? '')
  }
  while (i < a.length) add('first', a[i++] ?? '')
  while (j < b.length) add('second', b[j++] ?? '')
  return pieces
}

/** Length of the longest common subsequence of every pair of ends. */
function lengths(a: readonly string[], b: readonly string[]): Uint16Array[] {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = table[i]
      const below = table[i + 1]
      if (!row || !below) continue
      row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0)
    }
  return table
}
