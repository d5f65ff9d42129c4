import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import type { CommandInput, CommandName, CommandOutput } from '@shared/contract'
import { createApplication } from '../../electron/application'
import { systemClock } from '../../electron/platform/clock/clock'
import type { BenchRow } from './row'

const rows = 10_000

function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/**
 * A batch of 10,000 plain schemes, read, checked and made, while somebody else saves a setting every 40 ms: how long
 * the main thread is held up, and how long the small write waits.
 */
export async function benchBatch(): Promise<BenchRow[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'minidesk-bench-'))
  const built = join(process.cwd(), 'out', 'main')
  const app = await createApplication({
    shell: 'cli',
    version: '0.0.0',
    contractHash: 'bench',
    dataDir,
    clock: systemClock,
    workers: {
      store: join(built, 'store-worker.js'),
      job: join(built, 'job-worker.js'),
      image: join(built, 'image-worker.js'),
    },
    systemProxy: () => 'none',
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
  try {
    session = (await call('accounts.enterPractice', {})).handle
    const app1 = (await call('apps.list', {})).find(({ subjectType }) => subjectType === 'company_domestic')
    if (!app1) throw new Error('no mini program in the example')
    const cells = [['页面路径', '参数', '房号']]
    for (let n = 0; n < rows; n++) cells.push(['pages/room/detail', `roomId=${n}&hotel=西湖店`, String(1000 + n)])

    const delay = monitorEventLoopDelay({ resolution: 5 })
    const waits: number[] = []
    let running = true
    const saving = (async () => {
      for (let n = 0; running; n++) {
        const started = performance.now()
        await call('settings.update', { callLogDays: 30 + (n % 60) })
        waits.push(performance.now() - started)
        await wait(40)
      }
    })()
    delay.enable()
    const started = performance.now()
    const batch = await call('links.batches.create', { name: 'bench', source: { kind: 'cells', cells } })
    await finished(batch.jobId)
    const mapping = { path: '页面路径', query: '参数', name: '房号' }
    const defaults = { kind: 'plain_scheme', appId: app1.id }
    await finished((await call('links.batches.check', { batchId: batch.batchId, mapping, defaults })).jobId)
    await finished((await call('links.batches.run', { batchId: batch.batchId })).jobId)
    const seconds = (performance.now() - started) / 1000
    delay.disable()
    running = false
    await saving
    const { counts } = await call('links.batches.get', { batchId: batch.batchId })
    if (counts.done !== rows) throw new Error(`${counts.done} of ${rows} links were made`)
    const p99 = delay.percentile(99) / 1e6
    const write = percentile(waits, 0.99)
    return [
      { name: `batch of ${rows.toLocaleString('en')} plain schemes: read, check, make`, ours: seconds, unit: 's' },
      { name: 'event-loop delay of the main thread during it, p99', ours: p99, unit: 'ms', aim: '< 50 ms', met: p99 < 50 },
      { name: 'a small write during it, p99', ours: write, unit: 'ms', aim: '< 50 ms', met: write < 50 },
    ]
  } finally {
    await app.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
