import { open } from 'node:fs/promises'
import { detectDelimiter } from '@shared/domain/cells/delimiter'
import type { ScanEncoding } from '../../engine/scan-types'
import { Fault } from '../../../../platform/errors/fault'
import type { TextFacts } from './encoding'
import { findHeader, type FoundHeader, type RawRow, searchedRows } from './find-header'
import { headerName } from './header-name'
import { refuseKnown, refusePersonal } from './refuse'
import { type Delimiter, delimiters, splitBackticks, splitPlain, unguarded } from './split-line'

const headBytes = 512 * 1024
const sampleRows = 40

/** Where a line begins in the bytes. */
interface HeadLine {
  line: number
  offset: number
  text: string
}

export interface TextHead {
  delimiter: Delimiter
  form: 'backtick' | 'plain'
  header: FoundHeader | undefined
  headers: string[]
  headerLine: number
  dataOffset: number
  dataLine: number
  sample: RawRow[]
}

/** Finds the header of a text file and how its cells are divided, from its beginning. @throws Fault of what it is instead */
export async function inspectText(path: string, file: string, { encoding, markBytes, quotedBacktick }: TextFacts & { encoding: ScanEncoding }): Promise<TextHead> {
  const lines = await headLines(path, encoding, markBytes)
  refuseKnown(lines.slice(0, 40).map(({ text }) => text).join('\n'), file)
  const { delimiter, rows, header } = bestDelimiter(lines)
  const at = header?.index ?? -1
  const headLine = lines[at]
  if (!headLine || !header) throw new Fault('settlement.noHeader', { params: { file } })
  const headers = (rows[at]?.cells ?? []).map(cleanHeader)
  refusePersonal(headers, file)
  const following = lines[at + 1]
  const backtick = delimiter === ',' && following !== undefined && following.text.startsWith('`') && following.text.split(',`').length >= headers.length && !quotedBacktick && !headLine.text.startsWith('"')
  const free = (header.profile?.freeText ?? []).map((name) => headers.findIndex((own) => headerName(own) === headerName(name))).find((column) => column >= 0) ?? -1
  const sample = lines.slice(at + 1, at + 1 + sampleRows).map(({ line, text }) => ({
    line,
    cells: (backtick && text.startsWith('`') ? splitBackticks(text, headers.length, free) : splitPlain(text, delimiter)).map(unguarded),
  }))
  return {
    delimiter,
    form: backtick ? 'backtick' : 'plain',
    header,
    headers,
    headerLine: headLine.line,
    dataOffset: following?.offset ?? headLine.offset + Buffer.byteLength(headLine.text),
    dataLine: following?.line ?? headLine.line + 1,
    sample: sample.filter(({ cells }) => cells.some((cell) => cell !== '')),
  }
}

const cleanHeader = (cell: string) => unguarded(cell.replace(/^\uFEFF/u, '')).replace(/\s+/gu, ' ')

/** Each separator is tried: the one with which a ready mapping knows a row, else the one that divides most evenly. */
function bestDelimiter(lines: readonly HeadLine[]): { delimiter: Delimiter; rows: RawRow[]; header: FoundHeader | undefined } {
  const split = (delimiter: Delimiter) => lines.slice(0, searchedRows + 2).map(({ line, text }) => ({ line, cells: text.startsWith('#') ? [text] : splitPlain(text, delimiter) }))
  const usual = detectDelimiter(lines.filter(({ text }) => !text.startsWith('#')).map(({ text }) => text).slice(0, 200).join('\n'))
  const tried = [usual, ...delimiters.filter((delimiter) => delimiter !== usual)].map((delimiter) => {
    const rows = split(delimiter)
    return { delimiter, rows, header: findHeader(rows) }
  })
  const known = tried.find(({ header }) => header?.profile !== undefined && header.profile.suggestion !== true) ?? tried.find(({ header }) => header?.profile !== undefined)
  // Rows with a preamble divide unevenly, so the count of names decides.
  const widest = tried.toSorted((a, b) => width(b) - width(a))[0]
  const chosen = known ?? (widest && width(widest) > width(tried[0]) + 1 ? widest : tried[0])
  return chosen ?? { delimiter: usual, rows: split(usual), header: undefined }
}

const width = (tried: { rows: RawRow[]; header: FoundHeader | undefined } | undefined) => (tried?.header ? (tried.rows[tried.header.index]?.cells.length ?? 0) : 0)

/** The first lines with the bytes at which they begin. A line break is the byte 10 in every encoding that is read so. */
async function headLines(path: string, encoding: ScanEncoding, markBytes: number): Promise<HeadLine[]> {
  const handle = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    const bytes = buffer.subarray(0, bytesRead)
    const decoder = new TextDecoder(encoding, { ignoreBOM: true })
    const lines: HeadLine[] = []
    let offset = markBytes
    while (offset < bytes.length && lines.length < searchedRows + sampleRows + 5) {
      const found = bytes.indexOf(10, offset)
      // The last line of the piece may go on behind it.
      if (found < 0 && bytesRead === headBytes) break
      const end = found < 0 ? bytes.length : found
      lines.push({ line: lines.length + 1, offset, text: decoder.decode(bytes.subarray(offset, end)).replace(/\r$/u, '') })
      offset = end + 1
    }
    return lines
  } finally {
    await handle.close()
  }
}
