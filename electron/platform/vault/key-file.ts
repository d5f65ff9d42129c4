import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { mkdir, open, realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { Fault } from '../errors/fault'
import { keyBytes } from './cipher'
import { createDurably, systemCode } from './durable-file'

const form = /^minidesk-key-file v1 ([\w-]{43})\n?$/
const maxFileBytes = 256

/**
 * The secret of a key file. Several vaults may share one file: each slot derives its own key from it.
 * @throws Fault `vault.keyFileMissing`; `vault.keyFileTooOpen` where others may read it or it is another user's;
 *   `vault.keyFileDamaged` where it is no key file
 */
export async function readKeyFile(path: string): Promise<Buffer> {
  const posix = process.platform !== 'win32'
  let handle
  try {
    handle = await open(path, constants.O_RDONLY | (posix ? constants.O_NOFOLLOW | constants.O_NONBLOCK : 0))
  } catch (cause) {
    const code = systemCode(cause)
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new Fault('vault.keyFileMissing', { cause })
    // A symbolic link could point at a file that somebody else controls.
    if (code === 'ELOOP') throw new Fault('vault.keyFileTooOpen', { cause })
    throw new Fault('vault.keyFileDamaged', { cause })
  }
  try {
    const info = await handle.stat()
    if (!info.isFile() || info.size > maxFileBytes) throw new Fault('vault.keyFileDamaged')
    const foreign = process.getuid !== undefined && info.uid !== process.getuid()
    if (posix && ((info.mode & 0o077) !== 0 || foreign)) throw new Fault('vault.keyFileTooOpen')
    const secret = form.exec(await handle.readFile('utf8'))?.[1]
    if (secret === undefined) throw new Fault('vault.keyFileDamaged')
    return Buffer.from(secret, 'base64url')
  } finally {
    await handle.close()
  }
}

/**
 * The secret of the key file at `path`, which is made (mode 0600, whole or not at all) where there is none.
 * @param vaultDir the workspace: a key inside it would travel with every copy of what it protects
 * @throws Fault `vault.keyFileInWorkspace`, and those of {@link readKeyFile}
 */
export async function readOrCreateKeyFile(path: string, vaultDir: string): Promise<Buffer> {
  const parent = dirname(resolve(path))
  await mkdir(parent, { recursive: true, mode: 0o700 })
  const folder = await realpath(parent)
  const inside = relative(await realpath(vaultDir), folder)
  if (inside === '' || (inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside)))
    throw new Fault('vault.keyFileInWorkspace')
  const secret = randomBytes(keyBytes)
  const text = `minidesk-key-file v1 ${secret.toString('base64url')}\n`
  const created = await createDurably(join(folder, basename(path)), text)
  if (created) return secret
  secret.fill(0)
  return readKeyFile(path)
}
