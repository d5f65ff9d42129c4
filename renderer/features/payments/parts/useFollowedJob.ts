import { ask, saveFile } from '@renderer/app/client'
import { useEvent, useGap } from '@renderer/app/events'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { Job } from '@shared/contract/jobs'
import { computed, type ComputedRef, type ShallowRef, shallowRef } from 'vue'

const over: readonly Job['state'][] = ['done', 'failed', 'cancelled']

export interface FollowedJob {
  /** The job under way or just over. */
  job: ShallowRef<Job | undefined>
  error: ShallowRef<ErrorEnvelope | undefined>
  working: ComputedRef<boolean>
  /** Takes the answer of a command that started a job; a refusal is kept as the error. */
  start(answer: Answer<{ jobId: string }>): Promise<boolean>
  follow(jobId: string): Promise<void>
  /** Offers the job's files, again too. */
  save(): Promise<void>
  control(verb: 'pause' | 'resume' | 'cancel'): Promise<void>
  dismiss(): void
}

/**
 * Follows one long job of this screen.
 * @param finished runs once when it is over
 */
export function useFollowedJob(finished: (job: Job) => unknown = () => undefined): FollowedJob {
  const job = shallowRef<Job>()
  const error = shallowRef<ErrorEnvelope>()
  let jobId: string | undefined

  async function look(): Promise<void> {
    const id = jobId
    if (id === undefined) return
    const answer = await ask('jobs.get', { id })
    if (jobId !== id) return
    if (!answer.ok) {
      error.value = answer.error
      return
    }
    const wasOver = job.value?.id === id && over.includes(job.value.state)
    job.value = answer.value
    if (wasOver || !over.includes(answer.value.state)) return
    error.value = answer.value.error
    await finished(answer.value)
  }
  async function follow(id: string): Promise<void> {
    dismiss()
    jobId = id
    // A short job is over before its first event is heard.
    await look()
  }
  async function start(answer: Answer<{ jobId: string }>): Promise<boolean> {
    dismiss()
    if (answer.ok) await follow(answer.value.jobId)
    else error.value = answer.error
    return answer.ok
  }
  async function save(): Promise<void> {
    for (const { fileId } of job.value?.files ?? []) {
      const ticket = await ask('files.offer', { fileId })
      if (ticket.ok) await saveFile(ticket.value)
      else error.value = ticket.error
    }
  }
  async function control(verb: 'pause' | 'resume' | 'cancel'): Promise<void> {
    if (jobId === undefined) return
    const answer = await ask(`jobs.${verb}`, { id: jobId })
    if (!answer.ok) error.value = answer.error
    await look()
  }
  function dismiss(): void {
    jobId = undefined
    job.value = undefined
    error.value = undefined
  }

  useEvent('jobs.changed', (event) => {
    if (event.jobId === jobId) void look()
  })
  useGap(() => void look())
  return {
    job,
    error,
    working: computed(() => job.value !== undefined && !over.includes(job.value.state)),
    start,
    follow,
    save,
    control,
    dismiss,
  }
}
