import type { RowCells } from '../../engine/row-cells'
import type { ScanEncoding } from '../../engine/scan-types'
import type { Tally } from './tally'

/** Shows the rows of the scanner to a tally; only the cells that it asks for are decoded. */
export function tallying(tally: Tally, encoding: ScanEncoding): (cells: RowCells) => void {
  const decoder = new TextDecoder(encoding)
  let current: RowCells
  const cell = (column: number): string => {
    current.trimGuard(column)
    const start = current.starts[column] ?? 0
    const end = current.ends[column] ?? 0
    const short = asciiText(current.bytes, start, end)
    return short ?? decoder.decode(current.bytes.subarray(start, end))
  }
  return (cells) => {
    current = cells
    tally.row(cell)
  }
}

/** Amounts and states are short and plain: a decoder costs more than they do. */
function asciiText(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (end - start > 20) return undefined
  let text = ''
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte > 126 || byte < 32) return undefined
    text += String.fromCharCode(byte)
  }
  return text
}
