import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import { ref, type Ref, type ShallowRef, shallowRef, watch } from 'vue'

export interface Loaded<Value> {
  /** The newest answer; it stays while it is read anew, and goes when something else is asked for. */
  value: ShallowRef<Value | undefined>
  error: ShallowRef<ErrorEnvelope | undefined>
  loading: Ref<boolean>
  reload: () => void
}

/**
 * One answer that a screen shows, read again when its key changes or when it is told to.
 * @param key what is asked for; an answer for an earlier one is dropped
 * @param load asks; nothing to ask for yet answers `undefined`
 */
export function useLoaded<Value>(key: () => string, load: () => Promise<Answer<Value>> | undefined): Loaded<Value> {
  const value = shallowRef<Value>()
  const error = shallowRef<ErrorEnvelope>()
  const loading = ref(false)
  let asked = 0

  async function read(): Promise<void> {
    const mine = (asked += 1)
    const asking = load()
    loading.value = asking !== undefined
    if (!asking) return
    const answer = await asking
    // A later question has the newer answer, whichever comes first.
    if (mine !== asked) return
    loading.value = false
    error.value = answer.ok ? undefined : answer.error
    if (answer.ok) value.value = answer.value
  }
  watch(
    key,
    () => {
      value.value = undefined
      error.value = undefined
      void read()
    },
    { immediate: true },
  )
  return { value, error, loading, reload: () => void read() }
}
