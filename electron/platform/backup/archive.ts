import { open } from 'node:fs/promises'
import { Fault } from '../errors/fault'
import { EntryNames, isEntryName } from './entry-name'

/** A file that goes into a backup. */
export type BackupEntry = { name: string; path: string } | { name: string; bytes: Uint8Array }

/** What is done with the files of a backup as they are read. */
export interface EntrySink {
  begin(name: string): Promise<void>
  data(bytes: Buffer): Promise<void>
  end(): Promise<void>
}

const pieceBytes = 256 * 1024
const maxNameBytes = 1000

/**
 * The archive inside a backup: per file a 2-byte length and the name, then pieces with a 4-byte length each, then a
 * piece of length 0; after the last file a name of length 0.
 * @throws Fault `backup.sourceUnreadable`
 */
export async function* writeArchive(entries: readonly BackupEntry[]): AsyncGenerator<Buffer> {
  for (const entry of entries) {
    const name = Buffer.from(entry.name, 'utf8')
    yield Buffer.concat([uint16(name.length), name])
    if ('bytes' in entry) {
      if (entry.bytes.length > 0) yield* piece(Buffer.from(entry.bytes))
    } else {
      yield* fileBytes(entry.name, entry.path)
    }
    yield uint32(0)
  }
  yield uint16(0)
}

async function* fileBytes(name: string, path: string): AsyncGenerator<Buffer> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw new Fault('backup.sourceUnreadable', { params: { name }, cause })
  })
  try {
    for (;;) {
      const bytes = Buffer.allocUnsafe(pieceBytes)
      const { bytesRead } = await file.read(bytes, 0, pieceBytes, null)
      if (bytesRead === 0) return
      yield* piece(bytes.subarray(0, bytesRead))
    }
  } finally {
    await file.close()
  }
}

function* piece(bytes: Buffer): Generator<Buffer> {
  yield uint32(bytes.length)
  yield bytes
}

/**
 * Reads an archive to its end and gives its files to `sink`.
 * @throws Fault `backup.damaged` for a broken form, `backup.entryNameRefused` for a name that could leave the folder
 */
export async function readArchive(source: AsyncIterable<Buffer>, sink: EntrySink): Promise<void> {
  const bytes = new ByteReader(source)
  const names = new EntryNames()
  for (;;) {
    const nameLength = (await bytes.take(2)).readUInt16BE()
    if (nameLength === 0) break
    if (nameLength > maxNameBytes) throw new Fault('backup.entryNameRefused', { params: { name: '' } })
    const name = (await bytes.take(nameLength)).toString('utf8')
    if (!isEntryName(name) || !names.add(name)) throw new Fault('backup.entryNameRefused', { params: { name } })
    await sink.begin(name)
    for (let left = await bytes.length(); left > 0; left = await bytes.length())
      while (left > 0) {
        const part = await bytes.some(left)
        left -= part.length
        await sink.data(part)
      }
    await sink.end()
  }
  if (!(await bytes.isAtEnd())) throw new Fault('backup.damaged')
}

/** Takes exact numbers of bytes from a stream of pieces. */
class ByteReader {
  readonly #source: AsyncIterator<Buffer>
  #piece: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** At least one byte, at most `limit`. */
  async some(limit: number): Promise<Buffer> {
    if (!(await this.#fill())) throw new Fault('backup.damaged')
    const part = this.#piece.subarray(0, limit)
    this.#piece = this.#piece.subarray(part.length)
    return part
  }

  async take(count: number): Promise<Buffer> {
    const parts: Buffer[] = []
    for (let left = count; left > 0; ) {
      const part = await this.some(left)
      parts.push(part)
      left -= part.length
    }
    return Buffer.concat(parts)
  }

  async length(): Promise<number> {
    return (await this.take(4)).readUInt32BE()
  }

  async isAtEnd(): Promise<boolean> {
    return !(await this.#fill())
  }

  async #fill(): Promise<boolean> {
    while (this.#piece.length === 0) {
      const next = await this.#source.next()
      if (next.done) return false
      this.#piece = next.value
    }
    return true
  }
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
