import type { CommandInput, CommandOutput } from '@shared/contract'
import type { WorkspaceSummary } from '@shared/contract/accounts'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import { ask } from '@renderer/app/client'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** The workspaces of this computer, and how a new one can be protected. */
export const useWorkspaces = defineStore('workspaces', () => {
  const all = shallowRef<readonly WorkspaceSummary[]>()
  const protections = shallowRef<CommandOutput<'workspaces.protections'>>()
  const error = shallowRef<ErrorEnvelope>()

  async function load(): Promise<void> {
    const [list, ways] = await Promise.all([ask('workspaces.list', {}), ask('workspaces.protections', {})])
    error.value = list.ok ? (ways.ok ? undefined : ways.error) : list.error
    if (list.ok) all.value = list.value
    if (ways.ok) protections.value = ways.value
  }
  const rename = (name: string): Promise<Answer<WorkspaceSummary>> => ask('workspaces.rename', { name })
  const createLive = (
    input: CommandInput<'workspaces.createLive'>,
  ): Promise<Answer<CommandOutput<'workspaces.createLive'>>> => ask('workspaces.createLive', input)

  return { all, protections, error, load, rename, createLive }
})
