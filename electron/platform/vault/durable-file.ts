import { randomUUID } from 'node:crypto'
import { link, lstat, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { Fault } from '../errors/fault'

/** The system's code of a failed file operation (`ENOENT`, `ENOSPC`, …). */
export function systemCode(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
}

/**
 * A full disk or quota as the fault that says so; everything else as it came.
 * @param path what was being written; only its last name is told
 */
export function asDiskFault(cause: unknown, path: string): unknown {
  const code = systemCode(cause)
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return cause
  return new Fault('files.diskFull', { params: { name: basename(path) }, cause, retry: 'safe' })
}

/**
 * Puts a small file in place whole or not at all: temporary file beside it, fsync, rename, fsync of the folder.
 * Owner-only rights. Callers take turns ({@link inTurn}).
 * @throws Fault `files.diskFull`; other errors of the system as they come
 */
export async function writeDurably(path: string, text: string): Promise<void> {
  const temporary = await writeTemporary(path, text)
  try {
    await rename(temporary, path)
  } catch (cause) {
    await rm(temporary, { force: true })
    throw asDiskFault(cause, path)
  }
  await syncFolder(dirname(path))
}

/**
 * Like {@link writeDurably}, but never over a file that is there.
 * @returns false when there was one; it is untouched
 */
export async function createDurably(path: string, text: string): Promise<boolean> {
  const temporary = await writeTemporary(path, text)
  try {
    if (!(await placeNew(temporary, path))) return false
  } catch (cause) {
    throw asDiskFault(cause, path)
  } finally {
    await rm(temporary, { force: true })
  }
  await syncFolder(dirname(path))
  return true
}

/** A hard link fails where the name is taken, which a rename does not. */
async function placeNew(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path)
    return true
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST' || (await exists(path))) return false
    // File systems without hard links (exFAT, some network drives).
    await rename(temporary, path)
    return true
  }
}

/** Whether anything, even a dangling link, has this name. */
export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return false
    throw cause
  }
}

async function writeTemporary(path: string, text: string): Promise<string> {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(text, 'utf8')
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (cause) {
    await rm(temporary, { force: true })
    throw asDiskFault(cause, path)
  }
  return temporary
}

/** Makes a rename in this folder survive a power cut. Windows has no such call and does not need it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const turns = new Map<string, Promise<unknown>>()

/** Runs one task at a time per path, in the order of the calls; a task that fails does not stop the next. */
export function inTurn<T>(path: string, task: () => Promise<T>): Promise<T> {
  const key = resolve(path)
  const turn = (turns.get(key) ?? Promise.resolve()).then(task, task)
  const settled = turn.then(
    () => undefined,
    () => undefined,
  )
  turns.set(key, settled)
  void settled.then(() => {
    if (turns.get(key) === settled) turns.delete(key)
  })
  return turn
}
