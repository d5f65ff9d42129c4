import { defineJob } from '../../../../platform/jobs/define-job'

export interface RunImportHost {
  left(): Promise<number>
  /** Stores the next rows. */
  chunk(): Promise<{ done: number; refused: number; more: boolean }>
  /** Takes over the next refund rows of a bill, after their orders. */
  refunds(after: number): Promise<{ done: number; refused: number; last: number | null }>
}

/** Stores the rows of an import in small transactions; after a kill it goes on with what is left. */
export const runImport = defineJob<{ importId: string }, RunImportHost>({
  kind: 'payments.imports.run',
  run: async (_input, { host, progress, stopping }) => {
    let doneItems = 0
    let failedItems = 0
    const count = (done: number, refused: number) => {
      doneItems += done
      failedItems += refused
      progress({ doneItems, failedItems })
    }
    progress({ totalItems: await host.left() })
    for (let more = true; more; ) {
      if (stopping()) return
      const chunk: { done: number; refused: number; more: boolean } = await host.chunk()
      count(chunk.done, chunk.refused)
      more = chunk.more
    }
    for (let after: number | null = -1; after !== null; ) {
      if (stopping()) return
      const part: { done: number; refused: number; last: number | null } = await host.refunds(after)
      count(part.done, part.refused)
      after = part.last
    }
  },
})
