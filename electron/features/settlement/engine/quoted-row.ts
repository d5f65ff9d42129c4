import { ByteHeap } from './byte-heap'

const quote = 0x22
const lineFeed = 0x0a
const carriageReturn = 0x0d

/**
 * One row of a CSV file, read with care: quotes count where a cell begins, a doubled quote stands for one, anything behind
 * a closing quote belongs to the cell. Cells stand in `heap`, without quotes.
 */
export class QuotedRow {
  readonly heap = new ByteHeap(4096)
  cells = 0
  /** Line breaks that it contains. */
  breaks = 0
  /** A quote was opened and not closed before the bytes ended. */
  open = false
  #starts = new Int32Array(64)
  #ends = new Int32Array(64)

  constructor(readonly delimiter: number) {}

  start(cell: number): number {
    return this.#starts[cell] ?? 0
  }

  end(cell: number): number {
    return this.#ends[cell] ?? 0
  }

  /** Reads the row at `start`; answers where its line feed is, `end` where the bytes end first. */
  read(bytes: Uint8Array, start: number, end: number): number {
    this.cells = 0
    this.breaks = 0
    this.open = false
    this.heap.used = 0
    let at = start
    for (;;) {
      at = this.#readCell(bytes, at, end)
      if (at >= end || bytes[at] === lineFeed) return Math.min(at, end)
      at += 1
    }
  }

  /** Answers where the cell's delimiter or line feed is. */
  #readCell(bytes: Uint8Array, start: number, end: number): number {
    const { heap } = this
    const begin = heap.used
    const at = bytes[start] === quote ? this.#readQuoted(bytes, start + 1, end) : start
    const stop = this.#readPlain(bytes, at, end)
    const isLast = stop >= end || bytes[stop] === lineFeed
    if (isLast && stop > at && bytes[stop - 1] === carriageReturn) heap.used -= 1
    this.#note(begin, heap.used)
    return stop
  }

  #readPlain(bytes: Uint8Array, start: number, end: number): number {
    const { delimiter } = this
    let at = start
    while (at < end && bytes[at] !== delimiter && bytes[at] !== lineFeed) at += 1
    this.#copy(bytes, start, at)
    return at
  }

  /** Answers what stands behind the closing quote. */
  #readQuoted(bytes: Uint8Array, start: number, end: number): number {
    let from = start
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at]
      if (byte === lineFeed) this.breaks += 1
      if (byte !== quote) continue
      if (bytes[at + 1] !== quote || at + 1 >= end) {
        this.#copy(bytes, from, at)
        return at + 1
      }
      // The first of two quotes is kept, the second left out.
      this.#copy(bytes, from, at + 1)
      at += 1
      from = at + 1
    }
    this.open = true
    this.#copy(bytes, from, end)
    return end
  }

  #copy(bytes: Uint8Array, start: number, end: number): void {
    const { heap } = this
    heap.reserve(end - start)
    heap.bytes.set(bytes.subarray(start, end), heap.used)
    heap.used += end - start
  }

  #note(begin: number, end: number): void {
    if (this.cells === this.#starts.length) {
      this.#starts = doubled(this.#starts)
      this.#ends = doubled(this.#ends)
    }
    this.#starts[this.cells] = begin
    this.#ends[this.cells] = end
    this.cells += 1
  }
}

function doubled(old: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(old.length * 2)
  larger.set(old)
  return larger
}
