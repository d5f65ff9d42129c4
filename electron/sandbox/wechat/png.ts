import { crc32, deflateSync } from 'node:zlib'
import type { Drawing } from './code-drawing'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

function chunk(type: string, data: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const head = Buffer.alloc(4)
  head.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(typed))
  return Buffer.concat([head, typed, check])
}

/** The two halves of a PNG, so that a comment can be put between them. */
export interface PngParts {
  head: Buffer
  rest: Buffer
}

/** A drawing as PNG with opacity. */
export function encodePng({ size, pixels }: Drawing): PngParts {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6, 0, 0, 0], 8)
  const rows = Buffer.alloc(size * (size * 4 + 1))
  for (let y = 0; y < size; y++) rows.set(pixels.subarray(y * size * 4, (y + 1) * size * 4), y * (size * 4 + 1) + 1)
  return {
    head: Buffer.concat([signature, chunk('IHDR', header)]),
    rest: Buffer.concat([chunk('IDAT', deflateSync(rows, { level: 6 })), chunk('IEND', new Uint8Array())]),
  }
}

/** `text` in ASCII. */
export function pngComment(keyword: string, text: string): Buffer {
  return chunk('tEXt', Buffer.from(`${keyword}\0${text}`, 'latin1'))
}
