import type { JobDefinition } from '../../../../platform/jobs/define-job'
import { computeFees } from './compute-fees'

/** The service fee's kinds of long work, as the job threads know them. */
export const feeJobs = [computeFees] as unknown as JobDefinition<never, never>[]
