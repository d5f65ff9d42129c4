import { ask, saveFile } from '@renderer/app/client'
import { useSession } from '@renderer/app/session'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { PayloadOf } from '@shared/contract/events'
import type { Job } from '@shared/contract/jobs'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { type JobAction, withChange } from './job-rules'

/** Newest jobs that the list holds: as many as the contract gives. */
export const jobsLimit = 200
const readAgainAfterMs = 200

/** The jobs of the workspace. */
export const useJobs = defineStore('jobs', () => {
  const session = useSession()
  const jobs = shallowRef<readonly Job[]>([])
  const loading = ref(false)
  const error = shallowRef<ErrorEnvelope>()
  /** Of the last pause, resume, cancel or save. */
  const actionError = shallowRef<ErrorEnvelope>()
  let workspace: string | undefined
  let planned: ReturnType<typeof setTimeout> | undefined
  let asked = 0

  async function load(): Promise<void> {
    const now = session.session?.workspace.id
    if (workspace !== now) jobs.value = []
    workspace = now
    const mine = ++asked
    loading.value = true
    const answer = await ask('jobs.list', { limit: jobsLimit })
    if (mine !== asked) return
    loading.value = false
    error.value = answer.ok ? undefined : answer.error
    if (answer.ok) jobs.value = answer.value
  }

  /** Reads the list again soon; many events lead to one reading. */
  function loadSoon(): void {
    planned ??= setTimeout(() => {
      planned = undefined
      void load()
    }, readAgainAfterMs)
  }

  function take(change: PayloadOf<'jobs.changed'>): void {
    const next = withChange(jobs.value, change)
    jobs.value = next.jobs
    if (next.readAgain) loadSoon()
  }

  async function control(id: string, action: JobAction): Promise<void> {
    const answer = await ask(`jobs.${action}`, { id })
    actionError.value = answer.ok ? undefined : answer.error
    if (answer.ok) jobs.value = jobs.value.map((job) => (job.id === id ? answer.value : job))
  }

  /** Hands a job's file over to the person. */
  async function save(fileId: string): Promise<void> {
    const ticket = await ask('files.offer', { fileId })
    actionError.value = ticket.ok ? undefined : ticket.error
    if (ticket.ok) await saveFile(ticket.value)
  }

  return { jobs, loading, error, actionError, load, loadSoon, take, control, save }
})
