import type { GeoBatch, GeoRow, GeoRowState } from '@shared/contract/geocoding-batches'
import type { Job, JobState } from '@shared/contract/jobs'
import type { RunStep } from '@renderer/ui/pages/runSteps'
import type { Tone } from '@renderer/ui/text/tone'

const overStates: readonly JobState[] = ['cancelled', 'done', 'failed']

/** Whether a job still has something to say: it works, waits, or can go on. */
export const isOpen = (job: Pick<Job, 'state'> | undefined): boolean => job !== undefined && !overStates.includes(job.state)

/** Whether a job is at work or about to be. */
export const isWorking = (job: Pick<Job, 'state'> | undefined): boolean =>
  isOpen(job) && job?.state !== 'paused' && job?.state !== 'interrupted'

/** The step at which a batch stands; a reopened page begins there. */
export function stepOf(state: GeoBatch['state']): RunStep {
  switch (state) {
    case 'reading':
    case 'unreadable':
      return 'pick'
    case 'mapping':
      return 'map'
    case 'ready':
      return 'check'
    case 'running':
    case 'stopped':
      return 'progress'
    case 'finished':
      return 'result'
  }
}

/** In the order in which they are offered as a filter. */
export const rowStates: readonly GeoRowState[] = [
  'review',
  'accepted',
  'chosen',
  'pinned',
  'notFound',
  'badInput',
  'failed',
  'leftOut',
  'unasked',
]

export const batchTones: Record<GeoBatch['state'], Tone> = {
  reading: 'accent',
  mapping: 'info',
  ready: 'info',
  running: 'accent',
  stopped: 'attention',
  finished: 'done',
  unreadable: 'failed',
}

export const rowTones: Record<GeoRowState, Tone> = {
  unasked: 'neutral',
  accepted: 'done',
  review: 'attention',
  notFound: 'failed',
  badInput: 'failed',
  failed: 'failed',
  chosen: 'done',
  pinned: 'done',
  leftOut: 'neutral',
}

/** States from which a person decides; what is bad or failed is mended or asked again. */
export const reviewable: readonly GeoRowState[] = ['review', 'notFound', 'accepted', 'chosen', 'pinned', 'leftOut', 'failed']

export interface BatchNumbers {
  /** Rows that have a position. */
  located: number
  /** The same with those whose position waits for a person: what stands on the map. */
  placed: number
  /** Rows that wait for a person. */
  review: number
  failed: number
  left: number
  /** Rows that are through, whatever came of them. */
  settled: number
  /** Rows about which a person has decided. */
  decided: number
}

/** A batch's rows in the sums that screens speak of. */
export function numbersOf({ counts, totalRows }: Pick<GeoBatch, 'counts' | 'totalRows'>): BatchNumbers {
  const decided = counts.chosen + counts.pinned + counts.leftOut
  return {
    located: counts.accepted + counts.chosen + counts.pinned,
    placed: counts.accepted + counts.chosen + counts.pinned + counts.review,
    review: counts.review,
    failed: counts.failed,
    left: counts.unasked,
    settled: totalRows - counts.unasked,
    decided,
  }
}

/** A batch's name from its file and the day; a file that names a day already keeps its own. */
export function suggestName(fileName: string, day: string): string {
  const stem = fileName.replace(/\.[a-z0-9]{1,5}$/iu, '').trim()
  const dated = /\d{4}[-.年]?\d{1,2}[-.月]?\d{1,2}/u.test(stem)
  return (dated ? stem : `${stem} ${day}`).slice(0, 100).trim()
}

/** Today as `YYYY-MM-DD` where the person sits. */
export function localDay(now = new Date()): string {
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`
}

/** The greatest distance between two answers of a row, in metres; `undefined` where only one answered. */
export function greatestDistance(row: Pick<GeoRow, 'distances'>): number | undefined {
  return row.distances.length === 0 ? undefined : Math.max(...row.distances.map(({ metres }) => metres))
}
