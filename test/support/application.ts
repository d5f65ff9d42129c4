import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommandInput, CommandName, CommandOutput } from '@shared/contract'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { Job } from '@shared/contract/jobs'
import { type Application, createApplication } from '../../electron/application'
import { type Clock, systemClock } from '../../electron/platform/clock/clock'
import { bundle, type Bundled, workerEntries } from './bundle-workers'

let bundled: Promise<Bundled> | undefined

/** Call in `afterAll` of a test file that started applications. */
export async function removeWorkers(): Promise<void> {
  ;(await bundled)?.remove()
  bundled = undefined
}

export interface Running {
  application: Application
  dataDir: string
  ask<N extends CommandName>(name: N, input: CommandInput<N>, session?: string): Promise<Answer<CommandOutput<N>>>
  /** @throws Error with the envelope in its text */
  call<N extends CommandName>(name: N, input: CommandInput<N>, session?: string): Promise<CommandOutput<N>>
  refused<N extends CommandName>(name: N, input: CommandInput<N>, session?: string): Promise<ErrorEnvelope>
  /** A session in the practice workspace. */
  practice(): Promise<string>
  over(jobId: string, session: string): Promise<Job>
  close(): Promise<void>
}

/** The whole program over a data folder, with real threads; only the shell is missing. */
export async function startApplication(options: { dataDir?: string; clock?: Clock } = {}): Promise<Running> {
  const workers = await (bundled ??= bundle(workerEntries))
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'minidesk-application-'))
  const application = await createApplication({
    shell: 'loopback',
    version: '0.0.0-test',
    contractHash: 'test',
    dataDir,
    clock: options.clock ?? systemClock,
    workers: { store: workers.path('store'), job: workers.path('job'), image: workers.path('image'), settlement: workers.path('settlement'), reconciliation: workers.path('reconciliation') },
    resourcesDir: join(process.cwd(), 'resources'),
    systemProxy: () => 'none',
    random: () => 0,
  })
  const ask: Running['ask'] = async (name, input, session) =>
    (await application.execute({ name, input, session, locale: 'zh-CN' })) as never
  const running: Running = {
    application,
    dataDir,
    ask,
    call: async (name, input, session) => {
      const answer = await ask(name, input, session)
      if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`)
      return answer.value
    },
    refused: async (name, input, session) => {
      const answer = await ask(name, input, session)
      if (answer.ok) throw new Error(`${name} was not refused`)
      return answer.error
    },
    practice: async () => (await running.call('accounts.enterPractice', {})).handle,
    over: async (id, session) => {
      for (;;) {
        const job = await running.call('jobs.get', { id }, session)
        if (['done', 'failed', 'cancelled', 'paused', 'interrupted'].includes(job.state)) return job
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    close: () => application.close(),
  }
  return running
}

export function removeData(running: Running): void {
  rmSync(running.dataDir, { recursive: true, force: true })
}
