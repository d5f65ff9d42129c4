import { comparableHeader } from '@shared/domain/cells/headers'
import { parsePastedCells } from '@shared/domain/cells/paste'

/** Words that stand above a column and in no list as a name. */
const headerWords = ['名称', '小程序名称', '公众号名称', '账号名称', 'name', 'appid', '小程序', '公众号'].map(comparableHeader)

/**
 * A pasted list as tab-separated text with a header. One column of names without a header gets `nameHeader` above it,
 * because the back end's list can be copied as names alone. `undefined` where nothing is there.
 */
export function pastedList(text: string, nameHeader: string): string | undefined {
  const rows = parsePastedCells(text.trim()).filter((cells) => cells.some((cell) => cell.trim() !== ''))
  const [first] = rows
  if (!first) return undefined
  const isHeader = first.some((cell) => headerWords.includes(comparableHeader(cell)))
  if (!isHeader && rows.every((cells) => cells.length === 1)) return [nameHeader, text.trim()].join('\n')
  return text.trim()
}
