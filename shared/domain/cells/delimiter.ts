import { scanDelimited } from './delimited'

/** The delimiters that are recognised, most usual first: the order decides where two fit equally well. */
export const delimiters = [',', '\t', ';', '|'] as const
export type Delimiter = (typeof delimiters)[number]

const sampleCharacters = 200_000
const sampleRecords = 200

/**
 * Finds the delimiter of a text from its first records, never counting one inside quotes. A delimiter counts by how
 * many columns its first record has and how many records agree with it. Text in which none splits the first record
 * is one column: `,`.
 */
export function detectDelimiter(text: string): Delimiter {
  const cut = text.length > sampleCharacters
  const sample = cut ? text.slice(0, sampleCharacters) : text
  let best: Delimiter = ','
  let bestScore = 0
  for (const delimiter of delimiters) {
    const score = scoreOf(sample, delimiter, cut)
    if (score > bestScore) {
      best = delimiter
      bestScore = score
    }
  }
  return best
}

function scoreOf(sample: string, delimiter: Delimiter, cut: boolean): number {
  const widths: number[] = []
  let broken = false
  for (const item of scanDelimited(sample, delimiter, { quotes: 'strict' })) {
    if (item.kind === 'broken') {
      broken = true
      break
    }
    if (item.cells.some((cell) => cell.trim() !== '')) widths.push(item.cells.length)
    if (widths.length > sampleRecords) break
  }
  // The sample may end in the middle of its last record.
  if (cut && widths.length > 1) widths.pop()
  const first = widths[0] ?? 1
  if (first < 2) return 0
  const agreeing = widths.filter((width) => width === first).length / widths.length
  // Text behind a closing quote is what the wrong delimiter looks like; a file that is broken is so for each of them.
  return agreeing * Math.log2(first) * (broken && !cut ? 0.5 : 1)
}
