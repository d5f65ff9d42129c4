import { ask } from '@renderer/app/client'
import type { CommandInput, CommandOutput } from '@shared/contract'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { PracticeMessage, PushStatus } from '@shared/contract/today-push'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** Where notices are pushed. Each action answers the error that stopped it, or nothing. */
export const usePush = defineStore('today.push', () => {
  const status = shallowRef<PushStatus>()
  const error = shallowRef<ErrorEnvelope>()
  /** What the stand-ins of practice received. */
  const received = shallowRef<readonly PracticeMessage[]>([])

  function take(answer: Answer<PushStatus>): ErrorEnvelope | undefined {
    if (!answer.ok) return answer.error
    status.value = answer.value
    return undefined
  }
  async function load(practice: boolean): Promise<void> {
    const [one, other] = await Promise.all([
      ask('today.push.status', {}),
      practice ? ask('today.push.practiceMessages', {}) : undefined,
    ])
    error.value = take(one)
    if (other?.ok) received.value = other.value
  }
  const configure = async (rules: CommandInput<'today.push.configure'>) => take(await ask('today.push.configure', rules))
  const saveRobot = async (robot: CommandInput<'today.push.saveRobot'>) => take(await ask('today.push.saveRobot', robot))
  const saveMail = async (mail: CommandInput<'today.push.saveMail'>) => take(await ask('today.push.saveMail', mail))
  const remove = async (id: string) => take(await ask('today.push.remove', { id }))
  const test = (id: string): Promise<Answer<CommandOutput<'today.push.test'>>> => ask('today.push.test', { id })

  return { status, error, received, load, configure, saveRobot, saveMail, remove, test }
})
