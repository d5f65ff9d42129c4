import { crc32 } from 'node:zlib'
import { ByteHeap } from './byte-heap'
import { KeyHash } from './key-hash'
import { type Group, groupRows, keyColumns, type NumberBlock, numberColumns, type TextBlock } from './pack-layout'
import { textColumns } from './pack-types'

/** Where blocks go: answers the place of what was put there. */
export type PutBlock = (bytes: Uint8Array) => number

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The numbers of a group under the names of {@link numberColumns}; written by row before {@link PackGroup.commit}. */
export class GroupNumbers {
  readonly line = new Float64Array(groupRows)
  readonly kind = new Float64Array(groupRows)
  readonly outcome = new Float64Array(groupRows)
  readonly currency = new Float64Array(groupRows)
  readonly atMs = new Float64Array(groupRows)
  readonly amountMinor = new Float64Array(groupRows)
  readonly feeMinor = new Float64Array(groupRows)
  readonly settledMinor = new Float64Array(groupRows)
  readonly balanceMinor = new Float64Array(groupRows)
  readonly offset = new Float64Array(groupRows)
  readonly length = new Float64Array(groupRows)
}

/** Index of each text column that is a key into {@link keyColumns}; -1 where it is none. */
export const keyOfText = Int8Array.from(textColumns, (column) => keyColumns.findIndex((key) => key === column))

/** The rows that are being gathered: column by column, until the group is full. */
export class PackGroup {
  readonly numbers = new GroupNumbers()
  /** Rows that are complete; the one after them is being written. */
  rows = 0
  readonly #heaps = textColumns.map(() => new ByteHeap(groupRows))
  readonly #lengths = textColumns.map(() => new Uint32Array(groupRows))
  readonly #hashes = keyColumns.map(() => new Uint32Array(groupRows * 2))
  readonly #keyed = keyColumns.map(() => false)
  readonly #hash = new KeyHash()
  readonly #out = new ByteHeap(groupRows * 8)

  get full(): boolean {
    return this.rows === groupRows
  }

  /** Takes UTF-8 bytes as the text of the row that is being written; to be called once a column at most. */
  put(column: number, source: Uint8Array, view: DataView, start: number, end: number): void {
    const heap = this.#heaps[column]
    const lengths = this.#lengths[column]
    if (end <= start || !heap || !lengths) return
    heap.reserve(end - start)
    lengths[this.rows] = end - start
    const key = keyOfText[column] ?? -1
    const hashes = this.#hashes[key]
    if (hashes) {
      this.#hash.copy(view, start, end, heap.view, heap.used)
      hashes[this.rows * 2] = this.#hash.lo
      hashes[this.rows * 2 + 1] = this.#hash.hi
      this.#keyed[key] = true
    } else copyBytes(source, start, end, heap.bytes, heap.used)
    heap.used += end - start
  }

  putText(column: number, text: string, scratch: ByteHeap): void {
    if (text === '') return
    scratch.used = 0
    scratch.reserve(text.length * 3)
    const { written } = encoder.encodeInto(text, scratch.bytes)
    this.put(column, scratch.bytes, scratch.view, 0, written)
  }

