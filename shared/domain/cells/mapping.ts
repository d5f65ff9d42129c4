import { comparableHeader, withoutBrackets } from './headers'

/** A field that a column may be mapped to. Its key counts as a synonym too. */
export interface MappableField {
  key: string
  synonyms: readonly string[]
}

/** One suggested pair. `column` is 0-based; `score` runs from 0.5 (perhaps) to 1 (the same word). */
export interface ColumnSuggestion {
  key: string
  column: number
  header: string
  score: number
}

const leastScore = 0.5

/**
 * Suggests which column holds which field, best pairs first. Every field and every column is used at most once; a
 * field for which no header comes near is left out. Synonyms may be Chinese or English; case, width, spaces and
 * punctuation do not matter, nor does a remark in brackets such as `（必填）`.
 */
export function suggestMapping(headers: readonly string[], fields: readonly MappableField[]): ColumnSuggestion[] {
  const pairs: ColumnSuggestion[] = []
  const words = fields.map((field) => ({ key: field.key, words: [field.key, ...field.synonyms].map(comparableHeader) }))
  headers.forEach((header, column) => {
    const whole = comparableHeader(header)
    const bare = comparableHeader(withoutBrackets(header))
    if (whole === '') return
    for (const field of words) {
      let score = 0
      for (const word of field.words) {
        if (word === '') continue
        score = Math.max(score, similarity(whole, word), similarity(bare, word) * 0.98)
      }
      if (score >= leastScore) pairs.push({ key: field.key, column, header, score })
    }
  })
  // Sorting is stable: of equal pairs the one with the earlier column, then the earlier field, comes first.
  pairs.sort((a, b) => b.score - a.score)
  const usedColumns = new Set<number>()
  const usedKeys = new Set<string>()
  return pairs.filter(({ key, column }) => {
    if (usedColumns.has(column) || usedKeys.has(key)) return false
    usedColumns.add(column)
    usedKeys.add(key)
    return true
  })
}

/** 1 for the same word, up to 0.9 where one holds the other, up to 0.8 for shared pairs of letters (Dice). */
function similarity(a: string, b: string): number {
  if (a === b) return 1
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a]
  // One letter (`N`, `值`) stands in too many words to mean anything.
  if (shorter.length >= 2 && longer.includes(shorter)) return 0.5 + 0.4 * (shorter.length / longer.length)
  return 0.8 * dice(a, b)
}

function dice(a: string, b: string): number {
  if (a.length < 2 || b.length < 2) return 0
  const counts = new Map<string, number>()
  for (let at = 0; at < a.length - 1; at += 1) {
    const pair = a.slice(at, at + 2)
    counts.set(pair, (counts.get(pair) ?? 0) + 1)
  }
  let shared = 0
  for (let at = 0; at < b.length - 1; at += 1) {
    const pair = b.slice(at, at + 2)
    const left = counts.get(pair) ?? 0
    if (left > 0) {
      shared += 1
      counts.set(pair, left - 1)
    }
  }
  return (2 * shared) / (a.length + b.length - 2)
}
