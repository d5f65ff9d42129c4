import { billFreeText, billHeaders } from './field-synonyms'
import type { ImportTable } from './json-table'

/** Whether a text is a bill as WeChat Pay gives it: names first, then values that each begin with a backtick. */
export function looksLikeBill(text: string): boolean {
  const [first = '', second = ''] = text.slice(0, 20_000).split(/\r\n|\n/u)
  return billHeaders.every((header) => first.includes(header)) && second.startsWith('`')
}

/**
 * Reads such a bill: the values are separated by comma and backtick, so that a comma in a product's name splits nothing;
 * the summary, names and values, stands at the end and is left out.
 */
export function readBill(text: string): ImportTable {
  const lines = text.split(/\r\n|\n/u)
  const headers = (lines[0] ?? '').split(',').map((name) => name.trim().replace(/^`/u, ''))
  const free = headers.indexOf(billFreeText)
  const rows: ImportTable['rows'] = []
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue
    // The names of the summary have no backtick: what follows them are sums, not orders.
    if (line.trim() !== '' && !line.startsWith('`')) break
    if (line.startsWith('`')) rows.push({ line: index + 1, cells: joined(line.slice(1).split(',`'), headers.length, free) })
  }
  return { headers, rows, notices: [] }
}

function joined(cells: string[], width: number, free: number): string[] {
  const surplus = cells.length - width
  if (surplus <= 0 || free < 0) return cells
  return [...cells.slice(0, free), cells.slice(free, free + surplus + 1).join(',`'), ...cells.slice(free + surplus + 1)]
}
