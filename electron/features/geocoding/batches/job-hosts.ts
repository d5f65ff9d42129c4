import { headerSignature } from '@shared/domain/cells'
import { z } from 'zod'
import { Fault } from '../../../platform/errors/fault'
import { faultOf, type PlainFault } from '../../../platform/errors/plain-fault'
import { keepFile } from '../../../platform/jobs/keep-file'
import type { JobRow } from '../../../platform/jobs/repository'
import type { HostFactory, JobHost } from '../../../platform/jobs/runner'
import type { ExportBatchHost } from './jobs/export-batch'
import type { PlanBatchHost } from './jobs/plan-batch'
import type { ReadBatchHost } from './jobs/read-batch'
import type { RunBatchHost } from './jobs/run-batch'
import type { BatchesRoomParts } from './parts'
import { Questions } from './question'
import { BatchRun } from './run'
import { geoBatchJobNames } from './service'

const mappingPurpose = 'geocoding.batch'
const page = 1000
const exportPage = 500

const BatchInput = z.looseObject({ batchId: z.string() })
const PlanInput = z.looseObject({ keepAnswers: z.boolean() })

const batchOf = (job: JobRow): string => BatchInput.parse(job.input).batchId
const typed = <H>(methods: H): JobHost['methods'] => methods as JobHost['methods']
const envelopeOf = (fault: PlainFault | undefined, job: JobRow) => (fault ? faultOf(fault).toEnvelope(job.id) : null)

/** Says what the jobs of batches may ask of the main thread. */
export function registerGeoBatchJobs(parts: BatchesRoomParts): void {
  const { jobs, rows } = parts
  /** A batch goes on with its latest work only: an older plan would undo what came after it. */
  const latest = {
    mayResume: async (job: JobRow) => {
      try {
        return (await rows.get(batchOf(job))).jobId === job.id
      } catch (cause) {
        if (cause instanceof Fault && cause.code === 'geocoding.batchNotFound') return false
        throw cause
      }
    },
  }
  jobs.register(geoBatchJobNames.read, readHost(parts), latest)
  jobs.register(geoBatchJobNames.plan, planHost(parts), latest)
  jobs.register(geoBatchJobNames.run, runHost(parts), latest)
  jobs.register(geoBatchJobNames.export, exportHost(parts))
}

function readHost({ rows, apps, changed }: BatchesRoomParts): HostFactory {
  return (job) => {
    const id = batchOf(job)
    return {
      methods: typed<ReadBatchHost>({
        begin: async () => {
          await rows.clearRows(id)
          await rows.setState({ id, state: 'reading' })
        },
        putRows: (some) => rows.putRows({ id, rows: some }),
        recallMapping: async (signature) => (await apps.recallMapping(mappingPurpose, signature)) ?? null,
        finish: (result) => rows.finishReading({ id, ...result }),
      }),
      ended: async (state, fault) => {
        if (state === 'failed' || state === 'cancelled')
          await rows.setState({ id, state: 'unreadable', error: envelopeOf(fault, job) })
        changed.batch(id)
      },
    }
  }
}

function planHost({ rows, apps, asking, changed }: BatchesRoomParts): HostFactory {
  return (job) => {
    const id = batchOf(job)
    const { keepAnswers } = PlanInput.parse(job.input)
    const questions = new Questions(asking)
    let fresh = false
    return {
      methods: typed<PlanBatchHost>({
        rules: async () => {
          const { headers, mapping, plan, name } = await rows.get(id)
          if (!plan) throw new Fault('geocoding.batchUnplanned', { params: { name } })
          fresh = plan.fresh
          await apps.rememberMapping(mappingPurpose, headerSignature(headers), mapping)
          return { headers, mapping, plan }
        },
        cells: (after) => rows.cells({ id, after, limit: page }),
        put: (some) => rows.putPlans({ id, rows: some.map((row) => questions.planned(row)), keepAnswers, fresh }),
        finish: () => rows.finishPlan(id),
      }),
      ended: async (state, fault) => {
        if (state !== 'done') await rows.setState({ id, state: 'mapping', error: envelopeOf(fault, job) })
        changed.batch(id)
      },
    }
  }
}

function runHost(parts: BatchesRoomParts): HostFactory {
  const { rows, changed } = parts
  return (job) => {
    const id = batchOf(job)
    const run = new BatchRun(parts, id, job)
    return {
      methods: typed<RunBatchHost>({
        begin: () => run.begin(),
        left: () => run.left(),
        unasked: (after) => run.unasked(after),
        fromKept: (items) => run.fromKept(items),
        ask: (item) => run.ask(item),
        leaveSoon: () => Promise.resolve(run.leaveSoon()),
        flush: () => run.flush(),
      }),
      ended: async (state, fault) => {
        run.ended()
        // What was asked is paid for, also where the job broke off.
        await run.flush()
        const finished = (await run.left()) === 0
        // Given up by hand: it does not go on by itself.
        const stop = finished || state === 'cancelled' ? null : (run.stop ?? null)
        const error = envelopeOf(fault, job)
        await rows.setState({ id, state: finished ? 'finished' : 'stopped', stop, error })
        changed.batch(id)
      },
    }
  }
}

function exportHost(parts: BatchesRoomParts): HostFactory {
  const { rows, filesDir, isPractice } = parts
  return (job) => {
    const id = batchOf(job)
    return {
      methods: typed<ExportBatchHost>({
        head: async () => {
          const { name, headers, counts } = await rows.get(id)
          const ends = await rows.firstEnd(id)
          const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
          return { name, headers, practice: isPractice, folder: filesDir, rows: total, ends }
        },
        rows: (after) => rows.exportRows({ id, after, limit: exportPage }),
        addFile: keepFile(parts, job),
      }),
    }
  }
}
