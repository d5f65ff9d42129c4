import type { PackSource } from './pack-storage'
import { crc32 } from 'node:zlib'
import type { HashBlock, NumberBlock, TextBlock } from './pack-layout'

/** Reads a block. @throws where its bytes are not what was written */
export type ReadBlock = (block: { at: number; bytes: number; crc: number }) => Uint8Array

export class DamagedBlock extends Error {}

export function blockReader(source: PackSource): ReadBlock {
  return ({ at, bytes, crc }) => {
    const read = source.read(at, bytes)
    if (read.length !== bytes || crc32(read) !== crc) throw new DamagedBlock(`block at ${at}`)
    return read
  }
}

type Words = Uint8Array | Uint16Array | Uint32Array | Float64Array

/** Puts a group's numbers into `target[from, from + rows)`. */
export function readNumbers(block: NumberBlock, rows: number, target: Words, from: number, read: ReadBlock): void {
  if (block.as === 'same') {
    target.fill(block.base ?? NaN, from, from + rows)
    return
  }
  const words = wordsOf(block.as, read(block), rows)
  if (block.as === 'f64') {
    target.set(words, from)
    return
  }
  const { base, step } = block
  const none = block.as === 'u8' ? 0xff : block.as === 'u16' ? 0xffff : 0xffff_ffff
  for (let row = 0; row < rows; row += 1) {
    const word = words[row] ?? none
    target[from + row] = word === none ? NaN : base + word * step
  }
}

function wordsOf(as: 'u8' | 'u16' | 'u32' | 'f64', bytes: Uint8Array, rows: number): Words {
  const width = as === 'u8' ? 1 : as === 'u16' ? 2 : as === 'u32' ? 4 : 8
  if (bytes.length !== rows * width) throw new DamagedBlock(`${bytes.length} bytes for ${rows} rows`)
  if (as === 'u8') return bytes
  if (as === 'u16') return new Uint16Array(bytes.buffer, bytes.byteOffset, rows)
  if (as === 'u32') return new Uint32Array(bytes.buffer, bytes.byteOffset, rows)
  return new Float64Array(bytes.buffer, bytes.byteOffset, rows)
}

export function readHashes(block: HashBlock, rows: number, target: Uint32Array, from: number, read: ReadBlock): void {
  if (block === null) return
  const bytes = read(block)
  if (bytes.length !== rows * 8) throw new DamagedBlock(`${bytes.length} bytes for ${rows} rows`)
  target.set(new Uint32Array(bytes.buffer, bytes.byteOffset, rows * 2), from * 2)
}

/** The texts of a column in one group: of row `n` `bytes[starts[n], starts[n + 1])`; of all rows the same where `starts` is missing. */
export interface TextPart {
  bytes: Uint8Array
  starts: Uint32Array | undefined
}

export function readTexts(block: TextBlock, rows: number, read: ReadBlock): TextPart {
  if (block.as === 'same') return { bytes: Buffer.from(block.text), starts: undefined }
  const width = block.as === 'l8' ? 1 : block.as === 'l16' ? 2 : 4
  const bytes = read(block)
  const room = bytes.length - rows * width
  if (room < 0) throw new DamagedBlock(`${bytes.length} bytes for ${rows} rows`)
  const lengths = wordsOf(width === 1 ? 'u8' : width === 2 ? 'u16' : 'u32', bytes.subarray(0, rows * width), rows)
  const starts = new Uint32Array(rows + 1)
  let at = 0
  for (let row = 0; row < rows; row += 1) {
    starts[row] = at
    at += lengths[row] ?? 0
  }
  starts[rows] = at
  if (at !== room) throw new DamagedBlock(`${room} bytes of text, ${at} counted`)
  return { bytes: bytes.subarray(rows * width), starts }
}
