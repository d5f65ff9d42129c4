import { createRequire } from 'node:module'
import jsQR from 'jsqr'

interface Picture {
  width: number
  height: number
  /** Four bytes a pixel. */
  data: Buffer
  depth: number
  color: boolean
}

const { PNG } = createRequire(import.meta.url)('pngjs') as { PNG: { sync: { read(file: Buffer): Picture } } }

/** Reads a PNG with its checksums verified; throws if it is not valid. */
export function readPng(png: Uint8Array): Picture {
  return PNG.sync.read(Buffer.from(png))
}

/** The text of the QR code in a PNG, read by decoders that share nothing with our encoder. */
export function decodeQrPng(png: Uint8Array): string | undefined {
  const { data, width, height } = readPng(png)
  return jsQR(new Uint8ClampedArray(data), width, height)?.data
}
