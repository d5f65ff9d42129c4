import type { BackupStatus } from '@shared/contract/backups'
import { expect, it } from 'vitest'
import { ManualClock } from '../../platform/clock/clock'
import { backupTodos } from './todos'

const plan = { folder: '/backup', everyHours: 24 }
const good = { at: '2026-11-21T06:00:00.000Z', name: 'x.mdbackup', bytes: 1 }
const bad = { at: '2026-11-22T05:00:00.000Z', code: 'backup.folderMissing', params: { folder: '/backup' } }

async function told(status: Partial<BackupStatus>, practice = false, at = '2026-11-22T06:14:59.999Z') {
  const clock = new ManualClock(at)
  const [source] = backupTodos({ clock, practice, status: async () => ({ plan, files: [], ...status }) })
  return (await source?.load())?.map(({ kind, since }) => [kind, since])
}

it('a backup is told when it failed, was never made, or is overdue by a quarter of an hour', async () => {
  expect(await told({ lastSuccess: good, lastFailure: bad })).toEqual([['backups.failed', bad.at]])
  expect(await told({ lastSuccess: { ...good, at: '2026-11-22T05:00:00.001Z' }, lastFailure: bad, nextAt: '2026-11-23T05:00:00.000Z' })).toEqual([])
  expect(await told({})).toEqual([['backups.never', undefined]])
  expect(await told({ plan: { everyHours: 24 } })).toEqual([['backups.never', undefined]])
  const due = { lastSuccess: good, nextAt: '2026-11-22T06:00:00.000Z' }
  expect(await told(due)).toEqual([])
  expect(await told(due, false, '2026-11-22T06:15:00.001Z')).toEqual([['backups.late', '2026-11-22T06:00:00.000Z']])
  // A folder that was taken away on purpose is no delay.
  expect(await told({ plan: { everyHours: 24 }, lastSuccess: good }, false, '2026-12-22T06:15:00.001Z')).toEqual([])
})

it('practice needs none', async () => {
  expect(await told({ lastFailure: bad }, true)).toEqual([])
})
