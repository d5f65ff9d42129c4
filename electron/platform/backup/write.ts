import { randomUUID } from 'node:crypto'
import { open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { Fault } from '../errors/fault'
import { exists, syncFolder } from '../vault/durable-file'
import { vaultFileName } from '../vault'
import { type BackupEntry, writeArchive } from './archive'
import { encryptChunks } from './chunks'
import { EntryNames, isEntryName } from './entry-name'
import { asWriteFault } from './faults'
import { type NewBackupHeader, writePrefix } from './format'
import { verifyBackup } from './read'

export interface NewBackup {
  /** Full path of the backup file; its folder must be there, it must not. */
  target: string
  /** Database copies come from the store (`VACUUM INTO`); a live database is refused. */
  entries: readonly BackupEntry[]
  header: NewBackupHeader
  /** 32 bytes, `backupKey(vault)`. */
  key: Uint8Array
  signal?: AbortSignal
}

/**
 * Writes an encrypted backup: streamed into a temporary file, fsync, read back and verified, renamed. A backup that was
 * not verified does not count (architecture-anchors §7.6), so there is none until then.
 * @throws Fault `backup.folderMissing`, `backup.folderNotWritable`, `files.diskFull`, `backup.fileExists`,
 *   `backup.liveDatabase`, `backup.entryNameRefused`, `backup.sourceUnreadable`; the reason of `signal`
 */
export async function writeBackup(backup: NewBackup): Promise<{ bytes: number; entries: number }> {
  await assertWritable(backup)
  const temporary = `${backup.target}.${randomUUID()}.part`
  try {
    await writeContainer(temporary, backup, writeArchive(backup.entries))
    await verifyBackup(temporary, backup.key)
    if (await exists(backup.target)) throw new Fault('backup.fileExists')
    await rename(temporary, backup.target)
    await syncFolder(dirname(backup.target))
    return { bytes: (await stat(backup.target)).size, entries: backup.entries.length }
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw asWriteFault(cause, backup.target)
  }
}

async function assertWritable({ target, entries }: NewBackup): Promise<void> {
  const folder = await stat(dirname(target)).catch((cause: unknown) => {
    throw asWriteFault(cause, target)
  })
  if (!folder.isDirectory()) throw new Fault('backup.folderMissing', { retry: 'safe' })
  if (await exists(target)) throw new Fault('backup.fileExists')
  const names = new EntryNames()
  // The vault travels in the header, without the slots of this computer.
  names.add(vaultFileName)
  for (const entry of entries) {
    if (!isEntryName(entry.name) || !names.add(entry.name))
      throw new Fault('backup.entryNameRefused', { params: { name: entry.name } })
    if ('path' in entry && (await exists(`${entry.path}-wal`)))
      throw new Fault('backup.liveDatabase', { params: { name: entry.name } })
  }
}

/** The container around any archive; apart so that tests can put a hostile archive into a well-made container. */
export async function writeContainer(
  path: string,
  { header, key, signal }: Pick<NewBackup, 'header' | 'key' | 'signal'>,
  archive: AsyncIterable<Buffer>,
): Promise<void> {
  const { prefix, keys } = writePrefix(header, key)
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(prefix)
    await pipeline(
      Readable.from(archive, { objectMode: false }),
      createGzip(),
      (source: AsyncIterable<Buffer>) => encryptChunks(source, keys),
      async (source: AsyncIterable<Buffer>) => {
        for await (const bytes of source) await file.writeFile(bytes)
      },
      { signal },
    )
    await file.sync()
  } finally {
    keys.chunks.fill(0)
    await file.close()
  }
}
