import { systemClock } from '../clock/clock'
import { acquire } from './index'

/**
 * A process that takes a data folder when it is told to on standard input, says on standard output what came of it,
 * and keeps the folder until its input ends: `race.mjs <dataDir>`.
 */
const [, , dataDir = ''] = process.argv
process.stdout.write('here\n')
process.stdin.once('data', () => {
  void acquire(dataDir, systemClock).then((owner) => {
    if (owner.takenBy) {
      process.stdout.write(`${JSON.stringify({ takenBy: owner.takenBy.pid })}\n`)
      return
    }
    owner.serve({
      execute: async (call) => ({ ok: true, value: { pid: process.pid, name: call.name } }),
      subscribe: () => () => undefined,
      receive: async () => ({ ok: true, value: { fileId: 'none' } }),
      activate: async () => ({ opened: true }),
    })
    process.stdout.write(`${JSON.stringify({ owner: process.pid })}\n`)
    process.stdin.once('end', () => void owner.release().then(() => process.exit(0)))
  })
})
