import { scanDelimited } from './delimited'

/**
 * The cells of a clipboard text from Excel or WPS: tab between cells, a line per row, and a cell with a line break or
 * tab inside stands in quotes with its own quotes doubled. A quote that is not closed is plain text, as nobody quotes
 * what was typed into a cell. Rows may differ in length; a row in the middle that is blank stays as `['']`. The line
 * break that ends the text adds no row; an empty text gives no rows.
 */
export function parsePastedCells(text: string): string[][] {
  const rows: string[][] = []
  for (const item of scanDelimited(text.replace(/^\uFEFF/, ''), '\t', { quotes: 'literal' })) {
    if (item.kind === 'record') rows.push(item.cells)
  }
  return rows
}
