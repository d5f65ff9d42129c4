import type { JobDefinition } from '../../../platform/jobs/define-job'
import { checkBatch } from './check-batch'
import { exportBatch } from './export-batch'
import { exportLinks } from './export-links'
import { readBatch } from './read-batch'
import { renewLinks } from './renew-links'
import { runBatch } from './run-batch'

/** The links feature's kinds of long work, as the job threads know them. */
export const linkJobs = [readBatch, checkBatch, runBatch, exportBatch, exportLinks, renewLinks] as unknown as JobDefinition<
  never,
  never
>[]
