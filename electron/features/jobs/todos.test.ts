import { expect, it } from 'vitest'
import { ManualClock } from '../../platform/clock/clock'
import type { JobRow } from '../../platform/jobs/repository'
import { jobTodos } from './todos'

const job = (state: JobRow['state'], change: Partial<JobRow> = {}): JobRow => ({
  id: `${state}-${change.createdAt ?? ''}-${change.subjectId ?? ''}`, kind: 'links.export', state, subjectId: null, title: `任务 ${state}`, input: {}, locale: 'zh-CN',
  doneItems: 0, failedItems: 0, totalItems: null, note: null, files: [], error: null, createdBy: 'x', createdAt: '2026-11-22T05:00:00.000Z', startedAt: null, endedAt: null, ...change,
})

async function told(jobs: JobRow[]) {
  const [source] = jobTodos({ clock: new ManualClock('2026-11-22T06:05:00.000Z'), list: async () => jobs })
  return source?.load()
}

it('failed and interrupted jobs of the last week are told as one thing', async () => {
  expect(await told([job('done'), job('running'), job('cancelled'), job('paused')])).toEqual([])
  const failed = job('failed', { endedAt: '2026-11-22T05:30:00.000Z' })
  expect(await told([job('interrupted'), failed, job('failed', { createdAt: '2026-11-14T05:00:00.000Z' })])).toMatchObject([
    { kind: 'jobs.failed', tone: 'failed', count: 2, since: '2026-11-22T05:00:00.000Z', detail: { params: { names: '任务 interrupted · 任务 failed' } } },
  ])
})

it('what was done since is not told, nor what the backups tell themselves', async () => {
  const batch = { kind: 'links.batch.run', subjectId: 'b1' }
  expect(await told([job('done', { ...batch, createdAt: '2026-11-22T05:10:00.000Z' }), job('failed', batch)])).toEqual([])
  expect(await told([job('failed', { ...batch, createdAt: '2026-11-22T05:10:00.000Z' }), job('done', batch)])).toHaveLength(1)
  expect(await told([job('failed', { kind: 'backups.make' })])).toEqual([])
})
