import { suggestMapping } from '@shared/domain/cells'

/** Cells pasted in, under the headings that stand above them. */
export interface PastedSheet {
  headers: readonly string[]
  rows: readonly (readonly string[])[]
  /** The first pasted row was taken as the headings. */
  firstRowIsHeader: boolean
}

const leastScore = 0.7
const blankRows = 12

/** An empty sheet under suggested headings. */
export function blankSheet(suggested: readonly string[]): PastedSheet {
  return {
    headers: suggested,
    rows: Array.from({ length: blankRows }, () => suggested.map(() => '')),
    firstRowIsHeader: false,
  }
}

/**
 * Whether a pasted first row names columns rather than holding values: some cell is a known word, and none
 * has a sign that only values have (`/`, `=`, `?`, `&`).
 */
export function looksLikeHeader(row: readonly string[], words: readonly string[]): boolean {
  if (row.some((cell) => /[/=?&]/u.test(cell))) return false
  const fields = words.map((word) => ({ key: word, synonyms: [] }))
  return suggestMapping(row, fields).some(({ score }) => score >= leastScore)
}

/**
 * Headings of a width from the first row or the suggested names; unnamed columns get their number, repeated ones too,
 * so that every column can be told apart.
 * @param unnamed the name of a column by its number, counted from 1
 */
export function headings(
  given: readonly string[],
  suggested: readonly string[],
  width: number,
  unnamed: (number: number) => string,
): string[] {
  const result: string[] = []
  for (let at = 0; at < width; at += 1) {
    const own = (given[at] ?? '').trim() || (given.length === 0 ? suggested[at] : undefined)
    const name = own === undefined || result.includes(own) ? unnamed(at + 1) : own
    result.push(name)
  }
  return result
}

/** A pasted block as a sheet of its own, each row as wide as the headings. */
export function sheetFrom(
  block: readonly (readonly string[])[],
  firstRowIsHeader: boolean,
  suggested: readonly string[],
  unnamed: (number: number) => string,
): PastedSheet {
  const width = block.reduce((most, row) => Math.max(most, row.length), 1)
  const [first = [], ...rest] = block
  const headers = headings(firstRowIsHeader ? first : [], suggested, width, unnamed)
  const rows = (firstRowIsHeader ? rest : block).map((row) => Array.from({ length: width }, (_, at) => row[at] ?? ''))
  return { headers, rows, firstRowIsHeader }
}

/** Rows in which something stands. */
export function filledRows(rows: readonly (readonly string[])[]): (readonly string[])[] {
  return rows.filter((row) => row.some((cell) => cell.trim() !== ''))
}
