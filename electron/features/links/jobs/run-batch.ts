import { faultOf, type PlainFault } from '../../../platform/errors/plain-fault'
import { defineJob } from '../../../platform/jobs/define-job'

export interface ReadyRow {
  rowNo: number
  /** The mini program, for a kind that WeChat must be asked for; null where no call is needed. */
  callsFor: string | null
}

/**
 * How one call ended. `stop`: further rows would be refused for the same reason, and this row is ready again; all rows
 * when `wholeRun`, else those of its mini program.
 */
export type RowOutcome =
  | { state: 'done' | 'failed' | 'unknown' | 'skipped' }
  | { state: 'stop'; wholeRun: boolean; fault: PlainFault }

export interface RunBatchHost {
  /** Answers how many rows are ready. */
  begin(): Promise<number>
  ready(after: number): Promise<ReadyRow[]>
  /** Makes links that need no call, in one transaction. Answers how many were made. */
  makePlain(rowNos: number[]): Promise<{ made: number; failed: number }>
  makeOne(rowNo: number): Promise<RowOutcome>
}

const plainChunk = 50
const callsAtOnce = 10

/**
 * Makes a link for every ready row. Plain schemes are written in chunks; the others are called for, ten at a time,
 * each after its intent was written. Stops after the rows at hand on pause and cancel. A mini program that WeChat
 * refuses as a whole is passed over; the job fails with that reason once the other mini programs are through.
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
    const refusedApps = new Map<string, PlainFault>()
    let wholeStop: PlainFault | undefined

    const callRows = async (rows: ReadyRow[]): Promise<void> => {
      const waiting = [...rows]
      const lane = async () => {
        for (let row = waiting.shift(); row && !wholeStop && !stopping(); row = waiting.shift()) {
          if (row.callsFor === null || refusedApps.has(row.callsFor)) continue
          const outcome = await host.makeOne(row.rowNo)
          if (outcome.state === 'stop') {
            if (outcome.wholeRun) wholeStop ??= outcome.fault
            else refusedApps.set(row.callsFor, outcome.fault)
          } else if (outcome.state === 'done') count(1, 0)
          else if (outcome.state !== 'skipped') count(0, 1)
        }
      }
      // Every lane comes to its end before the job does: no call may be left that nobody waits for.
      const ends = await Promise.allSettled(Array.from({ length: callsAtOnce }, lane))
      for (const end of ends) if (end.status === 'rejected') throw end.reason
      if (wholeStop) throw faultOf(wholeStop)
    }

    progress({ doneItems, failedItems, totalItems: await host.begin() })
    for (let after = -1; ; ) {
      const rows = await host.ready(after)
      const last = rows.at(-1)
      if (!last || stopping()) break
      const plain = rows.filter(({ callsFor }) => callsFor === null).map(({ rowNo }) => rowNo)
      for (let from = 0; from < plain.length && !stopping(); from += plainChunk) {
        const { made, failed } = await host.makePlain(plain.slice(from, from + plainChunk))
        count(made, failed)
      }
      await callRows(rows.filter(({ callsFor }) => callsFor !== null))
      after = last.rowNo
    }
    for (const fault of refusedApps.values()) throw faultOf(fault)
  },
})
