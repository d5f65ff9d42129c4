import { defineJob } from '../../../../platform/jobs/define-job'

export interface QueryOrdersHost {
  /** Those of the job that were not asked about since it began, by account. */
  left(): Promise<{ id: string; accountId: string }[]>
  /** Asks about one; false where that failed. */
  ask(orderId: string): Promise<boolean>
}

const atOncePerAccount = 4

/** Asks the providers about many orders; what was asked about already is not asked again after a pause. */
export const queryOrders = defineJob<{ ids: string[] }, QueryOrdersHost>({
  kind: 'payments.orders.query',
  run: async ({ ids }, { host, progress, stopping }) => {
    const left = await host.left()
    let doneItems = ids.length - left.length
    let failedItems = 0
    progress({ doneItems, failedItems, totalItems: ids.length })
    const byAccount = new Map<string, string[]>()
    for (const { id, accountId } of left) byAccount.set(accountId, [...(byAccount.get(accountId) ?? []), id])
    const lane = async (waiting: string[]) => {
      while (waiting.length > 0 && !stopping()) {
        const id = waiting.shift()
        if (id === undefined) return
        if (await host.ask(id)) doneItems += 1
        else failedItems += 1
        progress({ doneItems, failedItems })
      }
    }
    const lanes = [...byAccount.values()].flatMap((waiting) => Array.from({ length: atOncePerAccount }, () => lane(waiting)))
    // Every lane comes to its end before the job does: no call may be left that nobody waits for.
    const ends = await Promise.allSettled(lanes)
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  },
})
