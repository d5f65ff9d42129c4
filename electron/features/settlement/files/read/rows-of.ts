import { readSheetRows } from '../../../../platform/files/spreadsheet'
import { columnIndex } from '@shared/domain/cells/address'
import type { CellRow } from '../../engine/scan-types'
import type { Notice } from '../records'
import type { RawRow } from './find-header'
import { headerName } from './header-name'
import type { Inspection } from './inspection'
import { splitBackticks, unguarded } from './split-line'
import { recordsOf, wholeText } from './wide-text'

/** Rows of a file as cells, with what has to be said of them. */
export interface CellSource {
  rows: CellRow[]
  notices: Notice[]
  /** Numbers that a spreadsheet program has rounded: line and column from 0, by sheet. */
  lost: { sheet: string; line: number; column: number; text: string }[]
}

/** The rows under the header of a text file, as cells. */
export async function textRows(path: string, file: string, seen: Inspection, free: number): Promise<CellSource> {
  if (seen.encoding === '') throw new TypeError('a text file has an encoding')
  const text = await wholeText(path, file, seen.encoding)
  const delimiter = seen.delimiter === '' ? ',' : seen.delimiter
  const rows: CellRow[] = []
  if (seen.form === 'backtick') {
    for (const [index, line] of text.split(/\r\n|\n/u).entries())
      if (index + 1 >= seen.dataLine && line !== '') rows.push({ line: index + 1, cells: line.startsWith('`') ? splitBackticks(line, seen.headers.length, free) : line.split(',') })
  } else for (const row of recordsOf(text, delimiter)) if (row.line > seen.headerLine) rows.push(row)
  return { rows, notices: [], lost: [] }
}

/**
 * The rows under the headers of a workbook: of the sheet that was chosen, or of every sheet whose header is the same.
 * Sheets that are left out are told.
 */
export async function sheetRows(path: string, file: string, seen: Inspection, only: string, signal?: AbortSignal): Promise<CellSource> {
  const source: CellSource = { rows: [], notices: [], lost: [] }
  const wanted = seen.headers.map(headerName).join('\n')
  let sheet = ''
  let head: RawRow[] = []
  let begun = false
  let pending: CellSource['lost'] = []
  const left: string[] = []
  const counts = new Map<string, number>()
  const end = () => {
    if (sheet !== '' && !begun && head.length > 0 && (only === '' || only === sheet)) left.push(sheet)
  }
  await readSheetRows(path, file, {
    sheet: (name, hidden) => {
      end()
      sheet = name
      head = []
      begun = false
      pending = []
      const read = only === '' ? !hidden || name === seen.sheet : name === only
      if (!read) left.push(name)
      return read
    },
    row: (row) => {
      if (begun) {
        source.rows.push({ ...row, sheet })
        source.lost.push(...pending)
      } else {
        head.push(row)
        begun = row.cells.map((cell) => headerName(unguarded(cell))).join('\n') === wanted || (name(sheet, seen) && row.line === seen.headerLine)
      }
      pending = []
      return begun || head.length <= 80
    },
    notice: (code, params) => {
      if (code === 'spreadsheets.notices.precision') {
        const column = columnIndex(`${String(params.column)}1`)
        if (column !== undefined) pending.push({ sheet, line: Number(params.line), column, text: String(params.text) })
        return
      }
      const count = (counts.get(code) ?? 0) + 1
      counts.set(code, count)
      if (count <= 20) source.notices.push({ code, params })
    },
  }, signal)
  end()
  for (const title of new Set(left)) source.notices.push({ code: 'settlementFiles.notices.sheetLeftOut', params: { sheet: title } })
  return source
}

const name = (sheet: string, seen: Inspection) => sheet === seen.sheet

