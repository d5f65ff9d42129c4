import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const GREYSCALE = 0
const FILTER_UP = 2
/** 1.29 KB for a URL Scheme in 0.25 ms; level 9 saves another 0.1 KB and takes six times as long. */
const DEFLATE_LEVEL = 6

/** `repeat` equal lines one under the other; `row` holds 8 pixels a byte, leftmost in the highest bit, 1 = white. */
export interface PixelBand {
  row: Uint8Array
  repeat: number
}

/**
 * A black-and-white picture as a very small PNG that every reader knows: 1 bit greyscale, and a line that repeats the
 * one above is written as no difference from it (filter Up). `texts` become tEXt chunks, so they must be Latin-1.
 */
export function bilevelPng(width: number, bands: readonly PixelBand[], texts: Record<string, string> = {}): Uint8Array {
  const stride = Math.ceil(width / 8)
  const height = bands.reduce((sum, band) => sum + band.repeat, 0)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.writeUInt8(1, 8)
  header.writeUInt8(GREYSCALE, 9)

  const lines = new Uint8Array((stride + 1) * height)
  let at = 0
  for (const { row, repeat } of bands) {
    lines.set(row, at + 1)
    at += stride + 1
    for (let line = 1; line < repeat; line++, at += stride + 1) lines[at] = FILTER_UP
  }
  const pixels = deflateSync(lines, { level: DEFLATE_LEVEL, memLevel: 9 })

  return Buffer.concat([
    SIGNATURE,
    ...chunk('IHDR', header),
    ...Object.entries(texts).flatMap(([key, value]) => chunk('tEXt', Buffer.from(`${key}\0${value}`, 'latin1'))),
    ...chunk('IDAT', pixels),
    ...chunk('IEND', new Uint8Array(0)),
  ])
}

function chunk(type: string, data: Uint8Array): Uint8Array[] {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(data.length, 0)
  head.write(type, 4, 'latin1')
  const tail = Buffer.alloc(4)
  tail.writeUInt32BE(crc32(data, crc32(head.subarray(4))), 0)
  return [head, data, tail]
}
