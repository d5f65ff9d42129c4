import { randomBytes } from 'node:crypto'
import { utimes } from 'node:fs/promises'
import type { Clock } from '../clock/clock'
import { OwnerClient } from './client'
import { prepareDataFolder } from './data-folder'
import { claimLock, currentLock, type LockRecord, markReleased, removeLocksBelow } from './lock'
import { newPipePath, removePipe } from './pipe-path'
import { type PipeServer, startPipeServer } from './pipe-server'
import type { OwnerService } from './service'

/** This process, as the one that owns the data folder. */
export interface Owner {
  takenBy?: undefined
  /** Gives what answers the processes that come second; their calls wait for it. */
  serve(service: OwnerService | Promise<OwnerService>): void
  /** Refuses new calls of others and waits for those under way, at most `graceMs`. */
  drain(graceMs: number): Promise<void>
  /** Lets another process have the folder. Call it when every file in it is closed. */
  release(): Promise<void>
}

/** Another process owns the data folder. */
export interface Taken {
  takenBy: { pid: number }
  client: OwnerClient
}

/** Temporary folders are swept of what nobody touched for days. */
const touchEveryMs = 3_600_000

/**
 * Makes this process the one that owns a data folder, or finds the process that is (architecture, "Store": one process
 * owns a workspace). A lock whose pipe refuses is stale, whatever its process id says: the pipe is there before the
 * lock is, and an id may belong to another program by now.
 * @throws Fault `owner.folderUnusable`, `owner.diskFull`
 */
export async function acquire(dataDir: string, clock: Clock): Promise<Owner | Taken> {
  const folder = await prepareDataFolder(dataDir)
  for (;;) {
    const lock = await currentLock(folder)
    const record = lock?.record
    if (record && record.released !== true) {
      const client = new OwnerClient(record)
      if (await client.isThere()) return { takenBy: { pid: record.pid }, client }
    }
    // A pipe for this one attempt: whoever wins removes the pipes of those before it.
    const mine = await openPipe(folder, clock)
    const n = (lock?.n ?? 0) + 1
    try {
      if (await claimLock(folder, n, mine.record)) {
        for (const pipe of await removeLocksBelow(folder, n)) await removePipe(pipe)
        return ownerOf(folder, n, mine, clock)
      }
    } catch (cause) {
      await closePipe(mine)
      throw cause
    }
    await closePipe(mine)
  }
}

interface OpenPipe {
  server: PipeServer
  record: LockRecord
  elsewhere: boolean
}

async function openPipe(folder: string, clock: Clock): Promise<OpenPipe> {
  const { path, elsewhere } = await newPipePath(folder)
  const startedAt = clock.instant()
  const secret = randomBytes(32).toString('base64url')
  const server = await startPipeServer(path, secret, startedAt)
  const record: LockRecord = { v: 1, pid: process.pid, startedAt, pipe: path, secret }
  return { server, record, elsewhere }
}

async function closePipe({ server, record }: OpenPipe): Promise<void> {
  await server.close()
  await removePipe(record.pipe)
}

function ownerOf(folder: string, n: number, mine: OpenPipe, clock: Clock): Owner {
  const { server, record } = mine
  const touch = setInterval(() => {
    void utimes(record.pipe, clock.now(), clock.now()).catch(() => undefined)
  }, touchEveryMs)
  touch.unref()
  if (!mine.elsewhere) clearInterval(touch)
  let released = false
  return {
    serve: (service) => server.serve(service),
    drain: (graceMs) => server.drain(graceMs),
    release: async () => {
      if (released) return
      released = true
      clearInterval(touch)
      // A folder that was removed under us has nobody left to tell.
      await markReleased(folder, n, record).catch(() => undefined)
      await closePipe(mine)
    },
  }
}
