import { encodeAs } from './gb18030'
import type { ScanEncoding } from './scan-types'

/** Texts that tell the first cell of special rows, looked for in the bytes. */
export class RowMarks {
  readonly #marks: Uint8Array[]
  /** By first byte: almost every row is told apart by it. */
  readonly #firsts = new Uint8Array(256)

  constructor(texts: readonly string[], encoding: ScanEncoding) {
    this.#marks = texts.flatMap((text) => encodeAs(text, encoding) ?? [])
    for (const mark of this.#marks) this.#firsts[mark[0] ?? 0] = 1
  }

  /** Whether the row that begins at `start` begins with one of the texts, quotes and guards left aside. */
  fits(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#marks.length === 0) return false
    let at = start
    while (at < end && isFrame(bytes[at] ?? 0)) at += 1
    if (this.#firsts[bytes[at] ?? 0] === 0) return false
    return this.#marks.some((mark) => mark.length <= end - at && mark.every((byte, n) => bytes[at + n] === byte))
  }
}

/** Blank, tab, quote, apostrophe, backtick. */
const isFrame = (byte: number): boolean => byte === 0x20 || byte === 0x09 || byte === 0x22 || byte === 0x27 || byte === 0x60
