import { constants } from 'node:fs'
import { access, chmod, mkdir, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, posix, win32 } from 'node:path'
import { Fault } from '../errors/fault'

interface System {
  platform: NodeJS.Platform
  env: Readonly<Record<string, string | undefined>>
  home: string
}

/** Where data lies unless the person says otherwise: the place that each system keeps for it. */
export function defaultDataDir(
  { platform, env, home }: System = { platform: process.platform, env: process.env, home: homedir() },
): string {
  if (platform === 'win32')
    return win32.join(env['APPDATA'] || win32.join(home, 'AppData', 'Roaming'), 'MiniDesk')
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'MiniDesk')
  const given = env['XDG_DATA_HOME']
  // The XDG specification: a relative path is to be ignored.
  return posix.join(given && posix.isAbsolute(given) ? given : posix.join(home, '.local', 'share'), 'minidesk')
}

/** Types of `statfs` that lie on another computer (linux/magic.h): NFS, SMB in its three generations, AFS, Ceph, 9P. */
const networkFileSystems = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x00c36400, 0x01021997])

/** A Windows share (`\\server\share`, also as `\\?\UNC\…`). A drive letter that is a share cannot be told. */
export function isNetworkPath(path: string): boolean {
  return /^[\\/]{2}(?![.?][\\/])/u.test(path) || /^[\\/]{2}[?.][\\/]UNC[\\/]/iu.test(path)
}

function unusable(reason: 'notAFolder' | 'notWritable' | 'network', cause?: unknown): Fault {
  return new Fault('owner.folderUnusable', { params: { reason }, ...(cause === undefined ? {} : { cause }) })
}

function codeOf(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
}

/** A failed write in the data folder, as the fault that says what to do about it. */
export function folderFault(cause: unknown): Fault {
  const code = codeOf(cause)
  if (code === 'ENOSPC' || code === 'EDQUOT') return new Fault('owner.diskFull', { cause, retry: 'safe' })
  if (code === 'EEXIST' || code === 'ENOTDIR') return unusable('notAFolder', cause)
  return unusable('notWritable', cause)
}

/**
 * Makes the data folder, and in it the folder that only this user can enter, and tries it by writing.
 * A network share is refused: SQLite's locks and WAL are not safe there (architecture, "Store").
 * @returns the folder in which the owner of the data folder is written down
 * @throws Fault `owner.folderUnusable` (param `reason`: notAFolder, notWritable, network), `owner.diskFull`
 */
export async function prepareDataFolder(dataDir: string): Promise<string> {
  if (process.platform === 'win32' && isNetworkPath(dataDir)) throw unusable('network')
  const folder = join(dataDir, 'owner')
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    if (!(await stat(dataDir)).isDirectory()) throw unusable('notAFolder')
    if (process.platform === 'linux' && networkFileSystems.has((await statfs(dataDir)).type)) throw unusable('network')
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await chmod(folder, 0o700)
    await access(dataDir, constants.W_OK)
    const probe = join(folder, `${process.pid}.probe`)
    await writeFile(probe, 'x', { mode: 0o600 })
    await rm(probe, { force: true })
  } catch (cause) {
    throw cause instanceof Fault ? cause : folderFault(cause)
  }
  return folder
}
