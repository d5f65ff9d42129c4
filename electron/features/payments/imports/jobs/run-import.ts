import { defineJob } from '../../../../platform/jobs/define-job'
import type { StoredChunk } from '../repository'

export interface RunImportHost {
  left(): Promise<number>
  /** Stores the next rows behind a line. */
  orders(after: number): Promise<StoredChunk>
  /** Takes over the next refund rows of a bill, after their orders. */
  refunds(after: number): Promise<StoredChunk>
}

/** Stores the rows of an import in small transactions; after a kill it goes on with what is left. */
export const runImport = defineJob<{ importId: string }, RunImportHost>({
  kind: 'payments.imports.run',
  run: async (_input, { host, progress, stopping }) => {
    let doneItems = 0
    let failedItems = 0
    progress({ totalItems: await host.left() })
    for (const step of ['orders', 'refunds'] as const)
      for (let after: number | null = -1; after !== null; ) {
        if (stopping()) return
        const { done, refused, last }: StoredChunk = await host[step](after)
        doneItems += done
        failedItems += refused
        progress({ doneItems, failedItems })
        after = last
      }
  },
})
