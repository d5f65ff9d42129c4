import { useEvent, useGap } from '@renderer/app/events'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { Refund } from '@shared/contract/payment-refunds'
import { onScopeDispose, ref, type Ref, shallowRef, type ShallowRef, watch } from 'vue'
import { useRefunds } from '../store'

export interface OpenRefund {
  refund: ShallowRef<Refund | undefined>
  /** Why it cannot be shown. */
  error: ShallowRef<ErrorEnvelope | undefined>
  /** Why the last thing done with it was refused. */
  actionError: ShallowRef<ErrorEnvelope | undefined>
  /** What is under way, so that its button can say so. */
  busy: Ref<string>
  load(): Promise<void>
  /** Does one thing and takes over what it answers; true where it went well. */
  act(name: string, work: () => Promise<Answer<Refund>>): Promise<boolean>
}

/** One refund, read anew whenever refunds change: its state moves while a person looks at it. */
export function useRefund(id: () => string): OpenRefund {
  const store = useRefunds()
  const refund = shallowRef<Refund>()
  const error = shallowRef<ErrorEnvelope>()
  const actionError = shallowRef<ErrorEnvelope>()
  const busy = ref('')
  let running: AbortController | undefined

  async function load(): Promise<void> {
    running?.abort()
    const mine = new AbortController()
    running = mine
    const answer = await store.get(id(), mine.signal).catch((cause: unknown) => {
      // Another refund was chosen meanwhile.
      if (mine.signal.aborted) return undefined
      throw cause
    })
    if (running !== mine || answer === undefined) return
    if (answer.ok) refund.value = answer.value
    error.value = answer.ok ? undefined : answer.error
  }
  async function act(name: string, work: () => Promise<Answer<Refund>>): Promise<boolean> {
    const asked = id()
    busy.value = name
    actionError.value = undefined
    const answer = await work()
    busy.value = ''
    if (asked !== id()) return answer.ok
    if (answer.ok) refund.value = answer.value
    else actionError.value = answer.error
    // A refusal often means that it is not any more what the window shows.
    if (!answer.ok) await load()
    return answer.ok
  }
  watch(
    id,
    () => {
      refund.value = undefined
      actionError.value = undefined
      void load()
    },
    { immediate: true },
  )
  useEvent('refunds.changed', () => void load())
  useGap(() => void load())
  onScopeDispose(() => running?.abort())
  return { refund, error, actionError, busy, load, act }
}
