/** Which picture some bytes are, and whether its end is there. Source: PNG (ISO 15948) §5.2, JPEG (T.81) §B.1.1. */

export type PictureFormat = 'png' | 'jpeg'

const PNG_START = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** The last chunk of every PNG: length 0, `IEND`, checksum. */
const PNG_END = Buffer.from([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82])
/** Start of image and the first byte of the marker that follows. */
const JPEG_START = Buffer.from([0xff, 0xd8, 0xff])
/** Start of scan: the compressed data follow, in which `ff` never stands before the end mark's second byte. */
const JPEG_SCAN = Buffer.from([0xff, 0xda])
const JPEG_END = Buffer.from([0xff, 0xd9])

const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** The format by the first bytes; a content type can be missing or wrong. */
export function formatOf(bytes: Uint8Array): PictureFormat | undefined {
  const starts = (mark: Buffer) => asBuffer(bytes.subarray(0, mark.length)).equals(mark)
  if (starts(PNG_START)) return 'png'
  return starts(JPEG_START) ? 'jpeg' : undefined
}

/** Whether the end of the picture has arrived; bytes after it are let through. */
export function isWhole(bytes: Uint8Array, format: PictureFormat): boolean {
  const all = asBuffer(bytes)
  if (format === 'png') return all.includes(PNG_END)
  const scan = all.indexOf(JPEG_SCAN)
  return scan !== -1 && all.includes(JPEG_END, scan)
}
