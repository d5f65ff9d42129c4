import type { CommandInput } from '@shared/contract'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { VaultSlot } from '@shared/contract/vault'
import { ask } from '@renderer/app/client'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** The ways in which the workspace's credentials are opened. Each action answers the error that stopped it. */
export const useVault = defineStore('vault', () => {
  const slots = shallowRef<readonly VaultSlot[]>()
  /** The kinds of automatic opening that this computer offers. */
  const automatic = shallowRef<readonly { kind: string; backend?: string | undefined }[]>([])
  const error = shallowRef<ErrorEnvelope>()

  function take(answer: Answer<VaultSlot[]>): ErrorEnvelope | undefined {
    if (!answer.ok) return answer.error
    slots.value = answer.value
    return undefined
  }
  async function load(): Promise<void> {
    const [list, offered] = await Promise.all([ask('vault.slots', {}), ask('workspaces.protections', {})])
    error.value = take(list)
    if (offered.ok) automatic.value = offered.value.filter(({ kind }) => kind !== 'passphrase')
  }
  const addPassphrase = async (passphrase: string) => take(await ask('vault.addPassphrase', { passphrase }))
  const addAutomatic = async (kind: CommandInput<'vault.addAutomatic'>['kind']) =>
    take(await ask('vault.addAutomatic', { kind }))
  const remove = async (id: string) => take(await ask('vault.removeSlot', { id }))

  /** The new recovery key, to be shown once; it is not kept here. */
  async function replaceRecoveryKey(): Promise<Answer<{ recoveryKey: string }>> {
    const answer = await ask('vault.replaceRecoveryKey', {})
    if (answer.ok) await load()
    return answer
  }

  return { slots, automatic, error, load, addPassphrase, addAutomatic, remove, replaceRecoveryKey }
})
