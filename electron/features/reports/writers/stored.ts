import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { parseLine, storedLines, type StoredLine } from '@shared/domain/reports'
import { Fault } from '../../../platform/errors/fault'
import type { Writing } from './writing'

/** Writes what a report holds, packed. Everything else is written of the same, and can be shown again from it alone. */
export async function writeStored(path: string, { data, made, signal }: Writing): Promise<void> {
  await pipeline(Readable.from(withBreaks(storedLines(data, made))), createGzip({ level: 6 }), createWriteStream(path, { mode: 0o600 }), { signal })
}

function* withBreaks(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`
}

/** SHA-256 of a file, as hex. */
export async function sha256Of(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash, ...(signal ? [{ signal }] : []))
  return hash.digest('hex')
}

/**
 * The lines of stored data, one after the other. Where the file is packed with more than it should hold, reading ends.
 * @throws Fault `reports.damaged` where it cannot be unpacked or is no such data
 */
export async function* readStored(path: string, signal?: AbortSignal): AsyncGenerator<StoredLine> {
  for await (const text of storedTexts(path, signal)) {
    let line: StoredLine
    try {
      line = parseLine(text)
    } catch (cause) {
      throw new Fault('reports.damaged', { cause })
    }
    yield line
  }
}

/** As {@link readStored}, with the text of each line. */
export async function* storedTexts(path: string, signal?: AbortSignal): AsyncGenerator<string> {
  const source = createReadStream(path)
  const unpacked = createGunzip()
  source.on('error', (cause) => unpacked.destroy(cause))
  const lines = createInterface({ input: source.pipe(unpacked), crlfDelay: Infinity })
  // An error of the stream does not end readline's iteration by itself.
  const failed = new Promise<never>((_resolve, reject) => unpacked.once('error', reject))
  failed.catch(() => undefined)
  const each = lines[Symbol.asyncIterator]()
  try {
    for (;;) {
      signal?.throwIfAborted()
      const next = await Promise.race([each.next(), failed])
      if (next.done) return
      yield next.value
    }
  } catch (cause) {
    signal?.throwIfAborted()
    throw cause instanceof Fault ? cause : new Fault('reports.damaged', { cause })
  } finally {
    lines.close()
    source.destroy()
    unpacked.destroy()
  }
}
