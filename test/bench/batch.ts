import { openPractice } from './practice'
import type { BenchRow } from './row'
import { type Meanwhile, whileOthersSave } from './times'

/** A batch from its cells to its links. @throws Error when not every row got one */
async function makeBatch(kind: 'plain_scheme' | 'code_scene', cells: string[][], mapping: Record<string, string>, path = ''): Promise<Meanwhile> {
  const program = await openPractice()
  const { call, finished, appId } = program
  try {
    let id = ''
    const meanwhile = await whileOthersSave(program, async () => {
      const { batchId, jobId } = await call('links.batches.create', { name: 'bench', source: { kind: 'cells', cells } })
      id = batchId
      await finished(jobId)
      await finished((await call('links.batches.check', { batchId, mapping, defaults: { kind, appId, path } })).jobId)
      await finished((await call('links.batches.run', { batchId })).jobId)
    })
    const { counts } = await call('links.batches.get', { batchId: id })
    const rows = cells.length - 1
    if (counts.done !== rows) throw new Error(`${counts.done ?? 0} of ${rows} links were made`)
    return meanwhile
  } finally {
    await program.close()
  }
}

function rowsOf(name: string, { seconds, delay, write }: Meanwhile, aim?: number): BenchRow[] {
  return [
    { name, ours: seconds, unit: 's', ...(aim === undefined ? {} : { aim: `< ${aim} s`, met: seconds < aim }) },
    { name: 'event-loop delay of the main thread during it, p99', ours: delay, unit: 'ms', aim: '< 50 ms', met: delay < 50 },
    { name: 'a small write during it, p99', ours: write, unit: 'ms', aim: '< 50 ms', met: write < 50 },
  ]
}

/**
 * A batch of 10,000 plain schemes, read, checked and made, while somebody else saves a setting every 40 ms: how long
 * the main thread is held up, and how long the small write waits.
 */
export async function benchBatch(): Promise<BenchRow[]> {
  const cells = [['页面路径', '参数', '房号']]
  for (let n = 0; n < 10_000; n++) cells.push(['pages/room/detail', `roomId=${n}&hotel=西湖店`, String(1000 + n)])
  const mapping = { path: '页面路径', query: '参数', name: '房号' }
  return rowsOf('batch of 10,000 plain schemes: read, check, make', await makeBatch('plain_scheme', cells, mapping))
}

/** A batch of 1,000 round codes, each a call to the stand-in over HTTP with its picture kept. */
export async function benchCodeBatch(): Promise<BenchRow[]> {
  const cells = [['参数', '房号']]
  for (let n = 0; n < 1000; n++) cells.push([`id=${n}`, String(1000 + n)])
  const meanwhile = await makeBatch('code_scene', cells, { query: '参数', name: '房号' }, 'pages/room/detail')
  return rowsOf('batch of 1,000 round codes from the stand-in: read, check, call, keep the pictures', meanwhile, 30)
}
