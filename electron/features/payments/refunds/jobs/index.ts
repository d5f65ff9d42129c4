import type { JobDefinition } from '../../../../platform/jobs/define-job'
import { exportRefunds } from './export-refunds'

/** The refunds room's kinds of long work, as the job threads know them. */
export const refundJobs = [exportRefunds] as unknown as JobDefinition<never, never>[]
