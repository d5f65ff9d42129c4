import { delimiters, type Delimiter } from '@shared/domain/cells/delimiter'
import { scanDelimited } from '@shared/domain/cells/delimited'

/** The cells of one line of plain text. */
export function splitPlain(line: string, delimiter: Delimiter): string[] {
  for (const item of scanDelimited(line, delimiter, { quotes: 'literal' })) if (item.kind === 'record') return item.cells
  return []
}

/** A value without what exports put before numbers so that spreadsheets leave them alone. */
export function unguarded(cell: string): string {
  const trimmed = cell.replaceAll('\t', ' ').trim()
  const formula = /^="(.*)"$/u.exec(trimmed)
  return (formula?.[1] ?? trimmed.replace(/^[`']/u, '')).trim()
}

/** The cells of a line of a WeChat bill: a backtick before each value, so that commas in names split nothing. */
export function splitBackticks(line: string, width: number, free: number): string[] {
  const cells = line.replace(/^`/u, '').split(',`')
  const surplus = cells.length - width
  if (surplus <= 0 || free < 0) return cells
  return [...cells.slice(0, free), cells.slice(free, free + surplus + 1).join(',`'), ...cells.slice(free + surplus + 1)]
}

export { delimiters, type Delimiter }
