import type { JobDefinition } from '../../../platform/jobs/define-job'
import { exportRecords } from './export-records'

/** What runs in a job thread for verifications. */
export const identityJobs: readonly JobDefinition<never, never>[] = [exportRecords]
