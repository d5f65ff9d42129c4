import { stat } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { RefundFilter } from '@shared/contract/payment-refunds'
import { dayIn } from '@shared/domain/days'
import { z } from 'zod'
import type { Clock } from '../../../platform/clock/clock'
import type { jobsRepository, JobRow } from '../../../platform/jobs/repository'
import type { JobHost, JobRunner } from '../../../platform/jobs/runner'
import type { RepositoryClient } from '../../../platform/store/repository'
import { textFor } from '../../../platform/texts/texts'
import { exportRefundsKind, type ExportRefundsHost } from './jobs/export-refunds'
import type { RefundDoer, RefundsService } from './service'

export interface RefundExportParts {
  refunds: RefundsService
  jobs: JobRunner
  jobRows: RepositoryClient<typeof jobsRepository>
  clock: Clock
  zone: () => string
  filesDir: string
  isPractice: boolean
  addFile: (file: { path: string; name: string; bytes: number }) => Promise<{ fileId: string; name: string; bytes: number }>
}

const Stored = z.looseObject({
  filter: RefundFilter,
  doer: z.object({ operatorId: z.string(), operatorName: z.string(), correlationId: z.string(), permissions: z.array(z.string()) }),
})
const page = 500

/** The refunds of a filter as a sheet, as a job. */
export class RefundExport {
  readonly #parts: RefundExportParts

  constructor(parts: RefundExportParts) {
    this.#parts = parts
    parts.jobs.register(exportRefundsKind, (job) => ({ methods: this.#host(job) as unknown as JobHost['methods'] }))
  }

  async begin(
    input: { format: 'csv' | 'xlsx'; filter: RefundFilter },
    { operatorId, operatorName, correlationId, permissions }: RefundDoer,
    locale: 'zh-CN' | 'en',
  ): Promise<{ jobId: string }> {
    const doer = { operatorId, operatorName, correlationId, permissions: [...permissions] }
    const jobId = await this.#parts.jobs.start({
      kind: exportRefundsKind,
      title: textFor(locale, 'payments.refundExport.title'),
      input: { ...input, doer, run: randomUUID() },
      locale,
      createdBy: operatorName,
    })
    return { jobId }
  }

  #host(job: JobRow): ExportRefundsHost {
    const { refunds, clock, zone, filesDir, isPractice, addFile, jobRows } = this.#parts
    const { filter, doer } = Stored.parse(job.input)
    return {
      head: () => Promise.resolve({ practice: isPractice, folder: filesDir, day: dayIn(clock.instant(), zone()) ?? '' }),
      page: async (cursor) => {
        const { rows, nextCursor } = await refunds.list(
          { filter, limit: page, count: false, ...(cursor === null ? {} : { cursor }) },
          { ...doer, permissions: doer.permissions as RefundDoer['permissions'] },
        )
        return { rows, nextCursor: nextCursor ?? null }
      },
      addFile: async (file) => {
        const { size } = await stat(file.path)
        const kept = await addFile({ ...file, bytes: size })
        const others = ((await jobRows.get(job.id))?.files ?? []).filter(({ name }) => name !== kept.name)
        await jobRows.patch({ id: job.id, patch: { files: [...others, kept] } })
      },
    }
  }
}
