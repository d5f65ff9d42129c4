import { randomUUID } from 'node:crypto'
import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { folderFault } from './data-folder'

/*
 * The lock is a numbered file, `<n>.lock`, and the highest number counts. Whoever finds it stale creates n+1, which the
 * file system grants to exactly one; nobody ever removes a lock to make room for his own, the step in which two
 * processes that both found the same stale lock could remove each other's. A number is never used twice, because the
 * highest file stays when its owner goes: it only says that it was released.
 */

export const LockRecord = z.object({
  v: z.literal(1),
  pid: z.int(),
  startedAt: z.string(),
  /** Path of the unix socket, or name of the Windows pipe. */
  pipe: z.string(),
  /** What a client says to be let in. The file is readable by its user only. */
  secret: z.string(),
  released: z.boolean().optional(),
})
export type LockRecord = z.infer<typeof LockRecord>

export interface Lock {
  n: number
  /** Undefined where the file holds no record: its writer was killed. */
  record: LockRecord | undefined
}

const pathOf = (folder: string, n: number) => join(folder, `${n}.lock`)

async function numbers(folder: string): Promise<number[]> {
  const names = await readdir(folder)
  return names.flatMap((name) => {
    const n = /^(\d{1,15})\.lock$/u.exec(name)?.[1]
    return n === undefined ? [] : [Number(n)]
  })
}

const isNotThere = (cause: unknown) => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'

async function readRecord(path: string): Promise<LockRecord | undefined> {
  const text = await readFile(path, 'utf8')
  try {
    return LockRecord.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** The lock that counts, or undefined where nobody ever had the folder. */
export async function currentLock(folder: string): Promise<Lock | undefined> {
  for (let tries = 0; ; tries += 1) {
    const n = Math.max(0, ...(await numbers(folder)))
    if (n === 0) return undefined
    try {
      const record = await readRecord(pathOf(folder, n))
      // Where there are no hard links the file is there a moment before its content.
      if (record || tries >= 20) return { n, record }
      await wait(25)
    } catch (cause) {
      // A successor tidied it away between the two steps.
      if (!isNotThere(cause)) throw folderFault(cause)
    }
  }
}

/**
 * Takes number `n`, with its content there from the first moment on.
 * @returns false where another was faster
 */
export async function claimLock(folder: string, n: number, record: LockRecord): Promise<boolean> {
  const text = JSON.stringify(record)
  const temporary = join(folder, `${randomUUID()}.tmp`)
  try {
    await writeFile(temporary, text, { mode: 0o600, flag: 'wx' })
    try {
      await link(temporary, pathOf(folder, n))
    } catch (cause) {
      if (codeIs(cause, 'EEXIST')) return false
      // File systems without hard links (exFAT).
      await writeFile(pathOf(folder, n), text, { mode: 0o600, flag: 'wx' })
    }
  } catch (cause) {
    if (codeIs(cause, 'EEXIST')) return false
    throw folderFault(cause)
  } finally {
    await rm(temporary, { force: true })
  }
  // Somebody slower than two others may have been granted a number that was long past.
  if (Math.max(...(await numbers(folder))) === n) return true
  await rm(pathOf(folder, n), { force: true })
  return false
}

const codeIs = (cause: unknown, code: string) => cause instanceof Error && 'code' in cause && cause.code === code

/** Says in the lock that its owner is gone; the file stays, so that its number is not used again. */
export async function markReleased(folder: string, n: number, record: LockRecord): Promise<void> {
  const temporary = join(folder, `${randomUUID()}.tmp`)
  await writeFile(temporary, JSON.stringify({ ...record, secret: '', released: true }), { mode: 0o600, flag: 'wx' })
  await rename(temporary, pathOf(folder, n))
}

/**
 * Removes the locks below `n`, the number that was just won.
 * @returns the pipes of those who held them
 */
export async function removeLocksBelow(folder: string, n: number): Promise<string[]> {
  const pipes: string[] = []
  for (const past of (await numbers(folder)).filter((number) => number < n)) {
    const record = await readRecord(pathOf(folder, past)).catch(() => undefined)
    if (record) pipes.push(record.pipe)
    await rm(pathOf(folder, past), { force: true })
  }
  return pipes
}
