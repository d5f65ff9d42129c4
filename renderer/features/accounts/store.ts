import type { Operator } from '@shared/contract/accounts'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { Role } from '@shared/contract/permissions'
import { ask } from '@renderer/app/client'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

/** The operators of the workspace. Each action answers the error that stopped it, or nothing. */
export const useOperators = defineStore('accounts.operators', () => {
  const operators = shallowRef<readonly Operator[]>([])
  const loaded = ref(false)
  const error = shallowRef<ErrorEnvelope>()

  async function load(): Promise<void> {
    const answer = await ask('accounts.list', {})
    error.value = answer.ok ? undefined : answer.error
    if (answer.ok) operators.value = answer.value
    loaded.value = answer.ok
  }

  async function create(fields: { name: string; role: Role; password: string }): Promise<ErrorEnvelope | undefined> {
    const answer = await ask('accounts.create', fields)
    if (!answer.ok) return answer.error
    await load()
    return undefined
  }

  async function update(change: { id: string; role?: Role; disabled?: boolean }): Promise<ErrorEnvelope | undefined> {
    const answer = await ask('accounts.update', change)
    if (!answer.ok) return answer.error
    operators.value = operators.value.map((one) => (one.id === change.id ? answer.value : one))
    return undefined
  }

  async function resetPassword(id: string, password: string): Promise<ErrorEnvelope | undefined> {
    const answer = await ask('accounts.resetPassword', { id, password })
    return answer.ok ? undefined : answer.error
  }

  async function changePassword(current: string, next: string): Promise<ErrorEnvelope | undefined> {
    const answer = await ask('accounts.changePassword', { current, next })
    return answer.ok ? undefined : answer.error
  }

  return { operators, loaded, error, load, create, update, resetPassword, changePassword }
})
