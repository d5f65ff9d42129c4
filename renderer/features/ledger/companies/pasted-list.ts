import { comparableHeader } from '@shared/domain/cells/headers'
import { parsePastedCells } from '@shared/domain/cells/paste'
import { headerWords } from './field-synonyms'

const headers = headerWords.map(comparableHeader)

/**
 * A pasted list as tab-separated text with a header. One column of names without a header gets `nameHeader` above it,
 * because the back end's list can be copied as names alone. `undefined` where nothing is there.
 */
export function pastedList(text: string, nameHeader: string): string | undefined {
  const rows = parsePastedCells(text.trim()).filter((cells) => cells.some((cell) => cell.trim() !== ''))
  const [first] = rows
  if (!first) return undefined
  const isHeader = first.some((cell) => headers.includes(comparableHeader(cell)))
  if (!isHeader && rows.every((cells) => cells.length === 1)) return [nameHeader, text.trim()].join('\n')
  return text.trim()
}
