import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { CommandInput, CommandName, CommandOutput } from '@shared/contract'
import { type Application, createApplication } from '../../electron/application'
import { systemClock } from '../../electron/platform/clock/clock'
import type { ReceiverStand } from '../../electron/platform/receiver'

/** The whole program without a window, signed in to practice, with the stand-in behind it. */
export interface PracticeProgram {
  /** @throws Error with the code of the fault */
  call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>
  /** Waits for the end of a job. @throws Error when it failed */
  finished(jobId: string): Promise<void>
  /** The first mini program of the example, for which everything can be made. */
  appId: string
  notices: Application['notices']
  /** Takes a file in as a person's upload does; answers its id. @throws Error with the code of the fault */
  receive(path: string): Promise<string>
  close(): Promise<void>
}

/**
 * @param dataDir kept when it is given, else a new one that is removed in the end
 * @param receiver where notifications come in, if they do
 */
export async function openPractice(dataDir?: string, receiver?: ReceiverStand): Promise<PracticeProgram> {
  const dir = dataDir ?? mkdtempSync(join(tmpdir(), 'minidesk-bench-'))
  const built = join(process.cwd(), 'out', 'main')
  const app = await createApplication({
    shell: 'cli',
    version: '0.0.0',
    contractHash: 'bench',
    dataDir: dir,
    clock: systemClock,
    workers: {
      store: join(built, 'store-worker.js'),
      job: join(built, 'job-worker.js'),
      image: join(built, 'image-worker.js'),
      settlement: join(built, 'settlement-worker.js'),
      reconciliation: join(built, 'reconciliation-worker.js'),
    },
    resourcesDir: join(process.cwd(), 'resources'),
    systemProxy: () => 'none',
    receiver,
    random: Math.random,
  })
  let session: string | undefined
  const call = async <N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> => {
    const answer = await app.execute({ name, input, session })
    if (!answer.ok) throw new Error(`${name}: ${answer.error.code}`)
    return answer.value as CommandOutput<N>
  }
  const finished = async (jobId: string): Promise<void> => {
    for (;;) {
      const { state } = await call('jobs.get', { id: jobId })
      if (state === 'done') return
      if (state === 'failed' || state === 'cancelled') throw new Error(`job ${state}`)
      await wait(25)
    }
  }
  const receive = async (path: string): Promise<string> => {
    const answer = await app.files.receive(createReadStream(path), basename(path), session)
    if (!answer.ok) throw new Error(`${path}: ${answer.error.code}`)
    return answer.value.fileId
  }
  const close = async () => {
    await app.close()
    if (dataDir === undefined) rmSync(dir, { recursive: true, force: true })
  }
  try {
    session = (await call('accounts.enterPractice', {})).handle
    const example = (await call('apps.list', {})).find(({ appId }) => appId === 'wx00a1b2c3d4e5f601')
    if (!example) throw new Error('no mini program in the example')
    return { call, finished, appId: example.id, notices: app.notices, receive, close }
  } catch (cause) {
    await close()
    throw cause
  }
}
