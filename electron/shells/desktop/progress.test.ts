import type { JobState } from '@shared/contract/jobs'
import { expect, it } from 'vitest'
import { JobsBar } from './progress'

const shown: { value: number; mode: string }[] = []
const bar = new JobsBar((next) => shown.push(next))
const tell = (jobId: string, state: JobState, doneItems: number, totalItems?: number) =>
  bar.hear({
    type: 'event',
    event: {
      seq: 1,
      topic: 'jobs.changed',
      payload: { jobId, kind: 'k', state, doneItems, failedItems: 0, ...(totalItems === undefined ? {} : { totalItems }) },
    },
  })
const last = () => shown.at(-1)

it('adds up all jobs, says when they are paused or endless, and goes when they are over', () => {
  tell('a', 'running', 25, 100)
  expect(last()).toEqual({ value: 0.25, mode: 'normal' })
  tell('b', 'running', 75, 100)
  expect(last()).toEqual({ value: 0.5, mode: 'normal' })
  tell('b', 'done', 100, 100)
  tell('a', 'paused', 30, 100)
  expect(last()).toEqual({ value: 0.3, mode: 'paused' })
  tell('c', 'running', 0)
  expect(last()?.mode).toBe('indeterminate')
  tell('c', 'failed', 0)
  tell('a', 'cancelled', 30, 100)
  expect(last()).toEqual({ value: -1, mode: 'none' })
})

it('is drawn only when it changes, and forgets after a gap', () => {
  tell('a', 'running', 500, 1000)
  const drawn = shown.length
  tell('a', 'running', 501, 1000)
  bar.hear({ type: 'hello', run: 'r', seq: 1, contractHash: 'h' })
  expect(shown).toHaveLength(drawn)
  bar.hear({ type: 'gap' })
  expect(last()).toEqual({ value: -1, mode: 'none' })
})
