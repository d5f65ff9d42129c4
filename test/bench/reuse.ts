import { migrations } from '../../electron/migrations'
import { systemClock } from '../../electron/platform/clock/clock'
import { StoreEngine } from '../../electron/platform/store/engine'
import { repositories } from '../../electron/repositories'
import { million } from './million'
import type { BenchRow } from './row'
import { slowest } from './times'

/** Finding the equal link among 1,000,000, a third of which WeChat made. */
export async function benchReuse(): Promise<BenchRow[]> {
  const { file, count, at, keyOf } = await million()
  const reader = new StoreEngine({ file, role: 'reader', create: false, repositories, migrations, clock: systemClock })
  const window = { from: at(count - 24 * 60), endsFrom: at(count), expiresAt: null }
  const look = (key: (run: number) => string) => slowest(200, (run) => reader.read('links', 'reusable', { ...window, key: key(run) }))
  const newest = count - 1 - ((count - 1) % 3)
  try {
    const looks = [
      ['a link that is there', await look((run) => keyOf(newest - run * 3))],
      ['a page that was made 300 times', await look((run) => keyOf((run * 30) % 3000))],
      ['none', await look((run) => keyOf(newest + 3 + run * 3))],
    ] as const
    const name = `reuse among ${count.toLocaleString('en')} links: `
    return looks.map(([what, ms]) => ({ name: name + what, ours: ms, unit: 'ms', aim: '< 20 ms', met: ms < 20 }))
  } finally {
    reader.close()
  }
}
