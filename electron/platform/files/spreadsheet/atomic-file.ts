import { randomUUID } from 'node:crypto'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { Fault } from '../../errors/fault'
import { sheetFault, systemCode } from './sheet-fault'

/** The part of a file handle that writing needs. */
export type WritableFile = Pick<FileHandle, 'writeFile' | 'sync' | 'close'>

/** Creates the temporary file, which must not exist yet. */
export type CreateFile = (path: string) => Promise<WritableFile>

const createNew: CreateFile = (path) => open(path, 'wx')

/**
 * Writes a file so that under its name stands either the whole new content or what was there before: into a temporary
 * file beside it, flushed to the disk, then renamed. On any failure, and when `produce` throws because it was
 * cancelled, the temporary file is removed.
 *
 * Throws `files.diskFull`, `spreadsheets.folderMissing` or `spreadsheets.cannotWrite` (no right, or open in a
 * spreadsheet program).
 */
export async function writeAtomically(
  path: string,
  produce: (write: (chunk: Uint8Array | string) => Promise<void>) => Promise<void>,
  create: CreateFile = createNew,
): Promise<void> {
  const temporary = `${path}.${randomUUID()}.part`
  try {
    const handle = await create(temporary)
    try {
      await produce((chunk) => handle.writeFile(chunk))
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
  } catch (error) {
    // Removing is the second concern: the first failure is the one to be told.
    await rm(temporary, { force: true }).catch(() => undefined)
    throw faultOf(error, basename(path))
  }
}

function faultOf(error: unknown, file: string): unknown {
  const code = systemCode(error)
  if (code === undefined) return error
  if (code === 'ENOSPC' || code === 'EDQUOT') return new Fault('files.diskFull', { params: { file }, cause: error })
  if (code === 'ENOENT' || code === 'ENOTDIR') return sheetFault('spreadsheets.folderMissing', { file }, error)
  return sheetFault('spreadsheets.cannotWrite', { file }, error)
}
