/**
 * A small baseline JPEG encoder (ITU-T T.81): 8 bit, YCbCr without subsampling, the Huffman tables of its Annex K. Made
 * for the few pictures of the stand-in, which need no dependency for that.
 */
import type { Drawing } from './code-drawing'

const zigzag = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
  55, 62, 63,
]

/** One step for all 64 frequencies: sharp edges matter more than size here. */
const step = 16

/** Annex K.3: how many codes there are of 1, 2, … 16 bits, then the values in order. One pair serves all components. */
const dcBits = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
const dcValues = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
const acBits = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d]
const acValues = [
  ...Buffer.from(
    '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a34353637' +
      '38393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3' +
      'a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa',
    'hex',
  ),
]

interface Code {
  bits: number
  length: number
}

function huffman(counts: readonly number[], values: readonly number[]): Code[] {
  const codes: Code[] = []
  let bits = 0
  let next = 0
  counts.forEach((count, index) => {
    for (let n = 0; n < count; n++) codes[values[next++] ?? 0] = { bits: bits++, length: index + 1 }
    bits <<= 1
  })
  return codes
}

const dcCodes = huffman(dcBits, dcValues)
const acCodes = huffman(acBits, acValues)
const cosines = Float64Array.from({ length: 64 }, (_, index) => {
  const [frequency, place] = [index >> 3, index & 7]
  return (frequency === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * place + 1) * frequency * Math.PI) / 16)
})

/** Bits into bytes; after a byte 0xFF a zero byte is stuffed, as the format demands. */
class BitWriter {
  readonly #bytes: number[] = []
  #held = 0
  #count = 0

  put({ bits, length }: Code): void {
    for (let bit = length - 1; bit >= 0; bit--) {
      this.#held = (this.#held << 1) | ((bits >> bit) & 1)
      if (++this.#count < 8) continue
      this.#bytes.push(this.#held)
      if (this.#held === 0xff) this.#bytes.push(0)
      this.#held = 0
      this.#count = 0
    }
  }

  finish(): Buffer {
    while (this.#count !== 0) this.put({ bits: 1, length: 1 })
    return Buffer.from(this.#bytes)
  }
}

/** Size category and the bits that say which value of it (T.81 F.1.2.1). */
function magnitude(value: number): Code {
  const length = 32 - Math.clz32(Math.abs(value))
  return { length, bits: value < 0 ? value + (1 << length) - 1 : value }
}

/** Frequencies of an 8×8 block of samples, quantised, in zigzag order. */
function frequencies(samples: Float64Array, into: Int32Array): void {
  const rows = new Float64Array(64)
  for (let y = 0; y < 8; y++) {
    for (let u = 0; u < 8; u++) {
      let sum = 0
      for (let x = 0; x < 8; x++) sum += (samples[y * 8 + x] ?? 0) * (cosines[u * 8 + x] ?? 0)
      rows[y * 8 + u] = sum
    }
  }
  for (let index = 0; index < 64; index++) {
    const at = zigzag[index] ?? 0
    const [v, u] = [at >> 3, at & 7]
    let sum = 0
    for (let y = 0; y < 8; y++) sum += (rows[y * 8 + u] ?? 0) * (cosines[v * 8 + y] ?? 0)
    into[index] = Math.round(sum / step)
  }
}

function writeBlock(writer: BitWriter, block: Int32Array, previousDc: number): void {
  const dc = magnitude((block[0] ?? 0) - previousDc)
  writer.put(dcCodes[dc.length] ?? { bits: 0, length: 0 })
  writer.put(dc)
  let zeros = 0
  for (let index = 1; index < 64; index++) {
    const value = block[index] ?? 0
    if (value === 0) {
      zeros += 1
      continue
    }
    for (; zeros > 15; zeros -= 16) writer.put(acCodes[0xf0] ?? { bits: 0, length: 0 })
    const ac = magnitude(value)
    writer.put(acCodes[(zeros << 4) | ac.length] ?? { bits: 0, length: 0 })
    writer.put(ac)
    zeros = 0
  }
  if (zeros > 0) writer.put(acCodes[0] ?? { bits: 0, length: 0 })
}

/** Brightness and the two differences of colour of a block, each around 0; the last row and column repeat. */
function readBlock({ size, pixels }: Drawing, left: number, top: number, planes: readonly Float64Array[]): void {
  for (let index = 0; index < 64; index++) {
    const x = Math.min(size - 1, left + (index & 7))
    const y = Math.min(size - 1, top + (index >> 3))
    const at = (y * size + x) * 4
    const [red, green, blue] = [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0]
    const [luma, cb, cr] = planes
    if (luma) luma[index] = 0.299 * red + 0.587 * green + 0.114 * blue - 128
    if (cb) cb[index] = -0.168736 * red - 0.331264 * green + 0.5 * blue
    if (cr) cr[index] = 0.5 * red - 0.418688 * green - 0.081312 * blue
  }
}

function scan(drawing: Drawing): Buffer {
  const writer = new BitWriter()
  const planes = [new Float64Array(64), new Float64Array(64), new Float64Array(64)]
  const previousDc = [0, 0, 0]
  const block = new Int32Array(64)
  for (let top = 0; top < drawing.size; top += 8) {
    for (let left = 0; left < drawing.size; left += 8) {
      readBlock(drawing, left, top, planes)
      planes.forEach((plane, component) => {
        frequencies(plane, block)
        writeBlock(writer, block, previousDc[component] ?? 0)
        previousDc[component] = block[0] ?? 0
      })
    }
  }
  return writer.finish()
}

function segment(marker: number, data: readonly number[] | Uint8Array): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(data.length + 2, 2)
  return Buffer.concat([head, Buffer.from(data)])
}

/** The two parts of a JPEG, so that a comment can be put between them. */
export interface JpegParts {
  head: Buffer
  rest: Buffer
}

/** A drawing without its opacity as JPEG. */
export function encodeJpeg(drawing: Drawing): JpegParts {
  const { size } = drawing
  const sides = [size >> 8, size & 255, size >> 8, size & 255]
  const components = [1, 2, 3].flatMap((id) => [id, 0x11, 0])
  const jfif = [...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]
  return {
    head: Buffer.concat([Buffer.from([0xff, 0xd8]), segment(0xe0, jfif)]),
    rest: Buffer.concat([
      segment(0xdb, [0, ...new Array<number>(64).fill(step)]),
      segment(0xc0, [8, ...sides, 3, ...components]),
      segment(0xc4, [0, ...dcBits, ...dcValues]),
      segment(0xc4, [0x10, ...acBits, ...acValues]),
      segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]),
      scan(drawing),
      Buffer.from([0xff, 0xd9]),
    ]),
  }
}

/** `text` in ASCII, at most 65,533 characters. */
export function jpegComment(text: string): Buffer {
  return segment(0xfe, Buffer.from(text, 'latin1'))
}
