import { Verdict } from '@shared/contract/identity-values'
import { dayIn } from '@shared/domain/days'
import { z } from 'zod'
import { keepFile } from '../../platform/jobs/keep-file'
import type { JobHost } from '../../platform/jobs/runner'
import type { ExportRecordsHost } from './jobs/export-records'
import type { IdentityDesk } from './parts'
import { listRecords, type ListFilter } from './records'

const ExportInput = z.looseObject({ appId: z.string().nullable(), verdicts: z.array(Verdict).nullable() })
const typed = <H>(methods: H): JobHost['methods'] => methods as JobHost['methods']

/** Says what the export may ask of the main thread. */
export function registerIdentityJobs(desk: IdentityDesk): void {
  const { jobs, clock, settings, filesDir, isPractice } = desk
  jobs.register('identity.export', (job) => {
    const { appId, verdicts } = ExportInput.parse(job.input)
    const filter: ListFilter = { ...(appId === null ? {} : { appId }), ...(verdicts === null ? {} : { verdicts }) }
    return {
      methods: typed<ExportRecordsHost>({
        head: () => Promise.resolve({ practice: isPractice, folder: filesDir, day: dayIn(clock.instant(), settings.get().zone) ?? '' }),
        page: async (cursor, locale) => {
          const { rows, nextCursor } = await listRecords(desk, { ...filter, limit: 500, ...(cursor === null ? {} : { cursor }) }, locale)
          return { rows, nextCursor: nextCursor ?? null }
        },
        addFile: keepFile(desk, job),
      }),
    }
  })
}

export async function startExport(
  desk: IdentityDesk,
  input: { format: 'csv' | 'xlsx' } & ListFilter,
  job: { createdBy: string; locale: 'zh-CN' | 'en'; title: string },
): Promise<{ jobId: string }> {
  const kept = { format: input.format, appId: input.appId ?? null, verdicts: input.verdicts ?? null }
  return { jobId: await desk.jobs.start({ kind: 'identity.export', input: kept, ...job }) }
}
