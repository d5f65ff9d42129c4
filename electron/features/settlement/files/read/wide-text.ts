import { readFile, stat } from 'node:fs/promises'
import { scanDelimited } from '@shared/domain/cells/delimited'
import { detectDelimiter, type Delimiter } from '@shared/domain/cells/delimiter'
import { Fault } from '../../../../platform/errors/fault'
import type { FileEncoding } from './encoding'
import type { RawRow } from './find-header'

const mostBytes = 300 * 1024 * 1024

/** A text file that is decoded as a whole: other encodings, reports whose rows are of several kinds. */
export async function wholeText(path: string, file: string, encoding: FileEncoding): Promise<string> {
  const { size } = await stat(path)
  if (size > mostBytes) throw new Fault('settlement.fileTooLarge', { params: { file, limitMb: mostBytes / 1048576 } })
  return new TextDecoder(encoding).decode(await readFile(path))
}

export async function wideText(path: string, file: string, encoding: FileEncoding): Promise<{ rows: RawRow[]; delimiter: Delimiter }> {
  const text = await wholeText(path, file, encoding)
  const delimiter = detectDelimiter(text)
  return { rows: [...recordsOf(text, delimiter)].filter(({ cells }) => cells.some((cell) => cell.trim() !== '')), delimiter }
}

/** Every record of a text, blank ones too. A quote that never closes is text. */
export function* recordsOf(text: string, delimiter: Delimiter): Generator<RawRow> {
  for (const item of scanDelimited(text, delimiter, { quotes: 'literal' })) if (item.kind === 'record') yield { line: item.line, cells: item.cells }
}
