import { z } from 'zod'
import { command } from './define'
import { ErrorEnvelope } from './error'
import { Id, Instant } from './values'

/**
 * `interrupted`: the program ended while the job ran; it can be resumed. `failed`: the job as a whole could not go on;
 * single rows that failed are counted in `failedItems` of a job that is `done`.
 */
export const JobState = z.enum([
  'queued',
  'running',
  'pausing',
  'paused',
  'cancelling',
  'cancelled',
  'interrupted',
  'done',
  'failed',
])
export type JobState = z.infer<typeof JobState>

export const JobFile = z.object({ fileId: Id, name: z.string(), bytes: z.int() })

export const Job = z.object({
  id: Id,
  kind: z.string(),
  state: JobState,
  /** What it works on, e.g. a batch id, and a name for people. */
  subjectId: z.string().optional(),
  title: z.string(),
  doneItems: z.int(),
  failedItems: z.int(),
  totalItems: z.int().optional(),
  /** What the job is at, as a text key under `jobs.notes`. */
  note: z.string().optional(),
  files: z.array(JobFile),
  error: ErrorEnvelope.optional(),
  resumable: z.boolean(),
  createdBy: z.string(),
  createdAt: Instant,
  startedAt: Instant.optional(),
  endedAt: Instant.optional(),
})
export type Job = z.infer<typeof Job>

const one = z.strictObject({ id: Id })

export const jobs = {
  list: command({
    kind: 'query',
    access: 'jobs.view',
    summary: 'Jobs, newest first; `active` keeps to those that are not over.',
    input: z.strictObject({ active: z.boolean().default(false), limit: z.int().min(1).max(200).default(50) }),
    output: z.array(Job),
  }),
  get: command({ kind: 'query', access: 'jobs.view', summary: 'One job.', input: one, output: Job }),
  pause: command({
    kind: 'effect',
    access: 'jobs.control',
    summary: 'Pause a job after the item it is at.',
    input: one,
    output: Job,
  }),
  resume: command({
    kind: 'effect',
    access: 'jobs.control',
    summary: 'Go on with a paused or interrupted job.',
    input: one,
    output: Job,
  }),
  cancel: command({
    kind: 'effect',
    access: 'jobs.control',
    summary: 'Stop a job; what is done stays done.',
    input: one,
    output: Job,
  }),
}
