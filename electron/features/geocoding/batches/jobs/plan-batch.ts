import { defineJob } from '../../../../platform/jobs/define-job'
import { type RowAddress, rowAddress, type RowRules } from '../question'

export interface PlanBatchHost {
  rules(): Promise<RowRules>
  cells(after: number): Promise<{ rowNo: number; cells: string[] }[]>
  put(rows: (RowAddress & { rowNo: number })[]): Promise<void>
  finish(): Promise<void>
}

const chunk = 200

/** Puts the address of every row together; calls nothing. */
export const planBatch = defineJob<{ batchId: string }, PlanBatchHost>({
  kind: 'geocoding.batch.plan',
  run: async (_input, { host, signal, progress, stopping }) => {
    const rules = await host.rules()
    let doneItems = 0
    let failedItems = 0
    for (let after = -1; ; ) {
      const rows = await host.cells(after)
      const last = rows.at(-1)
      if (!last) break
      if (stopping()) return
      for (let from = 0; from < rows.length; from += chunk) {
        signal.throwIfAborted()
        const planned = rows.slice(from, from + chunk).map(({ rowNo, cells }) => ({ rowNo, ...rowAddress(cells, rules) }))
        await host.put(planned)
        doneItems += planned.length
        failedItems += planned.filter(({ problem }) => problem).length
        progress({ doneItems, failedItems })
      }
      after = last.rowNo
    }
    await host.finish()
  },
})
