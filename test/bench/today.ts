import { million } from './million'
import { openPractice } from './practice'
import type { BenchRow } from './row'
import { slowest } from './times'

/**
 * 今天 over 1,000,000 links: every source asked afresh, which the program does by itself at start and after events, and
 * the board from memory, as a screen gets it.
 */
export async function benchToday(): Promise<BenchRow[]> {
  const { dataDir, count } = await million()
  const started = performance.now()
  const { call, close } = await openPractice(dataDir)
  const opened = performance.now() - started
  try {
    const board = await call('today.list', { fresh: true })
    const failed = board.sources.filter((source) => source.failed).map(({ id }) => id)
    if (failed.length > 0) throw new Error(`${failed.join(', ')} failed`)
    if (!board.items.some(({ id }) => id === 'links.expiring')) throw new Error('what expires is not on the board')
    const all = await slowest(7, () => call('today.list', { fresh: true }))
    const known = await slowest(50, () => call('today.list', {}))
    const name = `board over ${count.toLocaleString('en')} links: `
    return [
      { name: `workspace with ${count.toLocaleString('en')} links: opened, what was under way looked at`, ours: opened / 1000, unit: 's', aim: '< 1.5 s', met: opened < 1500 },
      { name: `${name}${board.sources.length} sources asked afresh`, ours: all, unit: 'ms', aim: '< 100 ms', met: all < 100 },
      { name: `${name}from memory`, ours: known, unit: 'ms', aim: '< 20 ms', met: known < 20 },
    ]
  } finally {
    await close()
  }
}
