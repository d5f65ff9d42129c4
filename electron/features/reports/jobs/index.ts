import type { JobDefinition } from '../../../platform/jobs/define-job'
import { makeReport } from './make-report'

/** The library's kinds of long work, as the job threads know them. */
export const reportJobs = [makeReport] as unknown as JobDefinition<never, never>[]
