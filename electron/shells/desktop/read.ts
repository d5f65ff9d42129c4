import { readFile, rm } from 'node:fs/promises'
import { type OfferedFile, tooLarge } from '../../platform/files/workspace-files'

/** A picture is shown in the window; anything larger is saved instead. */
const mostBytes = 8 * 1024 * 1024

/**
 * The bytes of an offered file, for a window that shows them. A file that was made for this only goes.
 * @throws Fault `files.tooLarge`
 */
export async function readOffered(file: OfferedFile): Promise<ArrayBuffer> {
  try {
    if (file.bytes > mostBytes) throw tooLarge(mostBytes)
    return new Uint8Array(await readFile(file.path)).buffer
  } finally {
    if (file.temporary) await rm(file.path, { force: true })
  }
}
