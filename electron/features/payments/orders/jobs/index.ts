import type { JobDefinition } from '../../../../platform/jobs/define-job'
import { exportOrders } from './export-orders'
import { queryOrders } from './query-orders'

/** What runs in a job thread for orders. */
export const orderJobs: readonly JobDefinition<never, never>[] = [queryOrders, exportOrders]
