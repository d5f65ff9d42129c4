import { Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import { breathe } from './breathe'
import { megabytes, sheetFault } from './sheet-fault'

/** One entry of the ZIP's directory. `name` has forward slashes, none in front, and is lower case, as OPC compares. */
export interface ZipPart {
  name: string
  /** As it was written. */
  originalName: string
  offset: number
  packedBytes: number
  bytes: number
  method: number
  encrypted: boolean
  crc: number
}

const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const localSignature = 0x04034b50
const maxParts = 10_000
const inflateChunk = 256 * 1024

/**
 * A ZIP in memory, read through its central directory. Nothing is unpacked before the declared sizes of all parts are
 * within `unpackedLimit`, and no part ever gives more bytes than it declared, so that a decompression bomb costs
 * nothing. Source of the format: PKWARE APPNOTE 6.3.
 */
export class ZipArchive {
  readonly #bytes: Buffer
  readonly #file: string
  readonly parts: ReadonlyMap<string, ZipPart>

  /** Throws `spreadsheets.xlsxBroken` where the directory cannot be read, `spreadsheets.unpackedTooLarge`. */
  constructor(bytes: Buffer, file: string, unpackedLimit: number) {
    this.#bytes = bytes
    this.#file = file
    this.parts = readDirectory(bytes, file)
    let declared = 0
    for (const part of this.parts.values()) declared += part.bytes
    if (declared > unpackedLimit) {
      throw sheetFault('spreadsheets.unpackedTooLarge', {
        file,
        size: megabytes(declared),
        limit: megabytes(unpackedLimit),
      })
    }
  }

  /** The unpacked bytes of a part, chunk by chunk. Throws `spreadsheets.xlsxBroken` where they are damaged. */
  async *read(part: ZipPart, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
    const packed = this.#packed(part)
    let count = 0
    let crc = 0
    const source = part.method === 8 ? inflate(packed) : [packed]
    try {
      for await (const chunk of source) {
        await breathe(signal)
        count += chunk.length
        if (count > part.bytes) throw this.#broken(part)
        crc = crc32(chunk, crc)
        yield chunk
      }
    } catch (error) {
      const zlib = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
      if (zlib) throw this.#broken(part, error)
      throw error
    }
    if (count !== part.bytes || crc !== part.crc) throw this.#broken(part)
  }

  #packed(part: ZipPart): Buffer {
    const { offset } = part
    if (part.encrypted) throw sheetFault('spreadsheets.encrypted', { file: this.#file })
    if (part.method !== 8 && part.method !== 0) throw this.#broken(part)
    const inside = offset + 30 <= this.#bytes.length
    if (!inside || this.#bytes.readUInt32LE(offset) !== localSignature) throw this.#broken(part)
    // The local header has its own lengths of name and extra field; its sizes may be absent, so the directory's count.
    const start = offset + 30 + this.#bytes.readUInt16LE(offset + 26) + this.#bytes.readUInt16LE(offset + 28)
    const end = start + part.packedBytes
    if (end > this.#bytes.length) throw this.#broken(part)
    return this.#bytes.subarray(start, end)
  }

  #broken(part: ZipPart, cause?: unknown): Error {
    return sheetFault('spreadsheets.xlsxBroken', { file: this.#file, part: part.name }, cause)
  }
}

function inflate(packed: Buffer): AsyncIterable<Buffer> {
  return Readable.from([packed]).pipe(createInflateRaw({ chunkSize: inflateChunk }))
}

function readDirectory(bytes: Buffer, file: string): Map<string, ZipPart> {
  const broken = () => sheetFault('spreadsheets.xlsxBroken', { file, part: 'ZIP' })
  const end = findEnd(bytes)
  if (end === undefined) throw broken()
  const count = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  if (count > maxParts) throw broken()
  const parts = new Map<string, ZipPart>()
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== entrySignature) throw broken()
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28)
    const extraEnd = nameEnd + bytes.readUInt16LE(at + 30)
    if (extraEnd > bytes.length) throw broken()
    const originalName = bytes.toString('utf8', at + 46, nameEnd).replaceAll('\\', '/').replace(/^\/+/, '')
    const name = originalName.toLowerCase()
    const sizes = sizesOf(bytes, at, bytes.subarray(nameEnd, extraEnd))
    if (!sizes) throw broken()
    parts.set(name, {
      name,
      originalName,
      ...sizes,
      method: bytes.readUInt16LE(at + 10),
      encrypted: (bytes.readUInt16LE(at + 8) & 1) === 1,
      crc: bytes.readUInt32LE(at + 16),
    })
    at = extraEnd + bytes.readUInt16LE(at + 32)
  }
  return parts
}

/** Where the end record stands: at the very end, or before a comment of at most 65,535 bytes. */
function findEnd(bytes: Buffer): number | undefined {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - 65_535); at -= 1) {
    if (bytes.readUInt32LE(at) === endSignature) return at
  }
  return undefined
}

/** Sizes and place of an entry; some writers put them as 64-bit numbers into the extra field even of small files. */
function sizesOf(
  bytes: Buffer,
  at: number,
  extra: Buffer,
): Pick<ZipPart, 'bytes' | 'packedBytes' | 'offset'> | undefined {
  const wide = wideField(extra)
  let used = 0
  const value = (narrow: number): number | undefined => {
    if (narrow !== 0xffffffff) return narrow
    if (!wide || used + 8 > wide.length) return undefined
    const big = wide.readBigUInt64LE(used)
    used += 8
    return big <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(big) : undefined
  }
  const unpacked = value(bytes.readUInt32LE(at + 24))
  const packedBytes = value(bytes.readUInt32LE(at + 20))
  const offset = value(bytes.readUInt32LE(at + 42))
  if (unpacked === undefined || packedBytes === undefined || offset === undefined) return undefined
  return { bytes: unpacked, packedBytes, offset }
}

function wideField(extra: Buffer): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2)
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, at + 4 + length)
    at += 4 + length
  }
  return undefined
}
