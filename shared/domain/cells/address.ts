/** Highest column that a spreadsheet program knows (XFD). */
const lastColumn = 16_384

/** The letters of a 0-based column as spreadsheet programs show it: 0 → `A`, 26 → `AA`. */
export function columnName(index: number): string {
  let name = ''
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name
  }
  return name
}

/** The 0-based column of letters (`A` → 0) or of an address that begins with them (`AA17` → 26); undefined if none. */
export function columnIndex(address: string): number | undefined {
  const letters = /^[A-Za-z]{1,3}/.exec(address)?.[0].toUpperCase()
  if (letters === undefined) return undefined
  let index = 0
  for (const letter of letters) index = index * 26 + letter.charCodeAt(0) - 64
  return index <= lastColumn ? index - 1 : undefined
}

/** A rectangle of cells: rows 1-based as shown, columns 0-based, all ends inclusive. */
export interface CellRange {
  fromRow: number
  toRow: number
  fromColumn: number
  toColumn: number
}

/** Reads `A1:C3` (or a single `B2`); undefined where it is no range. */
export function parseRange(reference: string): CellRange | undefined {
  const found = /^([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?$/i.exec(reference.replaceAll('$', ''))
  if (!found) return undefined
  const [, left = '', top = '', right = left, bottom = top] = found
  const fromColumn = columnIndex(left)
  const toColumn = columnIndex(right)
  if (fromColumn === undefined || toColumn === undefined) return undefined
  const range = { fromRow: Number(top), toRow: Number(bottom), fromColumn, toColumn }
  return range.fromRow >= 1 && range.toRow >= range.fromRow && toColumn >= fromColumn ? range : undefined
}
