import type { Readable } from 'node:stream'
import type { Answer } from '@shared/contract/error'
import type { StreamMessage } from '@shared/contract/events'
import type { Application } from '../../application'
import { systemClock } from '../../platform/clock/clock'
import { acquire, type ForwardedCall, type Owner } from '../../platform/owner'
import type { Platform } from '../../platform/platform'

/** What a process gives to the application that it runs: Electron has a key store, a plain Node has none. */
export type PlatformFor = (dataDir: string) => Platform

/** Whoever carries out the call: another process that has the data folder, or this one. */
export interface Host {
  /** True where the program runs in this process, so that jobs end with it. */
  here: boolean
  execute(call: ForwardedCall): Promise<Answer<unknown>>
  receive(stream: Readable, name: string, session: string | undefined): Promise<Answer<{ fileId: string }>>
  /** `ended` is called where the stream breaks off by itself. Answers what ends it. */
  follow(session: string, deliver: (message: StreamMessage) => void, ended: (cause?: unknown) => void): () => void
  /** Ends the program where it runs here; calls that others forwarded to it get `graceMs` to finish. */
  close(graceMs: number): Promise<void>
}

/**
 * Finds who owns the data folder, or owns it.
 * @throws Fault of the data folder, or of the application
 */
export async function findHost(dataDir: string, platformFor: PlatformFor): Promise<Host> {
  const owner = await acquire(dataDir, systemClock)
  if (owner.takenBy === undefined) return hostHere(dataDir, owner, platformFor)
  const { client } = owner
  return {
    here: false,
    execute: (call) => client.execute(call),
    receive: (stream, name, session) => client.receive(stream, name, session),
    follow: (session, deliver, ended) => client.subscribe(session, deliver, ended),
    close: async () => undefined,
  }
}

async function hostHere(dataDir: string, owner: Owner, platformFor: PlatformFor): Promise<Host> {
  let application: Application
  try {
    const { createApplication } = await import('../../application')
    application = await createApplication(platformFor(dataDir))
  } catch (cause) {
    await owner.release()
    throw cause
  }
  owner.serve({
    execute: (call) => application.execute(call),
    subscribe: (session, since, deliver) => application.subscribe(session, since, deliver),
    receive: (stream, name, session) => application.files.receive(stream, name, session),
    activate: async () => ({ opened: false }),
  })
  return {
    here: true,
    execute: (call) => application.execute(call),
    receive: (stream, name, session) => application.files.receive(stream, name, session),
    follow: (session, deliver) => application.subscribe(session, undefined, deliver),
    close: async (graceMs) => {
      await owner.drain(graceMs)
      await application.close()
      await owner.release()
    },
  }
}
