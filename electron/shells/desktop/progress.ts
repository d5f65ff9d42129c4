import type { StreamMessage } from '@shared/contract/events'
import { topics } from '@shared/contract/events'
import type { JobState } from '@shared/contract/jobs'
import type { ProgressBarOptions } from 'electron'

type Bar = { value: number; mode: ProgressBarOptions['mode'] }

interface Going {
  done: number
  total: number | undefined
  paused: boolean
}

const goingStates: ReadonlySet<JobState> = new Set(['queued', 'running', 'pausing', 'paused', 'cancelling'])
const noBar: Bar = { value: -1, mode: 'none' }
/** Above 1 the bar runs without an end. */
const endless: Bar = { value: 2, mode: 'indeterminate' }

/** The bar on the task bar: how far all jobs together are. */
export class JobsBar {
  readonly #jobs = new Map<string, Going>()
  readonly #show: (bar: Bar) => void
  #shown = noBar

  constructor(show: (bar: Bar) => void) {
    this.#show = show
  }

  /** Takes a message of the event stream; only those about jobs count. */
  hear(message: StreamMessage): void {
    if (message.type === 'gap') return this.#take(undefined)
    if (message.type !== 'event' || message.event.topic !== 'jobs.changed') return
    const job = topics['jobs.changed'].safeParse(message.event.payload).data
    if (!job) return
    if (goingStates.has(job.state))
      this.#jobs.set(job.jobId, {
        done: job.doneItems + job.failedItems,
        total: job.totalItems,
        paused: job.state === 'paused' || job.state === 'pausing',
      })
    else this.#jobs.delete(job.jobId)
    this.#take(this.#jobs)
  }

  #take(jobs: ReadonlyMap<string, Going> | undefined): void {
    if (!jobs) this.#jobs.clear()
    const bar = barOf([...this.#jobs.values()])
    if (bar.value === this.#shown.value && bar.mode === this.#shown.mode) return
    this.#shown = bar
    this.#show(bar)
  }
}

function barOf(jobs: readonly Going[]): Bar {
  if (jobs.length === 0) return noBar
  const total = jobs.reduce((sum, job) => sum + (job.total ?? Number.NaN), 0)
  if (!(total > 0)) return endless
  const done = jobs.reduce((sum, job) => sum + job.done, 0)
  const value = Math.min(1, Math.round((done / total) * 100) / 100)
  return { value, mode: jobs.every(({ paused }) => paused) ? 'paused' : 'normal' }
}
