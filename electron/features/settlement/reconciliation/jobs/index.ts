import type { JobDefinition } from '../../../../platform/jobs/define-job'
import { reconcile } from './reconcile'

/** Long work of reconciliation. */
export const reconciliationJobs = [reconcile] as unknown as JobDefinition<never, never>[]
export { type ReconcileHost, type RunPlan, type PlannedSide, type PlannedFile, type FinishedRun } from './reconcile-host'
export { isOwnFile, ownPackPath } from './own-pack'