  /** Writes the group and begins the next. */
  flush(put: PutBlock): Group {
    const rows = this.rows
    const group: Group = {
      rows,
      numbers: numberColumns.map((name) => this.#writeNumbers(this.numbers[name], rows, put)),
      texts: textColumns.map((_, column) => this.#writeTexts(column, rows, put)),
      hashes: this.#hashes.map((hashes, key) => (this.#keyed[key] ? placed(bytesOf(hashes.subarray(0, rows * 2)), put) : null)),
    }
    this.#clear()
    return group
  }

  #clear(): void {
    this.rows = 0
    for (const heap of this.#heaps) heap.used = 0
    for (const lengths of this.#lengths) lengths.fill(0)
    for (const [key, hashes] of this.#hashes.entries()) if (this.#keyed[key]) hashes.fill(0)
    this.#keyed.fill(false)
  }

  #writeNumbers(values: Float64Array<ArrayBuffer>, rows: number, put: PutBlock): NumberBlock {
    const { least, most, missing, whole, thousands } = spanOf(values, rows)
    if (missing === rows) return { as: 'same', base: null }
    if (least === most && missing === 0) return { as: 'same', base: least }
    const step = thousands ? 1000 : 1
    const span = (most - least) / step
    if (!whole || span >= 0xffff_ffff) return { as: 'f64', ...placed(bytesOf(values.subarray(0, rows)), put) }
    const as = span < 0xff ? 'u8' : span < 0xffff ? 'u16' : 'u32'
    this.#out.used = 0
    this.#out.reserve(rows * 4)
    return { as, base: least, step, ...placed(narrowed(values, rows, as, least, step, this.#out.bytes.buffer), put) }
  }

  #writeTexts(column: number, rows: number, put: PutBlock): TextBlock {
    const heap = this.#heaps[column]
    const lengths = this.#lengths[column]
    if (!heap || !lengths || heap.used === 0) return { as: 'same', text: '' }
    const most = longest(lengths, rows)
    if (isRepeated(heap, lengths, rows)) return { as: 'same', text: decoder.decode(heap.bytes.subarray(0, most)) }
    const width = most < 0x100 ? 1 : most < 0x1_0000 ? 2 : 4
    this.#out.used = 0
    this.#out.reserve(rows * 4 + heap.used)
    const { bytes } = this.#out
    writeLengths(lengths, rows, width, bytes.buffer)
    bytes.set(heap.bytes.subarray(0, heap.used), rows * width)
    return { as: width === 1 ? 'l8' : width === 2 ? 'l16' : 'l32', ...placed(bytes.subarray(0, rows * width + heap.used), put) }
  }
}

function placed(bytes: Uint8Array, put: PutBlock): { at: number; bytes: number; crc: number } {
  return { at: put(bytes), bytes: bytes.length, crc: crc32(bytes) }
}

function bytesOf(words: Uint32Array | Float64Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
}

/** Short texts are copied faster one by one than by a call into the engine. */
function copyBytes(source: Uint8Array, start: number, end: number, target: Uint8Array, to: number): void {
  if (end - start > 64) target.set(source.subarray(start, end), to)
  else for (let at = start, out = to; at < end; at += 1, out += 1) target[out] = source[at] ?? 0
}

interface Span {
  least: number
  most: number
  missing: number
  /** All are whole numbers that stand exactly. */
  whole: boolean
  /** All differ from the least by whole thousands: times of whole seconds. */
  thousands: boolean
}

function spanOf(values: Float64Array, rows: number): Span {
  let least = Infinity
  let most = -Infinity
  let missing = 0
  let whole = true
  for (let row = 0; row < rows; row += 1) {
    const value = values[row] ?? NaN
    if (Number.isNaN(value)) missing += 1
    else {
      if (value < least) least = value
      if (value > most) most = value
      if (Math.floor(value) !== value) whole = false
    }
  }
  whole &&= Number.isSafeInteger(least) && Number.isSafeInteger(most)
  return { least, most, missing, whole, thousands: whole && most - least >= 0xffff && inThousands(values, rows, least) }
}

function inThousands(values: Float64Array, rows: number, least: number): boolean {
  for (let row = 0; row < rows; row += 1) {
    const value = values[row] ?? NaN
    if (!Number.isNaN(value) && (value - least) % 1000 !== 0) return false
  }
  return true
}

function narrowed(values: Float64Array, rows: number, as: 'u8' | 'u16' | 'u32', base: number, step: number, buffer: ArrayBuffer): Uint8Array {
  const words = as === 'u8' ? new Uint8Array(buffer, 0, rows) : as === 'u16' ? new Uint16Array(buffer, 0, rows) : new Uint32Array(buffer, 0, rows)
  const none = as === 'u8' ? 0xff : as === 'u16' ? 0xffff : 0xffff_ffff
  for (let row = 0; row < rows; row += 1) {
    const value = values[row] ?? NaN
    words[row] = !Number.isNaN(value) ? (value - base) / step : none
  }
  return new Uint8Array(buffer, 0, words.byteLength)
}

function longest(lengths: Uint32Array, rows: number): number {
  let most = 0
  for (let row = 0; row < rows; row += 1) most = Math.max(most, lengths[row] ?? 0)
  return most
}

function isRepeated(heap: ByteHeap, lengths: Uint32Array, rows: number): boolean {
  const length = lengths[0] ?? 0
  for (let row = 1; row < rows; row += 1) if (lengths[row] !== length) return false
  for (let at = length; at < heap.used; at += 1) if (heap.bytes[at] !== heap.bytes[at - length]) return false
  return true
}

function writeLengths(lengths: Uint32Array, rows: number, width: 1 | 2 | 4, buffer: ArrayBuffer): void {
  const words = width === 1 ? new Uint8Array(buffer, 0, rows) : width === 2 ? new Uint16Array(buffer, 0, rows) : new Uint32Array(buffer, 0, rows)
  words.set(lengths.subarray(0, rows))
}
