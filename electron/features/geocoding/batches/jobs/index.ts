import type { JobDefinition } from '../../../../platform/jobs/define-job'
import { exportBatch } from './export-batch'
import { planBatch } from './plan-batch'
import { readBatch } from './read-batch'
import { runBatch } from './run-batch'

/** The kinds of long work of batches of addresses, as the job threads know them. */
export const geoBatchJobs = [readBatch, planBatch, runBatch, exportBatch] as unknown as JobDefinition<never, never>[]
