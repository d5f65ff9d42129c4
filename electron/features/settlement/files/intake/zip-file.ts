import { isAscii, isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import { Fault } from '../../../../platform/errors/fault'

/** A file in a ZIP on disk. */
export interface ZipEntry {
  name: string
  bytes: number
  packedBytes: number
  offset: number
  method: number
  encrypted: boolean
  crc: number
}

const endSignature = 0x06054b50
const wideEndSignature = 0x06064b50
const entrySignature = 0x02014b50
const localSignature = 0x04034b50
const mostEntries = 2000
const mostDirectoryBytes = 16 * 1024 * 1024

const broken = (file: string) => new Fault('settlement.archiveBroken', { params: { file } })

/**
 * A ZIP on disk, read through its directory, never as a whole. Source of the format: PKWARE APPNOTE 6.3. Names without
 * the UTF-8 flag are UTF-8 where they are well-formed, else GB18030, as Alipay and Windows write them.
 */
export class ZipFile {
  readonly entries: readonly ZipEntry[]
  readonly #handle: FileHandle
  readonly #path: string
  readonly #file: string
  readonly #size: number

  private constructor(handle: FileHandle, path: string, file: string, size: number, entries: ZipEntry[]) {
    this.#handle = handle
    this.#path = path
    this.#file = file
    this.#size = size
    this.entries = entries
  }

  /** @throws Fault `settlement.archiveBroken` */
  static async open(path: string, file: string): Promise<ZipFile> {
    const handle = await open(path, 'r')
    try {
      const { size } = await handle.stat()
      return new ZipFile(handle, path, file, size, await readDirectory(handle, size, file))
    } catch (cause) {
      await handle.close()
      throw cause
    }
  }

  /** The unpacked bytes; never more than the entry declares. @throws Fault `settlement.archiveBroken`, `settlement.archiveLocked` */
  async *read(entry: ZipEntry): AsyncGenerator<Buffer> {
    if (entry.encrypted) throw new Fault('settlement.archiveLocked', { params: { file: this.#file } })
    if (entry.method !== 0 && entry.method !== 8) throw broken(this.#file)
    const start = await this.#contentOf(entry)
    // With a handle of its own: a stream that ends closes the one that it reads.
    const packed = createReadStream(this.#path, { start, end: Math.max(start, start + entry.packedBytes - 1) })
    const source: AsyncIterable<Buffer> = entry.packedBytes === 0 ? Readable.from([]) : entry.method === 8 ? packed.pipe(createInflateRaw()) : packed
    let count = 0
    let crc = 0
    try {
      for await (const chunk of source) {
        count += chunk.length
        if (count > entry.bytes) throw broken(this.#file)
        crc = crc32(chunk, crc)
        yield chunk
      }
    } catch (cause) {
      throw cause instanceof Fault ? cause : new Fault('settlement.archiveBroken', { params: { file: this.#file }, cause })
    } finally {
      packed.destroy()
    }
    if (count !== entry.bytes || crc !== entry.crc) throw broken(this.#file)
  }

  async #contentOf({ offset, packedBytes }: ZipEntry): Promise<number> {
    const head = Buffer.alloc(30)
    const { bytesRead } = await this.#handle.read(head, 0, 30, offset)
    if (bytesRead !== 30 || head.readUInt32LE(0) !== localSignature) throw broken(this.#file)
    const start = offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28)
    if (start + packedBytes > this.#size) throw broken(this.#file)
    return start
  }

  close(): Promise<void> {
    return this.#handle.close()
  }
}

async function readDirectory(handle: FileHandle, size: number, file: string): Promise<ZipEntry[]> {
  const tail = Buffer.alloc(Math.min(size, 65_535 + 22 + 76))
  await handle.read(tail, 0, tail.length, size - tail.length)
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0 || end + 22 > tail.length || tail.readUInt32LE(end) !== endSignature) throw broken(file)
  const { count, bytes, offset } = endOf(tail, end)
  if (count > mostEntries || bytes > mostDirectoryBytes || offset + bytes > size) throw broken(file)
  const directory = Buffer.alloc(bytes)
  await handle.read(directory, 0, bytes, offset)
  const entries: ZipEntry[] = []
  let at = 0
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== entrySignature) throw broken(file)
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28)
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30)
    if (extraEnd > directory.length) throw broken(file)
    entries.push(entryOf(directory, at, directory.subarray(at + 46, nameEnd), directory.subarray(nameEnd, extraEnd)))
    at = extraEnd + directory.readUInt16LE(at + 32)
  }
  return entries
}

/** The end record, or the wide one before it where numbers do not fit. */
function endOf(tail: Buffer, end: number): { count: number; bytes: number; offset: number } {
  const wide = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 6, 6]), end)
  if (wide >= 0 && wide + 56 <= end && tail.readUInt32LE(wide) === wideEndSignature)
    return { count: Number(tail.readBigUInt64LE(wide + 32)), bytes: Number(tail.readBigUInt64LE(wide + 40)), offset: Number(tail.readBigUInt64LE(wide + 48)) }
  return { count: tail.readUInt16LE(end + 10), bytes: tail.readUInt32LE(end + 12), offset: tail.readUInt32LE(end + 16) }
}

function entryOf(directory: Buffer, at: number, name: Buffer, extra: Buffer): ZipEntry {
  const flags = directory.readUInt16LE(at + 8)
  const wide = fieldOf(extra, 1)
  let used = 0
  const value = (narrow: number) => {
    if (narrow !== 0xffffffff || !wide || used + 8 > wide.length) return narrow
    used += 8
    return Number(wide.readBigUInt64LE(used - 8))
  }
  const bytes = value(directory.readUInt32LE(at + 24))
  const packedBytes = value(directory.readUInt32LE(at + 20))
  const offset = value(directory.readUInt32LE(at + 42))
  return { name: nameOf(name, flags, extra), bytes, packedBytes, offset, method: directory.readUInt16LE(at + 10), encrypted: (flags & 1) === 1, crc: directory.readUInt32LE(at + 16) }
}

function nameOf(name: Buffer, flags: number, extra: Buffer): string {
  // A second name in UTF-8, which Info-ZIP writes beside one in the system's encoding.
  const unicode = fieldOf(extra, 0x7075)
  if (unicode && unicode.length > 5 && unicode.readUInt32LE(1) === crc32(name)) return unicode.toString('utf8', 5)
  if ((flags & 0x800) !== 0 || isAscii(name) || isUtf8(name)) return name.toString('utf8')
  return new TextDecoder('gb18030').decode(name)
}

function fieldOf(extra: Buffer, id: number): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2)
    if (extra.readUInt16LE(at) === id) return extra.subarray(at + 4, at + 4 + length)
    at += 4 + length
  }
  return undefined
}
