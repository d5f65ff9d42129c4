import { randomUUID } from 'node:crypto'
import { OrderFilter } from '@shared/contract/payment-orders'
import { dayIn } from '@shared/domain/days'
import { z } from 'zod'
import { keepFile } from '../../../platform/jobs/keep-file'
import type { JobHost } from '../../../platform/jobs/runner'
import { type ExportOrdersHost, mostExported } from './jobs/export-orders'
import type { QueryOrdersHost } from './jobs/query-orders'
import type { OrdersService } from './service'

type Locale = 'zh-CN' | 'en'

const QueryInput = z.looseObject({ ids: z.array(z.string()) })
const ExportInput = z.looseObject({ filter: OrderFilter, ids: z.array(z.string()).nullable() })
const typed = <H>(methods: H): JobHost['methods'] => methods as JobHost['methods']

/** Says what the orders' jobs may ask of the main thread. */
export function registerOrderJobs(service: OrdersService): void {
  const { jobs, repository, clock, zone, filesDir, practiceMark } = service.parts
  jobs.register('payments.orders.query', (job, signal) => {
    const { ids } = QueryInput.parse(job.input)
    return {
      methods: typed<QueryOrdersHost>({
        left: () => repository.notAskedSince({ ids, since: job.createdAt }),
        ask: async (orderId) => {
          const doer = { operatorId: '', operatorName: job.createdBy, correlationId: randomUUID(), signal }
          // Why it failed stands at the order; the others go on.
          return service.queryNow(orderId, { ...doer, doer }).then(
            () => true,
            () => false,
          )
        },
      }),
    }
  })
  jobs.register('payments.orders.export', (job) => {
    const { filter, ids } = ExportInput.parse(job.input)
    return {
      methods: typed<ExportOrdersHost>({
        head: () => Promise.resolve({ practice: practiceMark, folder: filesDir, day: dayIn(clock.instant(), zone()) ?? '', maxRows: mostExported }),
        page: async (cursor) => {
          const { rows, nextCursor } = await service.list({
            filter,
            limit: 500,
            count: false,
            ...(cursor === null ? {} : { cursor }),
            ...(ids === null ? {} : { ids }),
          })
          return { rows, nextCursor: nextCursor ?? null }
        },
        addFile: keepFile(service.parts, job),
      }),
    }
  })
}

export async function startOrderQueries(service: OrdersService, ids: string[], createdBy: string, locale: Locale, title: string): Promise<{ jobId: string }> {
  const picked = [...new Set(ids)]
  return { jobId: await service.parts.jobs.start({ kind: 'payments.orders.query', title, input: { ids: picked }, locale, createdBy, totalItems: picked.length }) }
}

export async function startOrdersExport(
  service: OrdersService,
  input: { format: 'csv' | 'xlsx'; filter: OrderFilter; ids?: string[] | undefined },
  createdBy: string,
  locale: Locale,
  title: string,
): Promise<{ jobId: string }> {
  const job = { format: input.format, filter: input.filter, ids: input.ids ?? null }
  return { jobId: await service.parts.jobs.start({ kind: 'payments.orders.export', title, input: job, locale, createdBy }) }
}
