import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { safeFileName } from '@shared/domain/file-names'
import type { Clock } from '../clock/clock'
import { Fault } from '../errors/fault'
import { newId } from '../ids/id'

/** The largest file that may be handed in: enough for any spreadsheet, small enough to never fill a disk by accident. */
export const maxUploadBytes = 50 * 1024 * 1024
/** Backups are larger; they are taken in by the welcome screen only. */
export const maxBackupBytes = 4 * 1024 * 1024 * 1024
/** What providers and banks hand out: a month of a million rows is some 300 MB, unpacked. */
export const maxSourceBytes = 2 * 1024 * 1024 * 1024
const keepIncomingMs = 24 * 3_600_000

export interface IncomingFile {
  id: string
  path: string
  /** The name that the file had at the user's, made safe. */
  name: string
  bytes: number
  sha256: string
}

/** Files that people hand in, kept for a day under a random name; the name they came with never becomes a path. */
export class IncomingFiles {
  readonly #folder: string
  readonly #clock: Clock
  readonly #files = new Map<string, IncomingFile>()

  constructor(folder: string, clock: Clock) {
    this.#folder = folder
    this.#clock = clock
  }

  /**
   * Takes a file in. A stream that breaks off, or is larger than `maxBytes`, leaves nothing behind.
   * @throws Fault `files.tooLarge`, `files.diskFull`, `files.uploadBroken`
   */
  async receive(stream: Readable, name: string, maxBytes: number): Promise<IncomingFile> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const id = newId(this.#clock)
    const path = join(this.#folder, id)
    const hash = createHash('sha256')
    let bytes = 0
    try {
      await pipeline(
        stream,
        async function* (source: AsyncIterable<Buffer>) {
          for await (const chunk of source) {
            bytes += chunk.length
            if (bytes > maxBytes) throw tooLarge(maxBytes)
            hash.update(chunk)
            yield chunk
          }
        },
        createWriteStream(path, { mode: 0o600, flags: 'wx' }),
      )
    } catch (cause) {
      await rm(path, { force: true })
      if (cause instanceof Fault) throw cause
      const full = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC'
      throw new Fault(full ? 'files.diskFull' : 'files.uploadBroken', { cause, retry: 'safe' })
    }
    const file = { id, path, bytes, name: safeFileName(name, { fallback: 'file' }), sha256: hash.digest('hex') }
    this.#files.set(id, file)
    return file
  }

  /** @throws Fault `files.notFound` when it is gone or was never there */
  require(id: string): IncomingFile {
    const file = this.#files.get(id)
    if (!file) throw new Fault('files.notFound')
    return file
  }

  /** Removes what is older than a day; what an earlier run left is unreachable and goes at once. */
  async purge(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => [])
    for (const name of names) {
      const path = join(this.#folder, name)
      const info = await stat(path).catch(() => undefined)
      if (!info) continue
      const age = this.#clock.now().getTime() - info.mtimeMs
      if (!this.#files.has(name) || age > keepIncomingMs) {
        this.#files.delete(name)
        await rm(path, { force: true })
      }
    }
  }
}

/** How large a file of this name may be that comes in as a stream. Whoever reads it has limits of its own. */
export function uploadLimit(name: string): number {
  if (name.endsWith('.mdbackup')) return maxBackupBytes
  return /\.(?:csv|tsv|txt|xlsx|gz|zip)$/iu.test(name) ? maxSourceBytes : maxUploadBytes
}

export function tooLarge(maxBytes: number): Fault {
  return new Fault('files.tooLarge', { params: { limitMb: Math.round(maxBytes / 1024 / 1024) } })
}

export interface OfferedFile {
  path: string
  name: string
  bytes: number
  /** Remove the file once it was fetched; for files made only for this download. */
  temporary: boolean
  /** `attachment` is saved; `sandboxed` is shown under a policy that takes every right from it (reports). */
  disposition: 'attachment' | 'sandboxed'
}

const ticketLifeMs = 60_000

/** One-time tickets: the only way in which bytes leave. A ticket names one file, works once, for a minute. */
export class FileTickets {
  readonly #clock: Clock
  readonly #tickets = new Map<string, { file: OfferedFile; until: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  offer(file: OfferedFile): { ticket: string; name: string; bytes: number } {
    const now = this.#clock.monotonic()
    for (const [old, { file: unused, until }] of this.#tickets)
      if (until < now) {
        this.#tickets.delete(old)
        // Made for a download that nobody fetched.
        if (unused.temporary) void rm(unused.path, { force: true }).catch(() => undefined)
      }
    const ticket = randomBytes(24).toString('base64url')
    this.#tickets.set(ticket, { file, until: now + ticketLifeMs })
    return { ticket, name: file.name, bytes: file.bytes }
  }

  /** The file behind a ticket, once. */
  redeem(ticket: string): OfferedFile | undefined {
    const entry = this.#tickets.get(ticket)
    this.#tickets.delete(ticket)
    return entry && entry.until >= this.#clock.monotonic() ? entry.file : undefined
  }
}
