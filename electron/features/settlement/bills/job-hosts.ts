import { randomUUID } from 'node:crypto'
import { Day, Id } from '@shared/contract/values'
import { BillType, Month } from '@shared/contract/settlement-values'
import { z } from 'zod'
import type { JobRow } from '../../../platform/jobs/repository'
import type { JobHost } from '../../../platform/jobs/runner'
import type { Doer } from '../ports'
import { fetchBillsKind, type FetchBillsHost, settlementRunKind, type SettlementRunHost } from './jobs'
import { MonthRun } from './run'
import type { BillsService } from './service'

const FetchInput = z.looseObject({ month: Month, accountId: Id.optional(), billType: BillType.optional(), day: Day.optional() })
const RunInput = z.looseObject({ runId: z.string(), month: Month })
const typed = <H>(methods: H): JobHost['methods'] => methods as JobHost['methods']

const doerOf = (job: JobRow, signal: AbortSignal): Doer => ({ operatorId: '', operatorName: job.createdBy, correlationId: randomUUID(), signal })

/** Says what the jobs of bills may ask of the main thread. */
export function registerBillJobs(service: BillsService): void {
  const { jobs, repository, changed } = service.parts
  jobs.register(fetchBillsKind, (job, signal) => {
    const { month, ...only } = FetchInput.parse(job.input)
    return {
      methods: typed<FetchBillsHost>({
        left: () => service.fetcher.missing(month, only),
        fetch: async (task) => {
          const outcome = await service.fetcher.fetch(task, doerOf(job, signal))
          return outcome === 'booked' || outcome === 'noTrade'
        },
      }),
    }
  })
  jobs.register(settlementRunKind, (job, signal) => {
    const { runId } = RunInput.parse(job.input)
    const { board, fetcher, watched, sleep } = service
    const run: SettlementRunHost = new MonthRun(service.parts, { board, fetcher, watched, sleep }, { id: runId, job, doer: doerOf(job, signal) })
    return {
      methods: typed<SettlementRunHost>({
        left: () => run.left(),
        begin: (step) => run.begin(step),
        tasks: (step) => run.tasks(step),
        task: (task) => run.task(task),
        finish: (step) => run.finish(step),
        summary: () => run.summary(),
      }),
      ended: async (state) => {
        if (state !== 'done') await repository.updateRun({ id: runId, state: state === 'failed' ? 'failed' : 'stopped' })
        changed.bills()
      },
    }
    // It waits for reconciliations, fees and reports, which are jobs themselves.
  }, { alone: true })
}
