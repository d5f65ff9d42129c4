import type { Clock } from '../../platform/clock/clock'
import type { JobRow } from '../../platform/jobs/repository'
import type { TodoSource } from '../today'

const lookedBackDays = 7
/** A failed backup is told by the backups themselves, with what to do. */
const toldElsewhere: readonly string[] = ['backups.make']

/** Jobs of the last week that failed or were interrupted, unless the same work was done since. */
export function jobTodos(parts: { clock: Clock; list: () => Promise<readonly JobRow[]> }): TodoSource[] {
  return [
    {
      id: 'jobs.failed',
      kinds: ['jobs.failed'],
      permission: 'jobs.view',
      topics: ['jobs.changed'],
      load: async () => {
        const from = new Date(parts.clock.now().getTime() - lookedBackDays * 86_400_000).toISOString()
        const open = stillOpen(await parts.list(), from)
        const since = open.map((job) => job.endedAt ?? job.createdAt).sort()[0]
        if (since === undefined) return []
        return [
          {
            id: 'jobs.failed',
            kind: 'jobs.failed',
            tone: 'failed',
            title: { key: 'today.todos.jobsFailed', params: { count: open.length } },
            detail: { key: 'today.todos.names', params: { names: open.slice(0, 3).map(({ title }) => title).join(' · ') } },
            since,
            count: open.length,
            action: { key: 'today.todos.toJobs', to: '/jobs' },
          },
        ]
      },
    },
  ]
}

/** @param jobs newest first */
function stillOpen(jobs: readonly JobRow[], from: string): JobRow[] {
  const over = new Set<string>()
  return jobs.filter((job) => {
    if (toldElsewhere.includes(job.kind) || job.createdAt < from) return false
    const work = `${job.kind} ${job.subjectId ?? job.id}`
    if (over.has(work)) return false
    // A later attempt at the same work speaks for all earlier ones.
    over.add(work)
    return job.state === 'failed' || job.state === 'interrupted'
  })
}
