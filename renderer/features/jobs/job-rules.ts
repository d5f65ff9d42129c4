import type { Tone } from '@renderer/ui/text/tone'
import type { PayloadOf } from '@shared/contract/events'
import type { Job, JobState } from '@shared/contract/jobs'

export type JobAction = 'pause' | 'resume' | 'cancel'

/** A backup is written in one go: stopped in the middle it is no backup, so it can only be cancelled. */
const unpausable: readonly string[] = ['backups.make']

export const jobTones: Record<JobState, Tone> = {
  queued: 'info',
  running: 'accent',
  pausing: 'info',
  paused: 'attention',
  cancelling: 'info',
  cancelled: 'neutral',
  interrupted: 'attention',
  done: 'done',
  failed: 'failed',
}

/** What can be done to a job in its present state. */
export function actionsOf(job: Pick<Job, 'kind' | 'state' | 'resumable'>): JobAction[] {
  const { kind, state, resumable } = job
  const pausable = (state === 'running' || state === 'queued') && !unpausable.includes(kind)
  const cancellable = ['running', 'queued', 'pausing', 'paused', 'interrupted'].includes(state)
  return [
    ...(pausable ? (['pause'] as const) : []),
    ...(resumable ? (['resume'] as const) : []),
    ...(cancellable ? (['cancel'] as const) : []),
  ]
}

/** Share of the items that are through, 0 to 100 and rounded down: 100 is said only when all are; unknown without a total. */
export function percentOf(job: Pick<Job, 'state' | 'doneItems' | 'failedItems' | 'totalItems'>): number | undefined {
  const { state, doneItems, failedItems, totalItems } = job
  if (totalItems === undefined || totalItems === 0) return state === 'done' ? 100 : undefined
  return Math.min(100, Math.floor(((doneItems + failedItems) / totalItems) * 100))
}

/** The screen on which a job's work is looked at; `name` is its text key under `jobs.places`. */
export interface JobPlace {
  name: 'batch' | 'links' | 'backups'
  to: string
}

/** Where a job's work is looked at; a kind that another version made leads nowhere. */
export function placeOf(job: Pick<Job, 'kind' | 'subjectId'>): JobPlace | undefined {
  if (job.kind.startsWith('links.batch.') && job.subjectId !== undefined)
    return { name: 'batch', to: `/links/batches/${job.subjectId}` }
  if (job.kind === 'links.export') return { name: 'links', to: '/links' }
  return job.kind === 'backups.make' ? { name: 'backups', to: '/settings/backups' } : undefined
}

/**
 * The list after an event. Counts are taken from it at once; a new job or another state has more to tell than the event
 * carries (files, error, times), so the list must be read again.
 */
export function withChange(
  jobs: readonly Job[],
  change: PayloadOf<'jobs.changed'>,
): { jobs: readonly Job[]; readAgain: boolean } {
  const known = jobs.find(({ id }) => id === change.jobId)
  if (!known) return { jobs, readAgain: true }
  const { state, doneItems, failedItems, totalItems } = change
  const next: Job = { ...known, state, doneItems, failedItems, ...(totalItems === undefined ? {} : { totalItems }) }
  // What may be done next follows from the new state; only the program says it.
  if (state !== known.state) next.resumable = false
  return { jobs: jobs.map((job) => (job === known ? next : job)), readAgain: state !== known.state }
}
