import { ask, saveFile } from '@renderer/app/client'
import { useEvent, useGap } from '@renderer/app/events'
import type { CommandInput } from '@shared/contract'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { Job } from '@shared/contract/jobs'
import { type ShallowRef, shallowRef } from 'vue'
import { useLinks } from '../store'

const over: readonly Job['state'][] = ['done', 'failed', 'cancelled']

export interface LinkExport {
  /** The export under way or just over. */
  job: ShallowRef<Job | undefined>
  error: ShallowRef<ErrorEnvelope | undefined>
  start(input: CommandInput<'links.export'>): Promise<void>
  /** Offers the files again, after a refused or cancelled save. */
  save(): Promise<void>
  cancel(): Promise<void>
  dismiss(): void
}

/** Starts an export of the history, follows its job, and hands the file over when it is there. */
export function useLinkExport(): LinkExport {
  const links = useLinks()
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
    const saved = job.value?.id === id && over.includes(job.value.state)
    job.value = answer.value
    if (saved || !over.includes(answer.value.state)) return
    error.value = answer.value.error
    if (answer.value.state === 'done') await save()
  }
  async function save(): Promise<void> {
    for (const { fileId } of job.value?.files ?? []) {
      const ticket = await ask('files.offer', { fileId })
      if (ticket.ok) await saveFile(ticket.value)
      else error.value = ticket.error
    }
  }
  async function start(input: CommandInput<'links.export'>): Promise<void> {
    dismiss()
    const answer = await links.exportLinks(input)
    if (!answer.ok) {
      error.value = answer.error
      return
    }
    jobId = answer.value.jobId
    // A short export is over before its first event is heard.
    await look()
  }
  async function cancel(): Promise<void> {
    if (jobId === undefined) return
    const answer = await ask('jobs.cancel', { id: jobId })
    if (!answer.ok) error.value = answer.error
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
  return { job, error, start, save, cancel, dismiss }
}
