import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { Fault } from '../errors/fault'
import { vaultFileName } from '../vault'
import { documentText } from '../vault/document'
import { syncFolder, systemCode, writeDurably } from '../vault/durable-file'
import { type EntrySink, readArchive } from './archive'
import { decryptChunks } from './chunks'
import { asWriteFault } from './faults'
import { type BackupHeader, readPrefix, unlockPrefix, withBackup } from './format'

/** What a verified backup holds. */
export interface BackupContents {
  header: BackupHeader
  entries: { name: string; bytes: number }[]
}

/**
 * Reads a whole backup and checks every byte of it; writes nothing.
 * @throws Fault `backup.fileMissing`, `backup.notBackup`, `backup.damaged`, `backup.wrongKey`, `backup.newerVersion`,
 *   `backup.entryNameRefused`
 */
export async function verifyBackup(path: string, key: Uint8Array, signal?: AbortSignal): Promise<BackupContents> {
  return readBackup(path, key, { begin: noWork, data: noWork, end: noWork }, signal)
}

const noWork = () => Promise.resolve()

/**
 * Restores a backup into a folder that is not there or empty, with `vault.json` as its header carries it (passphrase
 * and recovery key; what opened it by itself on the other computer stays behind). Everything is read, checked and on
 * the disk in a folder beside it before that gets its name; on any failure nothing is left.
 * @throws Fault `backup.targetNotEmpty`, `files.diskFull`, `backup.folderNotWritable`, and those of
 *   {@link verifyBackup}
 */
export async function restoreBackup(
  path: string,
  key: Uint8Array,
  targetDir: string,
  signal?: AbortSignal,
): Promise<BackupContents> {
  const target = resolve(targetDir)
  await assertEmpty(target)
  const staging = `${target}.restoring-${randomUUID()}`
  try {
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    await mkdir(staging, { mode: 0o700 })
    const sink = new FolderSink(staging)
    let contents: BackupContents
    try {
      contents = await readBackup(path, key, sink, signal)
    } finally {
      await sink.close()
    }
    if (contents.entries.some(({ name }) => name.toLowerCase() === vaultFileName))
      throw new Fault('backup.entryNameRefused', { params: { name: vaultFileName } })
    await writeDurably(join(staging, vaultFileName), documentText(contents.header.vault))
    for (const folder of sink.folders) await syncFolder(folder)
    // Windows does not rename over a folder, even an empty one; a full one is refused here once more.
    await rmdir(target).catch(ignoreMissing)
    await rename(staging, target)
    await syncFolder(dirname(target))
    return contents
  } catch (cause) {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined)
    if (systemCode(cause) === 'ENOTEMPTY' || systemCode(cause) === 'EEXIST') throw new Fault('backup.targetNotEmpty')
    throw asWriteFault(cause, target)
  }
}

async function readBackup(
  path: string,
  key: Uint8Array,
  sink: EntrySink,
  signal: AbortSignal | undefined,
): Promise<BackupContents> {
  return withBackup(path, async (handle) => {
    const prefix = await readPrefix(handle)
    const keys = unlockPrefix(prefix, key)
    const entries: BackupContents['entries'] = []
    const whole = { seen: false }
    try {
      await pipeline(
        Readable.from(toTheEnd(decryptChunks(handle, keys), whole), { objectMode: false }),
        createGunzip(),
        async (source: AsyncIterable<Buffer>) => readArchive(source, counting(sink, entries)),
        { signal },
      )
    } finally {
      keys.chunks.fill(0)
    }
    // Decompression may be content before the mark of the last chunk was seen.
    if (!whole.seen) throw new Fault('backup.damaged')
    return { header: prefix.header, entries }
  })
}

async function* toTheEnd(source: AsyncIterable<Buffer>, whole: { seen: boolean }): AsyncGenerator<Buffer> {
  yield* source
  whole.seen = true
}

function counting(sink: EntrySink, entries: BackupContents['entries']): EntrySink {
  let current = { name: '', bytes: 0 }
  return {
    begin: (name) => {
      current = { name, bytes: 0 }
      entries.push(current)
      return sink.begin(name)
    },
    data: (bytes) => {
      current.bytes += bytes.length
      return sink.data(bytes)
    },
    end: () => sink.end(),
  }
}

/** Writes the files below a folder that is fresh and ours alone. */
class FolderSink implements EntrySink {
  readonly folders: Set<string>
  readonly #root: string
  #file: FileHandle | undefined

  constructor(root: string) {
    this.#root = root
    this.folders = new Set([root])
  }

  async begin(name: string): Promise<void> {
    let folder = this.#root
    for (const segment of dirname(name) === '.' ? [] : dirname(name).split('/')) {
      folder = join(folder, segment)
      this.folders.add(folder)
    }
    await mkdir(folder, { recursive: true, mode: 0o700 })
    this.#file = await open(join(this.#root, name), 'wx', 0o600)
  }

  async data(bytes: Buffer): Promise<void> {
    await this.#file?.writeFile(bytes)
  }

  async end(): Promise<void> {
    await this.#file?.sync()
    await this.close()
  }

  async close(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    await file?.close()
  }
}

async function assertEmpty(target: string): Promise<void> {
  const names = await readdir(target).catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return []
    if (systemCode(cause) === 'ENOTDIR') throw new Fault('backup.targetNotEmpty')
    throw asWriteFault(cause, target)
  })
  if (names.length > 0) throw new Fault('backup.targetNotEmpty')
}

function ignoreMissing(cause: unknown): void {
  if (systemCode(cause) !== 'ENOENT') throw cause
}
