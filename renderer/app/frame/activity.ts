import type { CommandOutput } from '@shared/contract'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { PayloadOf } from '@shared/contract/events'
import type { Job } from '@shared/contract/jobs'
import { usePreference } from '@renderer/ui/base/usePreference'
import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { ask, saveFile } from '../client'
import { useEvent, useGap } from '../events'
import { useSession } from '../session'

type JobFile = Job['files'][number]

/** Something a person should know of although they did not ask. */
export type Notice =
  | { id: string; kind: 'jobFailed' | 'jobInterrupted' | 'jobPartly'; at: string; job: Job }
  | { id: string; kind: 'unknown'; at: string; count: number }

const shownRecent = 8
const keptRead = 300
const over = new Set<Job['state']>(['done', 'failed', 'cancelled'])

/** Jobs and notices of the workspace, for the bar at the top. */
export const useActivity = defineStore('frame.activity', () => {
  const session = useSession()
  const workspaceId = session.session?.workspace.id ?? ''
  const jobs = shallowRef<readonly Job[]>([])
  const unknowns = shallowRef<CommandOutput<'links.unknowns'>>([])
  const error = shallowRef<ErrorEnvelope>()
  const loaded = ref(false)
  const read = usePreference<readonly string[]>(`frame.read.${workspaceId}`, [])

  const active = computed(() => jobs.value.filter((job) => !over.has(job.state)))
  const recent = computed(() => jobs.value.filter((job) => over.has(job.state)).slice(0, shownRecent))
  const notices = computed<Notice[]>(() =>
    [...jobs.value.flatMap(noticeOf), ...unknownNotice(unknowns.value)].sort((a, b) => (a.at < b.at ? 1 : -1)),
  )
  const unread = computed(() => notices.value.filter(({ id }) => !read.value.includes(id)))

  async function load(): Promise<void> {
    const [running, latest, open] = await Promise.all([
      session.can('jobs.view') ? ask('jobs.list', { active: true, limit: 200 }) : undefined,
      session.can('jobs.view') ? ask('jobs.list', { limit: 30 }) : undefined,
      session.can('links.view') ? ask('links.unknowns', {}) : undefined,
    ])
    const refused = [running, latest, open].find((answer) => answer && !answer.ok)
    error.value = refused && !refused.ok ? refused.error : undefined
    const byId = new Map<string, Job>()
    for (const answer of [running, latest]) if (answer?.ok) for (const job of answer.value) byId.set(job.id, job)
    if (running?.ok && latest?.ok) jobs.value = [...byId.values()].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
    if (open?.ok) unknowns.value = open.value
    loaded.value = true
  }

  let planned: ReturnType<typeof setTimeout> | undefined
  function plan() {
    planned ??= setTimeout(() => {
      planned = undefined
      void load()
    }, 250)
  }
  function onJob(change: PayloadOf<'jobs.changed'>) {
    const known = jobs.value.find(({ id }) => id === change.jobId)
    if (known?.state !== change.state) return plan()
    const { doneItems, failedItems, totalItems } = change
    const next: Job = { ...known, doneItems, failedItems, ...(totalItems === undefined ? {} : { totalItems }) }
    jobs.value = jobs.value.map((job) => (job === known ? next : job))
  }
  useEvent('jobs.changed', onJob)
  useEvent('links.changed', plan)
  useGap(plan)
  onScopeDispose(() => clearTimeout(planned))

  /** Pauses, resumes or cancels; the answer is shown at once, the event only confirms it. */
  async function control(id: string, verb: 'pause' | 'resume' | 'cancel'): Promise<void> {
    const answer = await ask(`jobs.${verb}`, { id })
    if (!answer.ok) {
      error.value = answer.error
      return
    }
    error.value = undefined
    jobs.value = jobs.value.map((job) => (job.id === id ? answer.value : job))
  }

  /** Saves a file that a job made. */
  async function save(file: JobFile): Promise<void> {
    const answer = await ask('files.offer', { fileId: file.fileId })
    error.value = answer.ok ? undefined : answer.error
    if (answer.ok) await saveFile(answer.value)
  }

  function markRead() {
    const fresh = unread.value.map(({ id }) => id)
    if (fresh.length > 0) read.value = [...fresh, ...read.value].slice(0, keptRead)
  }

  return { jobs, active, recent, notices, unread, error, loaded, load, control, save, markRead }
})

function noticeOf(job: Job): Notice[] {
  const at = job.endedAt ?? job.createdAt
  if (job.state === 'failed') return [{ id: `${job.id}.failed.${at}`, kind: 'jobFailed', at, job }]
  if (job.state === 'interrupted') return [{ id: `${job.id}.interrupted`, kind: 'jobInterrupted', at, job }]
  if (job.state === 'done' && job.failedItems > 0) return [{ id: `${job.id}.partly`, kind: 'jobPartly', at, job }]
  return []
}

function unknownNotice(open: CommandOutput<'links.unknowns'>): Notice[] {
  const newest = [...open].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0]
  if (!newest) return []
  return [{ id: `unknown.${newest.id}`, kind: 'unknown', at: newest.createdAt, count: open.length }]
}
