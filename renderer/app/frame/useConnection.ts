import type { ErrorEnvelope } from '@shared/contract/error'
import { onScopeDispose, readonly, ref, type Ref } from 'vue'
import { ask, onRefused } from '../client'

export interface Connection {
  /** The program does not answer. */
  lost: Readonly<Ref<boolean>>
  /** A look whether it answers again is under way. */
  trying: Readonly<Ref<boolean>>
  /** This window's token is worth nothing any more; only a new window helps. */
  doorClosed: Readonly<Ref<boolean>>
  /** Looks at once. */
  retry: () => Promise<void>
}

const heartbeatMs = 15_000
const firstWaitMs = 1_000
const longestWaitMs = 10_000

/**
 * Whether the program is there: noticed at the next call, or within a quarter of a minute; looked for again by itself
 * until it answers.
 * @param returned runs when the program answers again after it was lost
 */
export function useConnection(inside: () => boolean, returned: () => void): Connection {
  const lost = ref(false)
  const trying = ref(false)
  const doorClosed = ref(false)
  let wait = firstWaitMs
  let timer: ReturnType<typeof setTimeout> | undefined

  function plan() {
    clearTimeout(timer)
    timer = setTimeout(() => void retry(), lost.value ? wait : heartbeatMs)
  }
  function noteLoss() {
    if (lost.value) return
    lost.value = true
    wait = firstWaitMs
    plan()
  }
  async function retry() {
    if (trying.value || doorClosed.value) return
    trying.value = true
    const answer = await ask('accounts.welcome', {}).catch(() => undefined)
    trying.value = false
    if (answer === undefined) noteLoss()
    if (answer?.ok) {
      const wasLost = lost.value
      lost.value = false
      if (wasLost) returned()
    } else wait = Math.min(wait * 2, longestWaitMs)
    plan()
  }
  const onError = (error: ErrorEnvelope) => {
    if (error.code === 'client.doorClosed') {
      doorClosed.value = true
      lost.value = false
    } else if (error.code === 'client.connectionLost') noteLoss()
  }

  onRefused.add(onError)
  if (inside()) plan()
  onScopeDispose(() => {
    clearTimeout(timer)
    onRefused.delete(onError)
  })
  return { lost: readonly(lost), trying: readonly(trying), doorClosed: readonly(doorClosed), retry }
}
