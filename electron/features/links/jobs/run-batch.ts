import { Fault } from '../../../platform/errors/fault'
import { defineJob } from '../../../platform/jobs/define-job'
import type { PlainFault } from '../../../platform/store/messages'

export interface ReadyRow {
  rowNo: number
  /** True for a kind that WeChat must be asked for. */
  needsCall: boolean
}

/** How one call ended. `stop`: every further row would be refused for the same reason; this row is ready again. */
export type RowOutcome = { state: 'done' | 'failed' | 'unknown' | 'skipped' } | { state: 'stop'; fault: PlainFault }

export interface RunBatchHost {
  ready(after: number): Promise<ReadyRow[]>
  /** Makes links that need no call, in one transaction. Answers how many were made. */
  makePlain(rowNos: number[]): Promise<{ made: number; failed: number }>
  makeOne(rowNo: number): Promise<RowOutcome>
}

const plainChunk = 50
const callsAtOnce = 10

/**
 * Makes a link for every ready row. Plain schemes are written in chunks; the others are called for, ten at a time,
 * each after its intent was written. Stops after the rows at hand on pause and cancel.
 */
export const runBatch = defineJob<{ batchId: string }, RunBatchHost>({
  kind: 'links.batch.run',
  run: async (_input, { host, progress, stopping }) => {
    let doneItems = 0
    let failedItems = 0
    const count = (done: number, failed: number) => {
      doneItems += done
      failedItems += failed
      progress({ doneItems, failedItems })
    }
    const callRows = async (rows: ReadyRow[]): Promise<void> => {
      const waiting = [...rows]
      let stop: PlainFault | undefined
      const lane = async () => {
        for (let row = waiting.shift(); row && !stop && !stopping(); row = waiting.shift()) {
          const outcome = await host.makeOne(row.rowNo)
          if (outcome.state === 'stop') stop ??= outcome.fault
          else if (outcome.state === 'done') count(1, 0)
          else if (outcome.state !== 'skipped') count(0, 1)
        }
      }
      await Promise.all(Array.from({ length: callsAtOnce }, lane))
      if (stop) throw Fault.fromEnvelope(stop)
    }

    let after = -1
    while (!stopping()) {
      const rows = await host.ready(after)
      const last = rows.at(-1)
      if (!last) return
      const plain = rows.filter(({ needsCall }) => !needsCall).map(({ rowNo }) => rowNo)
      for (let from = 0; from < plain.length && !stopping(); from += plainChunk) {
        const { made, failed } = await host.makePlain(plain.slice(from, from + plainChunk))
        count(made, failed)
      }
      await callRows(rows.filter(({ needsCall }) => needsCall))
      after = last.rowNo
    }
  },
})
