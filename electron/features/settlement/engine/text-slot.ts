import { ByteHeap } from './byte-heap'
import { KeyHash } from './key-hash'
import { groupRows } from './pack-layout'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** One column of texts of the rows that are being gathered, with their hashes where rows find each other by it. */
export class TextSlot {
  readonly lengths = new Uint32Array(groupRows)
  readonly hashes: Uint32Array<ArrayBuffer> | undefined
  /** Whether a row has a text. */
  filled = false
  readonly #heap = new ByteHeap(groupRows)
  readonly #hash = new KeyHash()

  constructor(isKey: boolean) {
    this.hashes = isKey ? new Uint32Array(groupRows * 2) : undefined
  }

  /** Takes UTF-8 bytes as the text of a row; at most once for each row, in their order. */
  put(row: number, source: DataView, start: number, end: number): void {
    if (end <= start) return
    const heap = this.#heap
    heap.reserve(end - start)
    if (this.hashes) {
      this.#hash.copy(source, start, end, heap.view, heap.used)
      this.hashes[row * 2] = this.#hash.lo
      this.hashes[row * 2 + 1] = this.#hash.hi
    } else copyWords(source, start, end, heap.view, heap.used)
    heap.used += end - start
    this.lengths[row] = end - start
    this.filled = true
  }

  putText(row: number, text: string, scratch: ByteHeap): void {
    if (text === '') return
    scratch.used = 0
    scratch.reserve(text.length * 3)
    this.put(row, scratch.view, 0, encoder.encodeInto(text, scratch.bytes).written)
  }

  /** The one text that all rows have; undefined where they differ. */
  repeated(rows: number): string | undefined {
    const { lengths } = this
    const { bytes, used } = this.#heap
    const length = lengths[0] ?? 0
    for (let row = 1; row < rows; row += 1) if (lengths[row] !== length) return undefined
    for (let at = length; at < used; at += 1) if (bytes[at] !== bytes[at - length]) return undefined
    return decoder.decode(bytes.subarray(0, length))
  }

  /** Lays lengths and texts out in `out`, which it fills from its beginning. */
  write(rows: number, out: ByteHeap): 'l8' | 'l16' | 'l32' {
    const { bytes, used } = this.#heap
    const { lengths } = this
    let most = 0
    for (let row = 0; row < rows; row += 1) most = Math.max(most, lengths[row] ?? 0)
    const width = most < 0x100 ? 1 : most < 0x1_0000 ? 2 : 4
    out.used = 0
    out.reserve(rows * width + used)
    const { buffer } = out.bytes
    const words = width === 1 ? new Uint8Array(buffer, 0, rows) : width === 2 ? new Uint16Array(buffer, 0, rows) : new Uint32Array(buffer, 0, rows)
    words.set(lengths.subarray(0, rows))
    out.bytes.set(bytes.subarray(0, used), rows * width)
    out.used = rows * width + used
    return width === 1 ? 'l8' : width === 2 ? 'l16' : 'l32'
  }

  clear(): void {
    if (!this.filled) return
    this.filled = false
    this.#heap.used = 0
    this.lengths.fill(0)
    this.hashes?.fill(0)
  }
}

/** Short texts are copied faster so than by a call into the engine. */
function copyWords(source: DataView, start: number, end: number, target: DataView, to: number): void {
  let at = start
  let out = to
  for (; at + 4 <= end; at += 4, out += 4) target.setInt32(out, source.getInt32(at, true), true)
  for (; at < end; at += 1, out += 1) target.setUint8(out, source.getUint8(at))
}
