import { randomBytes } from 'node:crypto'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Fault } from '../errors/fault'

/** The part of a file handle that writing needs; a test may stand in a disk that is full. */
export type WritableFile = Pick<FileHandle, 'appendFile' | 'sync' | 'close'>
export type OpenFile = (path: string) => Promise<WritableFile>

const openNew: OpenFile = (path) => open(path, 'wx')

/**
 * A file that appears under its name only when it is complete and on the disk: written under a temporary name in the
 * same folder, flushed, then renamed. A reader never sees half of it, and an existing file stays until that moment.
 */
export class ZipTarget {
  readonly #path: string
  readonly #temporary: string
  readonly #file: WritableFile
  #open = true

  private constructor(path: string, temporary: string, file: WritableFile) {
    this.#path = path
    this.#temporary = temporary
    this.#file = file
  }

  /** @throws Fault `files.diskFull`, `files.writeFailed` */
  static async create(path: string, openFile: OpenFile = openNew): Promise<ZipTarget> {
    const temporary = join(dirname(path), `.${randomBytes(6).toString('hex')}.part`)
    try {
      return new ZipTarget(path, temporary, await openFile(temporary))
    } catch (error) {
      throw writeFault(error, path)
    }
  }

  /** @throws Fault `files.diskFull`, `files.writeFailed` */
  async write(bytes: Uint8Array): Promise<void> {
    try {
      await this.#file.appendFile(bytes)
    } catch (error) {
      throw writeFault(error, this.#path)
    }
  }

  /** @throws Fault `files.diskFull`, `files.writeFailed` */
  async commit(): Promise<void> {
    try {
      await this.#file.sync()
      await this.#close()
      await rename(this.#temporary, this.#path)
    } catch (error) {
      throw writeFault(error, this.#path)
    }
    await syncFolder(dirname(this.#path))
  }

  /** Removes what was written. Safe at any time; a failure to remove is not worth hiding the first one. */
  async discard(): Promise<void> {
    await this.#close().catch(() => undefined)
    await rm(this.#temporary, { force: true }).catch(() => undefined)
  }

  async #close(): Promise<void> {
    if (!this.#open) return
    this.#open = false
    await this.#file.close()
  }
}

/** The fault of a failed write; names the file, never its folder. */
export function writeFault(error: unknown, path: string): Fault {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const full = code === 'ENOSPC' || code === 'EDQUOT'
  return new Fault(full ? 'files.diskFull' : 'files.writeFailed', { params: { name: basename(path) }, cause: error })
}

/** Makes the rename itself survive a power cut. Windows has no such call, and some network folders refuse it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  try {
    const handle = await open(folder, 'r')
    await handle.sync().finally(() => handle.close())
  } catch {
    // The file is complete under its name; only the guarantee against a power cut this second is missing.
  }
}
