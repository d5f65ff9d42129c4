/**
 * One cell to be written. Text stays text, whatever it looks like. A number or date carries the text that CSV shows
 * (`12.50`, `2026-11-22`, `2026-11-22 14:05:00`), so that amounts never pass through binary fractions; a number shows
 * as many decimals in XLSX as its text has. A text that is no such number or date is written as text.
 */
export type OutCell = string | { kind: 'number'; text: string } | { kind: 'date'; text: string }

export type OutRow = readonly OutCell[]

/** The text of a cell. */
export function textOf(cell: OutCell): string {
  return typeof cell === 'string' ? cell : cell.text
}

/** Whether a text is a number that a spreadsheet keeps exactly: plain decimal with at most 15 digits. */
export function isExactNumber(text: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) && text.replace(/\D/g, '').length <= 15
}
