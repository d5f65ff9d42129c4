import { ask } from '@renderer/app/client'
import { useSession } from '@renderer/app/session'
import type { BackupPlan, BackupStatus } from '@shared/contract/backups'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { Job } from '@shared/contract/jobs'
import type { VaultSlot } from '@shared/contract/vault'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

export const backupKind = 'backups.make'
const over: readonly Job['state'][] = ['done', 'failed', 'cancelled']

/** The backups of the workspace, and the one that is being made. */
export const useBackups = defineStore('backups', () => {
  const session = useSession()
  const status = shallowRef<BackupStatus>()
  const slots = shallowRef<readonly VaultSlot[]>()
  const job = shallowRef<Job>()
  const error = shallowRef<ErrorEnvelope>()
  /** Of the last "back up now" or cancel. */
  const runError = shallowRef<ErrorEnvelope>()
  const starting = ref(false)
  let workspace: string | undefined

  const running = computed(() => job.value !== undefined && !over.includes(job.value.state))

  async function load(): Promise<void> {
    const now = session.session?.workspace.id
    if (workspace !== now) {
      status.value = undefined
      slots.value = undefined
      job.value = undefined
      runError.value = undefined
    }
    workspace = now
    const [answer, ways, active] = await Promise.all([
      ask('backups.status', {}),
      session.can('workspaces.manage') ? ask('vault.slots', {}) : undefined,
      session.can('jobs.view') ? ask('jobs.list', { active: true, limit: 200 }) : undefined,
    ])
    if (workspace !== session.session?.workspace.id) return
    error.value = answer.ok ? undefined : answer.error
    if (answer.ok) status.value = answer.value
    if (ways?.ok) slots.value = ways.value
    // A scheduled backup may be under way that nobody here started.
    if (active?.ok) job.value = active.value.find(({ kind }) => kind === backupKind) ?? job.value
  }

  async function reload(): Promise<void> {
    const answer = await ask('backups.status', {})
    error.value = answer.ok ? undefined : answer.error
    if (answer.ok) status.value = answer.value
  }

  /** Tries and keeps the plan. Answers what stands in the way. */
  async function configure(plan: BackupPlan): Promise<ErrorEnvelope | undefined> {
    const answer = await ask('backups.configure', plan)
    if (!answer.ok) return answer.error
    status.value = answer.value
    return undefined
  }

  async function run(): Promise<void> {
    starting.value = true
    runError.value = undefined
    const answer = await ask('backups.run', {})
    starting.value = false
    if (answer.ok) await follow(answer.value.jobId)
    else runError.value = answer.error
  }

  /** Looks at a backup job again; call when it changed. */
  async function follow(jobId: string): Promise<void> {
    const answer = await ask('jobs.get', { id: jobId })
    if (answer.ok) job.value = answer.value
  }

  async function cancel(): Promise<void> {
    if (!job.value) return
    const answer = await ask('jobs.cancel', { id: job.value.id })
    runError.value = answer.ok ? undefined : answer.error
    if (answer.ok) job.value = answer.value
  }

  return { status, slots, job, running, starting, error, runError, load, reload, configure, run, follow, cancel }
})
