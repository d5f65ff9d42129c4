import { createReadStream } from 'node:fs'
import { scanDelimited } from '@shared/domain/cells/delimited'
import type { Profile } from '../profiles'
import { headerName } from './header-name'
import type { Inspection } from './inspection'
import { sheetRows } from './rows-of'
import { splitBackticks, unguarded } from './split-line'
import { wholeText } from './wide-text'

export interface RawFileRow {
  sheet: string
  line: number
  /** As it stands in the file; of a sheet its cells, divided by tabs. */
  raw: string
  cells: string[]
}

interface RawSource {
  path: string
  name: string
  inspection: Inspection
  profile: Pick<Profile, 'freeText'>
}

const mostPhysicalLines = 50

/** Rows of a file by sheet and line, as they stand there. */
export async function rawRows(source: RawSource, wanted: readonly { sheet: string; line: number }[]): Promise<RawFileRow[]> {
  const { path, name, inspection } = source
  if (inspection.format === 'xlsx') {
    const { rows } = await sheetRows(path, name, inspection, '')
    return wanted.flatMap(({ sheet, line }) => {
      const row = rows.find((one) => one.sheet === sheet && one.line === line)
      return row ? [{ sheet, line, raw: row.cells.join('\t'), cells: [...row.cells] }] : []
    })
  }
  const lines = await linesOf(source, new Set(wanted.map(({ line }) => line)))
  return wanted.flatMap(({ line, sheet }) => {
    const raw = lines.get(line)
    return raw === undefined ? [] : [{ sheet, line, raw: firstRecord(raw, inspection), cells: cellsOf(raw, source) }]
  })
}

/** The cells of a raw line, without what guards numbers. */
export function cellsOf(raw: string, { inspection, profile }: Pick<RawSource, 'inspection' | 'profile'>): string[] {
  if (inspection.form === 'backtick' && raw.startsWith('`')) {
    const free = (profile.freeText ?? []).map((header) => inspection.headers.findIndex((own) => headerName(own) === headerName(header))).find((column) => column >= 0) ?? -1
    return splitBackticks(raw.split('\n')[0] ?? '', inspection.headers.length, free).map(unguarded)
  }
  const delimiter = inspection.delimiter === '' ? ',' : inspection.delimiter
  for (const item of scanDelimited(raw, delimiter, { quotes: 'literal' })) if (item.kind === 'record') return item.cells.map(unguarded)
  return []
}

/** The text of one record: a quoted cell may go over several lines. */
function firstRecord(raw: string, { form, delimiter }: Inspection): string {
  if (form === 'backtick') return raw.split('\n')[0] ?? ''
  let second: number | undefined
  let count = 0
  for (const item of scanDelimited(raw, delimiter === '' ? ',' : delimiter, { quotes: 'literal' })) {
    count += 1
    if (count === 2) {
      second = item.line
      break
    }
  }
  return second === undefined ? raw : raw.split('\n').slice(0, second - 1).join('\n')
}

/** The text from each of the lines on, some lines long; the file is read once. */
async function linesOf({ path, name, inspection }: RawSource, wanted: ReadonlySet<number>): Promise<Map<number, string>> {
  const { encoding } = inspection
  const found = new Map<number, string[]>()
  const take = (line: number, text: string) => {
    if (wanted.has(line)) found.set(line, [])
    for (const [first, parts] of found) if (line - first < mostPhysicalLines) parts.push(text)
  }
  if (encoding === 'utf-8' || encoding === 'gb18030') {
    const last = Math.max(...wanted) + mostPhysicalLines
    const decoder = new TextDecoder(encoding)
    let line = 0
    let rest: Buffer = Buffer.alloc(0)
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      const bytes = Buffer.concat([rest, chunk as Buffer])
      let start = 0
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, start)) {
        line += 1
        if (found.size > 0 || wanted.has(line)) take(line, decoder.decode(bytes.subarray(start, at)).replace(/\r$/u, ''))
        start = at + 1
      }
      rest = bytes.subarray(start)
      if (line > last) break
    }
    if (rest.length > 0) take(line + 1, decoder.decode(rest))
  } else if (encoding !== '') for (const [index, text] of (await wholeText(path, name, encoding)).split(/\r\n|\n/u).entries()) take(index + 1, text)
  return new Map([...found].map(([line, parts]) => [line, parts.join('\n')]))
}
