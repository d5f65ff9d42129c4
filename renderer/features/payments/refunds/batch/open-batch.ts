import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { RefundBatch } from '@shared/contract/payment-refunds'
import { ref, type Ref, shallowRef, type ShallowRef } from 'vue'
import { useRefunds } from '../store'

export interface OpenBatch {
  batch: ShallowRef<RefundBatch | undefined>
  loadError: ShallowRef<ErrorEnvelope | undefined>
  actionError: ShallowRef<ErrorEnvelope | undefined>
  busy: Ref<boolean>
  /** Counts changes, so that the rows know to be read again. */
  revision: Ref<number>
  open(id: string): Promise<void>
  close(): void
  refresh(): Promise<void>
  /** Does one thing and takes over what it answers; true where it went well. */
  act(work: (id: string) => Promise<Answer<RefundBatch>>): Promise<boolean>
}

/** The batch that a page shows; where it stands is the program's word. */
export function useOpenBatch(): OpenBatch {
  const store = useRefunds()
  const batch = shallowRef<RefundBatch>()
  const loadError = shallowRef<ErrorEnvelope>()
  const actionError = shallowRef<ErrorEnvelope>()
  const busy = ref(false)
  const revision = ref(0)
  let id = ''

  function take(next: RefundBatch): void {
    batch.value = next
    revision.value += 1
  }
  async function refresh(): Promise<void> {
    const asked = id
    if (asked === '') return
    const answer = await store.batch(asked)
    if (asked !== id) return
    loadError.value = answer.ok ? undefined : answer.error
    if (answer.ok) take(answer.value)
  }
  async function open(next: string): Promise<void> {
    if (next !== id) {
      batch.value = undefined
      actionError.value = undefined
    }
    id = next
    await refresh()
  }
  async function act(work: (id: string) => Promise<Answer<RefundBatch>>): Promise<boolean> {
    const asked = id
    busy.value = true
    actionError.value = undefined
    const answer = await work(asked)
    busy.value = false
    if (asked !== id) return answer.ok
    if (answer.ok) take(answer.value)
    else {
      actionError.value = answer.error
      await refresh()
    }
    return answer.ok
  }
  function close(): void {
    id = ''
    batch.value = undefined
    loadError.value = undefined
    actionError.value = undefined
  }
  return { batch, loadError, actionError, busy, revision, open, close, refresh, act }
}
