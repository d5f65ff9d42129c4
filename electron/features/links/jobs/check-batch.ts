import { defineJob } from '../../../platform/jobs/define-job'
import type { RowCheck } from '../batch.repository'
import { type PlanContext, planRow } from '../row-plan'

export interface CheckBatchHost {
  context(): Promise<PlanContext>
  rows(after: number): Promise<{ rowNo: number; cells: string[] }[]>
  put(checks: RowCheck[]): Promise<void>
}

const chunk = 250

/** Checks every row of a batch; calls nothing. */
export const checkBatch = defineJob<{ batchId: string }, CheckBatchHost>({
  kind: 'links.batch.check',
  run: async (_input, { host, signal, progress, stopping }) => {
    const context = await host.context()
    let after = -1
    let doneItems = 0
    let failedItems = 0
    for (;;) {
      const rows = await host.rows(after)
      const last = rows.at(-1)
      if (!last || stopping()) return
      for (let from = 0; from < rows.length; from += chunk) {
        signal.throwIfAborted()
        const checks = rows.slice(from, from + chunk).map(({ rowNo, cells }): RowCheck => {
          const { issues, plan } = planRow(cells, context)
          return { rowNo, state: plan ? 'ready' : 'bad', issues, plan }
        })
        await host.put(checks)
        doneItems += checks.length
        failedItems += checks.filter(({ state }) => state === 'bad').length
        progress({ doneItems, failedItems })
      }
      after = last.rowNo
    }
  },
})
