import { ask } from '@renderer/app/client'
import { useEvent, useGap } from '@renderer/app/events'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { Job } from '@shared/contract/jobs'
import { computed, type ComputedRef, type ShallowRef, shallowRef } from 'vue'

const over: readonly Job['state'][] = ['done', 'failed', 'cancelled']

export interface RenewJob {
  /** The renewal under way or just over. */
  job: ShallowRef<Job | undefined>
  error: ShallowRef<ErrorEnvelope | undefined>
  working: ComputedRef<boolean>
  follow(jobId: string): Promise<void>
  control(verb: 'pause' | 'resume' | 'cancel'): Promise<void>
  dismiss(): void
}

/** Follows the job that renews several links. */
export function useRenewJob(finished: () => void): RenewJob {
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
    finished()
  }
  async function follow(id: string): Promise<void> {
    dismiss()
    jobId = id
    await look()
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
  return { job, error, working: computed(() => job.value !== undefined && !over.includes(job.value.state)), follow, control, dismiss }
}
