import type { Job, JobState } from '@shared/contract/jobs'
import type { Batch, BatchRow, BatchRowState } from '@shared/contract/link-batches'
import type { RunStep } from '@renderer/ui/pages/runSteps'
import type { Tone } from '@renderer/ui/text/tone'

const overStates: readonly JobState[] = ['cancelled', 'done', 'failed']

/** Whether a job still has something to say: it works, waits, or can go on. */
export function isOpen(job: Pick<Job, 'state'> | undefined): boolean {
  return job !== undefined && !overStates.includes(job.state)
}

/** Whether a job is at work or about to be. */
export function isWorking(job: Pick<Job, 'state'> | undefined): boolean {
  return isOpen(job) && job?.state !== 'paused' && job?.state !== 'interrupted'
}

/** The step at which a batch stands; a reopened page begins there. */
export function stepOf(state: Batch['state']): RunStep {
  switch (state) {
    case 'reading':
    case 'unreadable':
      return 'pick'
    case 'mapping':
      return 'map'
    case 'checking':
    case 'checked':
      return 'check'
    case 'running':
    case 'stopped':
      return 'progress'
    case 'finished':
      return 'result'
  }
}

export interface BatchNumbers {
  done: number
  failed: number
  unknown: number
  ready: number
  bad: number
  leftOut: number
  /** Rows whose call is out at this moment. */
  calling: number
  unchecked: number
  /** Rows that this batch makes links for: done, refused, unknown, in flight and still to come. */
  toMake: number
  /** Of those, the ones still to come. */
  left: number
}

/** A batch's rows by state, and the sums that screens speak of. */
export function numbersOf({ counts }: Pick<Batch, 'counts'>): BatchNumbers {
  const of = (state: BatchRowState) => counts[state]
  const left = of('ready') + of('calling')
  return {
    done: of('done'),
    failed: of('failed'),
    unknown: of('unknown'),
    ready: of('ready'),
    bad: of('bad'),
    leftOut: of('leftOut'),
    calling: of('calling'),
    unchecked: of('unchecked'),
    toMake: left + of('done') + of('failed') + of('unknown'),
    left,
  }
}

export const batchTones: Record<Batch['state'], Tone> = {
  reading: 'accent',
  mapping: 'info',
  checking: 'accent',
  checked: 'info',
  running: 'accent',
  stopped: 'attention',
  finished: 'done',
  unreadable: 'failed',
}

export const rowTones: Record<BatchRowState, Tone> = {
  unchecked: 'neutral',
  bad: 'failed',
  ready: 'info',
  leftOut: 'neutral',
  calling: 'accent',
  done: 'done',
  failed: 'failed',
  unknown: 'attention',
}

/** States in which a row's cells may still be mended: it has no link and no call is out for it. */
export const mendable: readonly BatchRowState[] = ['bad', 'ready', 'failed']

/** A batch's name from its file and the day: `双十一短信 2026-11-22`; a file that names a day already keeps its own. */
export function suggestName(fileName: string, day: string): string {
  const stem = fileName.replace(/\.[a-z0-9]{1,5}$/iu, '').trim()
  const dated = /\d{4}[-.年]?\d{1,2}[-.月]?\d{1,2}/u.test(stem)
  return (dated ? stem : `${stem} ${day}`).slice(0, 100).trim()
}

/** The column in which a mistake about a link's field can be mended; `undefined` where the value came from elsewhere. */
export function columnOf(field: string, batch: Pick<Batch, 'headers' | 'mapping'>): number | undefined {
  const key = field === 'expiry' ? 'expiryDays' : field
  const header = batch.mapping[key]
  const at = header === undefined ? -1 : batch.headers.indexOf(header)
  return at < 0 ? undefined : at
}

/** The first column with a mistake of this row, where the cursor goes to mend it. */
export function firstMistake(row: BatchRow, batch: Pick<Batch, 'headers' | 'mapping'>): number {
  for (const { field, severity } of row.issues) {
    const at = severity === 'error' ? columnOf(field, batch) : undefined
    if (at !== undefined) return at
  }
  return 0
}

/** Today as `YYYY-MM-DD` where the person sits. */
export function localDay(now = new Date()): string {
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`
}
