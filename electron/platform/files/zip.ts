import { basename } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { Zip, ZipDeflate } from 'fflate'
import { safeFileName, uniqueNames } from '@shared/domain/file-names'
import { Fault } from '../errors/fault'
import { StoredEntry } from './zip-stored'
import { ZipTarget, type OpenFile } from './zip-target'

export interface ZipOptions {
  /** Time of all entries, `YYYY-MM-DDTHH:mm:ss.sssZ`; shown in the machine's zone, as ZIP has none. */
  instant: string
  /** When aborted, what was written is removed and the call under way fails with the signal's reason. */
  signal?: AbortSignal
  /** How the temporary file is opened; for tests of a failing disk. */
  openFile?: OpenFile
}

export interface ZipSummary {
  entries: number
  /** Size of the file. */
  bytes: number
}

/** Compressed already: packing again costs time and gains nothing. */
const STORED = /\.(?:png|jpe?g|gif|webp|zip|xlsx|docx|pptx|gz|woff2)$/iu
const MAX_ENTRIES = 65_535
const MAX_BYTES = 0xffff_ffff
/** Packed at once; larger content goes in slices between which other work gets its turn. */
const SLICE = 128 * 1024
/** Collected before it is written to the disk. */
const BUFFER = 1024 * 1024
const OLDEST = Date.UTC(1980, 0, 2)

/**
 * Writes a ZIP file entry by entry with little memory, whatever its size. After any failure, and after `abort`, nothing
 * is left on the disk. Names are UTF-8. What is compressed already is stored (see `StoredEntry`).
 */
export class ZipWriter {
  readonly #target: ZipTarget
  readonly #name: string
  readonly #time: Date
  readonly #signal: AbortSignal | undefined
  readonly #zip: Zip
  readonly #unique = uniqueNames()
  #collected: Uint8Array[] = []
  #collectedBytes = 0
  #bytes = 0
  /** Bytes that the list of contents at the end will take. */
  #directoryBytes = 22
  #entries = 0
  #state: 'open' | 'closed' | 'failed' = 'open'
  #failure: unknown
  #tail: Promise<unknown> = Promise.resolve()

  private constructor(target: ZipTarget, name: string, options: ZipOptions) {
    this.#target = target
    this.#name = name
    this.#time = new Date(Math.max(OLDEST, Date.parse(options.instant)))
    this.#signal = options.signal
    this.#zip = new Zip((error, bytes) => this.#collect(error, bytes))
    this.#signal?.addEventListener('abort', this.#onAbort, { once: true })
  }

  /**
   * Opens a temporary file beside `path`; `path` itself appears, or is replaced, in `close`.
   * @throws Fault `files.diskFull`, `files.writeFailed`
   */
  static async create(path: string, options: ZipOptions): Promise<ZipWriter> {
    options.signal?.throwIfAborted()
    const target = await ZipTarget.create(path, options.openFile)
    return new ZipWriter(target, basename(path), options)
  }

  /**
   * Adds one entry; calls may overlap and are done in turn. Each segment of `name` (`/` between folders) is made safe
   * with `safeFileName`, and a name that is taken gets a number.
   * @returns the name as it stands in the file
   * @throws Fault `files.diskFull`, `files.writeFailed`, `files.zipTooLarge`; what `content` itself throws
   */
  add(name: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<string> {
    return this.#inTurn(async () => {
      if (this.#entries >= MAX_ENTRIES) throw this.#tooLarge()
      const entryName = this.#unique(safePath(name))
      const entry = STORED.test(entryName) ? new StoredEntry(entryName) : new ZipDeflate(entryName, { level: 6 })
      entry.mtime = this.#time
      this.#entries++
      this.#directoryBytes += 46 + Buffer.byteLength(entryName)
      this.#zip.add(entry)
      for await (const slice of slicesOf(content)) {
        entry.push(slice)
        await this.#flush(BUFFER)
      }
      entry.push(new Uint8Array(0), true)
      await this.#flush(BUFFER)
      return entryName
    })
  }

  /**
   * Completes the file, flushes it to the disk and gives it its name.
   * @throws Fault `files.diskFull`, `files.writeFailed`, `files.zipTooLarge`
   */
  close(): Promise<ZipSummary> {
    return this.#inTurn(async () => {
      this.#zip.end()
      await this.#flush(1)
      await this.#target.commit()
      this.#state = 'closed'
      this.#signal?.removeEventListener('abort', this.#onAbort)
      return { entries: this.#entries, bytes: this.#bytes }
    })
  }

  /** Gives up: removes what was written. Does nothing after `close` or a failure. */
  async abort(): Promise<void> {
    await this.#tail
    if (this.#state === 'open') await this.#fail(new Fault('files.writeFailed', { params: { name: this.#name } }))
  }

  readonly #onAbort = () => void this.#inTurn(() => Promise.resolve()).catch(() => undefined)

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const run = this.#tail.then(async () => {
      if (this.#state === 'failed') throw this.#failure
      if (this.#state === 'closed') throw new Fault('files.writeFailed', { params: { name: this.#name } })
      try {
        this.#signal?.throwIfAborted()
        return await task()
      } catch (error) {
        await this.#fail(error)
        throw error
      }
    })
    this.#tail = run.catch(() => undefined)
    return run
  }

  async #fail(error: unknown): Promise<void> {
    this.#state = 'failed'
    this.#failure = error
    this.#collected = []
    this.#signal?.removeEventListener('abort', this.#onAbort)
    await this.#target.discard()
  }

  #collect(error: Error | null, bytes: Uint8Array): void {
    if (error) throw new Fault('files.writeFailed', { params: { name: this.#name }, cause: error })
    this.#collected.push(bytes)
    this.#collectedBytes += bytes.length
    this.#bytes += bytes.length
  }

  /** Writes what was collected once it is `threshold` bytes or more. */
  async #flush(threshold: number): Promise<void> {
    this.#signal?.throwIfAborted()
    if (this.#state === 'open' && this.#bytes + this.#directoryBytes > MAX_BYTES) throw this.#tooLarge()
    if (this.#collectedBytes < threshold) return
    const bytes = Buffer.concat(this.#collected)
    this.#collected = []
    this.#collectedBytes = 0
    await this.#target.write(bytes)
  }

  #tooLarge(): Fault {
    return new Fault('files.zipTooLarge', { params: { name: this.#name, entries: MAX_ENTRIES, gigabytes: 4 } })
  }
}

/** Safe segments joined by `/`; what would lead out of the folder, or to no place, is left out. */
function safePath(name: string): string {
  const segments = name.split(/[/\\]/u).filter((segment) => !/^[.\s]*$/u.test(segment))
  return segments.map((segment) => safeFileName(segment, { fallback: '_' })).join('/') || '_'
}

async function* slicesOf(content: Uint8Array | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (!(content instanceof Uint8Array)) {
    for await (const part of content) yield* slicesOf(part)
    return
  }
  for (let at = 0; at < content.length; at += SLICE) {
    if (at > 0) await setImmediate()
    yield content.subarray(at, at + SLICE)
  }
}
