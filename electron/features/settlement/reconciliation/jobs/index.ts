import { reconcile } from './reconcile'

/** Long work of reconciliation. */
export const reconciliationJobs = [reconcile]
export { type ReconcileHost, type RunPlan, type PlannedSide, type PlannedFile, type FinishedRun } from './reconcile-host'
export { isOwnFile, ownPackPath } from './own-pack'
