import type { Profile } from '../profiles'
import { recognise } from './recognise'
import { unguarded } from './split-line'

/** A row of cells as it stands in the file, before anything is known of it. */
export interface RawRow {
  line: number
  cells: string[]
}

export interface FoundHeader {
  index: number
  profile: Profile | undefined
}

/** Rows in which a header is looked for: preambles of banks and Alipay have up to 25 lines. */
export const searchedRows = 60

/**
 * The row that names the columns: the first that a ready mapping knows, else the fullest early row of words that has
 * a row as wide under it.
 */
export function findHeader(rows: readonly RawRow[]): FoundHeader | undefined {
  const searched = rows.slice(0, searchedRows)
  let suggestion: FoundHeader | undefined
  for (const [index, { cells }] of searched.entries()) {
    const profile = cells.length < 2 ? undefined : recognise(cells)
    if (profile && profile.suggestion !== true) return { index, profile }
    if (profile) suggestion ??= { index, profile }
  }
  return suggestion ?? wordyRow(searched)
}

function wordyRow(rows: readonly RawRow[]): FoundHeader | undefined {
  let best: { index: number; score: number } | undefined
  for (const [index, { cells }] of rows.entries()) {
    const texts = cells.map(unguarded)
    const filled = texts.filter((text) => text !== '')
    const next = rows[index + 1]?.cells ?? []
    if (filled.length < 2 || filled.some(isValue)) continue
    const nextFilled = next.filter((cell) => cell.trim() !== '').length
    // A title stands alone; a header has as many names as the rows under it have cells.
    const score = filled.length + (nextFilled > 0 && nextFilled <= filled.length ? Math.min(nextFilled, filled.length) : 0) - index * 0.01
    if (best === undefined || score > best.score + 0.5) best = { index, score }
  }
  return best && { index: best.index, profile: undefined }
}

/** What no column is called: an amount, a number, a date. */
const isValue = (text: string) => /^[-+¥€£$]?\s*\d[\d,.:/\-\s年月日]*(?:元|%)?$/u.test(text.normalize('NFKC'))
