import { crc32 } from 'node:zlib'
import { ByteHeap } from './byte-heap'
import { type Group, groupRows, type HashBlock, keyColumns, type NumberBlock, numberColumns, type TextBlock } from './pack-layout'
import { textColumns } from './pack-types'
import { TextSlot } from './text-slot'

/** Where blocks go: answers the place of what was put there. */
export type PutBlock = (bytes: Uint8Array) => number

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
  /** In the order of {@link textColumns}. */
  readonly texts = textColumns.map((_, column) => new TextSlot((keyOfText[column] ?? -1) >= 0))
  /** Rows that are complete; the one after them is being written. */
  rows = 0
  readonly #out = new ByteHeap(groupRows * 8)

  get full(): boolean {
    return this.rows === groupRows
  }

  /** Writes the group and begins the next. */
  flush(put: PutBlock): Group {
    const rows = this.rows
    const group: Group = {
      rows,
      numbers: numberColumns.map((name) => this.#writeNumbers(this.numbers[name], rows, put)),
      texts: this.texts.map((slot) => this.#writeTexts(slot, rows, put)),
      hashes: keyColumns.map((key) => this.#writeHashes(key, rows, put)),
    }
    for (const slot of this.texts) slot.clear()
    this.rows = 0
    return group
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

  #writeTexts(slot: TextSlot, rows: number, put: PutBlock): TextBlock {
    const text = slot.filled ? slot.repeated(rows) : ''
    if (text !== undefined) return { as: 'same', text }
    const as = slot.write(rows, this.#out)
    return { as, ...placed(this.#out.bytes.subarray(0, this.#out.used), put) }
  }

  #writeHashes(key: (typeof keyColumns)[number], rows: number, put: PutBlock): HashBlock {
    const slot = this.texts[textColumns.indexOf(key)]
    return slot?.filled && slot.hashes ? placed(bytesOf(slot.hashes.subarray(0, rows * 2)), put) : null
  }
}

function placed(bytes: Uint8Array, put: PutBlock): { at: number; bytes: number; crc: number } {
  return { at: put(bytes), bytes: bytes.length, crc: crc32(bytes) }
}

function bytesOf(words: Uint32Array | Float64Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
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
