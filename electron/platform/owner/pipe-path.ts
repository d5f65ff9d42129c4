import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

/** `sun_path` takes 103 bytes on macOS and 107 on Linux. */
const longestSocketPath = 100
const shortFolder = 'minidesk-'

export interface PipePath {
  path: string
  /** True where the socket lies in a folder of its own under the system's temporary folder. */
  elsewhere: boolean
}

/**
 * A pipe of its own for each owner, so that a refused connection always means that its owner is gone. In the owner-only
 * folder, or where that path is too long for a socket, in a new owner-only folder under the temporary one.
 */
export async function newPipePath(folder: string): Promise<PipePath> {
  const name = randomBytes(6).toString('hex')
  if (process.platform === 'win32') {
    const hash = createHash('sha256').update(folder.toLowerCase()).digest('hex').slice(0, 16)
    return { path: `\\\\.\\pipe\\minidesk-${hash}-${name}`, elsewhere: false }
  }
  const path = join(folder, `${name}.sock`)
  if (Buffer.byteLength(path) <= longestSocketPath) return { path, elsewhere: false }
  return { path: join(await mkdtemp(join(tmpdir(), shortFolder)), 'owner.sock'), elsewhere: true }
}

/** Removes the socket of an owner that is gone, with the folder that was made for it. */
export async function removePipe(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = dirname(path)
  await rm(path, { force: true }).catch(() => undefined)
  if (basename(path) === 'owner.sock' && basename(folder).startsWith(shortFolder))
    await rmdir(folder).catch(() => undefined)
}
