import type { CommandInput } from '@shared/contract'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { DatedLimit, WorkspaceSettings } from '@shared/contract/settings'
import { ask } from '@renderer/app/client'
import { useEvent, useGap } from '@renderer/app/events'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** Settings and limits of the workspace. Each action answers the error that stopped it, or nothing. */
export const useSettings = defineStore('settings', () => {
  const settings = shallowRef<WorkspaceSettings>()
  const limits = shallowRef<readonly DatedLimit[]>()
  const error = shallowRef<ErrorEnvelope>()

  async function load(): Promise<void> {
    const [one, other] = await Promise.all([ask('settings.get', {}), ask('settings.limits', {})])
    error.value = undefined
    if (one.ok) settings.value = one.value
    else error.value = one.error
    if (other.ok) limits.value = other.value
    else error.value = other.error
  }
  const reload = () => {
    if (settings.value) void load()
  }
  useEvent('settings.changed', reload)
  useGap(reload)

  async function update(change: CommandInput<'settings.update'>): Promise<ErrorEnvelope | undefined> {
    const answer = await ask('settings.update', change)
    if (!answer.ok) return answer.error
    settings.value = answer.value
    return undefined
  }

  async function setLimit(change: CommandInput<'settings.setLimit'>): Promise<ErrorEnvelope | undefined> {
    const answer = await ask('settings.setLimit', change)
    if (!answer.ok) return answer.error
    limits.value = answer.value
    return undefined
  }

  return { settings, limits, error, load, update, setLimit }
})
