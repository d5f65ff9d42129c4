import { randomUUID } from 'node:crypto'
import { LinkFilter } from '@shared/contract/links'
import { dayIn } from '@shared/domain/days'
import { headerSignature } from '@shared/domain/cells'
import { z } from 'zod'
import { Fault } from '../../platform/errors/fault'
import { keepFile, type KeepFileParts } from '../../platform/jobs/keep-file'
import type { JobRow } from '../../platform/jobs/repository'
import type { HostFactory, JobHost, JobRunner } from '../../platform/jobs/runner'
import { faultOf, type PlainFault } from '../../platform/errors/plain-fault'
import { allowanceNotices } from './batch-allowances'
import { BatchRun } from './batch-run'
import { BatchService, batchJobs } from './batch-service'
import type { CheckBatchHost } from './jobs/check-batch'
import type { ExportBatchHost } from './jobs/export-batch'
import { type ExportLinksHost, maxRows } from './jobs/export-links'
import type { ReadBatchHost } from './jobs/read-batch'
import type { RenewLinksHost } from './jobs/renew-links'
import type { RunBatchHost } from './jobs/run-batch'
import { renewHost } from './renewal-run'
import { renewJob } from './renewal'
import type { LinksService } from './service'

export interface LinkJobParts extends KeepFileParts {
  filesDir: string
  imageWorker: string
  /** Rows of a sheet of the history, if not the usual number. */
  maxRows?: number
}

const mappingPurpose = 'links.batch'
const page = 1000

const BatchInput = z.looseObject({ batchId: z.string() })
const ExportLinksFilter = z.looseObject({ filter: LinkFilter, ids: z.array(z.string()).nullable() })

/** Says what the links feature's jobs may ask of the main thread. */
export function registerLinkJobs(jobs: JobRunner, links: LinksService, parts: LinkJobParts): void {
  const batches = new BatchService(links)
  const store = links.parts.batches
  const batchOf = (job: JobRow) => BatchInput.parse(job.input).batchId
  const typed = <H>(methods: H): JobHost['methods'] => methods as JobHost['methods']

  /** A batch goes on with its latest work only: an older check would undo what came after it. */
  const latest = { mayResume: async (job: JobRow) => (await store.get(batchOf(job))).jobId === job.id }
  const envelopeOf = (fault: PlainFault | undefined, job: JobRow) => fault && faultOf(fault).toEnvelope(job.id)

  const readHost: HostFactory = (job) => ({
    methods: typed<ReadBatchHost>({
      begin: async () => {
        await store.clearRows(batchOf(job))
        await store.setState({ id: batchOf(job), state: 'reading' })
      },
      putRows: (rows) => store.putRows({ id: batchOf(job), rows }),
      recallMapping: async (signature) => (await links.parts.apps.recallMapping(mappingPurpose, signature)) ?? null,
      finish: async (result) => {
        await store.finishReading({ id: batchOf(job), ...result })
      },
    }),
    ended: async (state, fault) => {
      const error = envelopeOf(fault, job) ?? null
      if (state === 'failed' || state === 'cancelled')
        await store.setState({ id: batchOf(job), state: 'unreadable', error })
      links.parts.changed.batch(batchOf(job))
    },
  })
  jobs.register(batchJobs.read, readHost, latest)

  const checkHost: HostFactory = (job) => ({
    methods: typed<CheckBatchHost>({
      context: async () => {
        const batch = await store.setState({ id: batchOf(job), state: 'checking' })
        await links.parts.apps.rememberMapping(mappingPurpose, headerSignature(batch.headers), batch.mapping)
        return batches.planContext(batch)
      },
      rows: async (after) =>
        (await store.rows({ batchId: batchOf(job), after, limit: page })).map(({ rowNo, cells }) => ({ rowNo, cells })),
      put: (checks) => store.putChecks({ id: batchOf(job), checks }),
    }),
    ended: async (state) => {
      if (state === 'done') await store.setAllowanceNotices({ id: batchOf(job), notices: await allowanceNotices(links, batchOf(job)) })
      await store.setState({ id: batchOf(job), state: state === 'done' ? 'checked' : 'mapping' })
      links.parts.changed.batch(batchOf(job))
    },
  })
  jobs.register(batchJobs.check, checkHost, latest)

  const runHost: HostFactory = (job) => {
    const run = new BatchRun(links, batchOf(job), job)
    return {
      methods: typed<RunBatchHost>({
        begin: () => run.begin(),
        ready: (after) => run.ready(after),
        makePlain: (rowNos) => run.makePlain(rowNos),
        makeOne: (rowNo) => run.makeOne(rowNo),
      }),
      ended: async (state, fault) => {
        const { counts } = await store.get(batchOf(job))
        const finished = state === 'done' && (counts.ready ?? 0) === 0
        const error = envelopeOf(fault, job) ?? null
        await store.setState({ id: batchOf(job), state: finished ? 'finished' : 'stopped', error })
        links.parts.changed.batch(batchOf(job))
        links.parts.changed.links(counts.done ?? 0)
      },
    }
  }
  jobs.register(batchJobs.run, runHost, latest)

  jobs.register(batchJobs.export, (job) => ({
    methods: typed<ExportBatchHost>({
      head: async () => {
        const { name, headers } = await store.get(batchOf(job))
        return {
          name,
          headers,
          practice: links.parts.practiceMark,
          folder: parts.filesDir,
          imageWorker: parts.imageWorker,
          now: links.parts.clock.instant(),
        }
      },
      rows: (after) => store.rows({ batchId: batchOf(job), after, limit: page }),
      picture: async (hash) => (await links.parts.repository.image(hash))?.bytes ?? null,
      addFile: keepFile(parts, job),
    }),
  }))

  jobs.register(renewJob, (job) => ({ methods: typed<RenewLinksHost>(renewHost(links, job)) }))

  jobs.register('links.export', (job) => {
    const { filter, ids } = ExportLinksFilter.parse(job.input)
    return {
      methods: typed<ExportLinksHost>({
        head: () => {
          const { zone } = links.parts.settings.get()
          const day = dayIn(links.parts.clock.instant(), zone) ?? ''
          return Promise.resolve({ practice: links.parts.practiceMark, folder: parts.filesDir, day, maxRows: parts.maxRows ?? maxRows })
        },
        page: async (cursor) => {
          const { rows, nextCursor } = await links.list({
            filter,
            limit: 500,
            ...(cursor === null ? {} : { cursor }),
            ...(ids === null ? {} : { ids }),
          })
          return { rows, nextCursor: nextCursor ?? null }
        },
        addFile: keepFile(parts, job),
      }),
    }
  })
}

/** Starts an export of the history. @throws Fault `links.unknownColumn` */
export async function startLinksExport(
  links: LinksService,
  input: { filter: LinkFilter; format: 'xlsx' | 'csv'; columns: string[]; ids?: string[] | undefined },
  known: readonly string[],
  doer: { operatorName: string },
  locale: 'zh-CN' | 'en',
  title: string,
): Promise<{ jobId: string }> {
  const stranger = input.columns.find((column) => !known.includes(column))
  if (stranger !== undefined) throw new Fault('links.unknownColumn', { params: { column: stranger } })
  const jobId = await links.parts.jobs.start({
    kind: 'links.export',
    title,
    input: { filter: input.filter, format: input.format, columns: input.columns, ids: input.ids ?? null, run: randomUUID() },
    locale,
    createdBy: doer.operatorName,
  })
  return { jobId }
}
