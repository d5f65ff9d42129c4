import type { RunStepName } from '@shared/contract/settlement-bills'
import { defineJob, type JobDefinition } from '../../../platform/jobs/define-job'
import type { FetchTask } from './fetcher'

export const fetchBillsKind = 'settlement.bills.fetch'
export const settlementRunKind = 'settlement.run'

export interface FetchBillsHost {
  left(): Promise<FetchTask[]>
  /** False where it did not come or its checks do not hold. */
  fetch(task: FetchTask): Promise<boolean>
}

/** The bills of a month, one after the other; what is there after a pause is not fetched again. */
export const fetchBills = defineJob<object, FetchBillsHost>({
  kind: fetchBillsKind,
  run: async (_input, { host, progress, stopping }) => {
    const left = await host.left()
    let doneItems = 0
    let failedItems = 0
    progress({ doneItems, failedItems, totalItems: left.length })
    for (const task of left) {
      if (stopping()) return
      if (await host.fetch(task)) doneItems += 1
      else failedItems += 1
      progress({ doneItems, failedItems })
    }
  },
})

export interface SettlementRunHost {
  /** The steps that are not done yet, in their order. */
  left(): Promise<RunStepName[]>
  begin(step: RunStepName): Promise<void>
  /** What a step has to do one by one; empty: it is done as a whole. */
  tasks(step: RunStepName): Promise<FetchTask[]>
  task(task: FetchTask): Promise<boolean>
  /** Does a step as a whole, and notes it as done or failed. */
  finish(step: RunStepName): Promise<void>
  /** Writes the summary; answers what is left for people. */
  summary(): Promise<number>
}

/** Text keys under `jobs.notes`. */
const notes: Readonly<Record<RunStepName, string>> = {
  watched: 'settlementWatched',
  fetch: 'settlementFetch',
  load: 'settlementLoad',
  reconcile: 'settlementReconcile',
  fees: 'settlementFees',
  export: 'settlementExport',
}

/** A whole month. A step that was done before a pause or a kill is not done again; one that was not is begun anew. */
export const runSettlement = defineJob<object, SettlementRunHost>({
  kind: settlementRunKind,
  run: async (_input, { host, progress, stopping }) => {
    const steps = await host.left()
    let doneItems = 0
    progress({ doneItems, totalItems: steps.length })
    for (const step of steps) {
      if (stopping()) return
      progress({ note: notes[step] })
      await host.begin(step)
      for (const task of await host.tasks(step)) {
        if (stopping()) return
        await host.task(task)
      }
      await host.finish(step)
      doneItems += 1
      progress({ doneItems })
    }
    progress({ failedItems: await host.summary() })
  },
})

/** What runs in a job thread for bills. */
export const billJobs: readonly JobDefinition<never, never>[] = [fetchBills, runSettlement]
