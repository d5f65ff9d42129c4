import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { app, type BrowserWindow, dialog } from 'electron'
import { safeFileName } from '@shared/domain/file-names'
import { Fault } from '../../platform/errors/fault'
import type { OfferedFile } from '../../platform/files/workspace-files'

/** Where the last file went; the next one is offered the same folder. */
let lastFolder: string | undefined

/**
 * Asks where an offered file shall go and writes it there, whole or not at all.
 * @returns false when the person changed their mind
 * @throws Fault `files.diskFull`, `files.writeFailed`
 */
export async function saveOffered(window: BrowserWindow, file: OfferedFile): Promise<boolean> {
  try {
    const name = safeFileName(file.name, { fallback: 'file' })
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      defaultPath: join(lastFolder ?? app.getPath('downloads'), name),
      properties: ['createDirectory', 'showOverwriteConfirmation'],
    })
    if (canceled || filePath === '') return false
    await writeWhole(file.path, filePath, name)
    lastFolder = dirname(filePath)
    return true
  } finally {
    if (file.temporary) await rm(file.path, { force: true })
  }
}

/** A file that is there already stays as it is until the new one is complete. */
async function writeWhole(source: string, target: string, name: string): Promise<void> {
  const partial = `${target}.${process.pid}.partial`
  try {
    await pipeline(createReadStream(source), createWriteStream(partial))
    await rename(partial, target)
  } catch (cause) {
    await rm(partial, { force: true })
    const full = cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT')
    throw new Fault(full ? 'files.diskFull' : 'files.writeFailed', { params: { name }, cause, retry: 'safe' })
  }
}
