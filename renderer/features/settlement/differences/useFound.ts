import type { ErrorEnvelope } from '@shared/contract/error'
import { onScopeDispose, type ShallowRef, shallowRef, watch } from 'vue'
import { useSettlement } from '../store'
import type { Found } from './candidate'

/** While a key is held down, rows pass that nobody looks at. */
const pauseMs = 90

export interface FoundOne {
  value: ShallowRef<Found | undefined>
  error: ShallowRef<ErrorEnvelope | undefined>
  refresh(): void
}

/**
 * Everything about the difference that is looked at. The last one stays in sight until the next is there, so that going
 * down the list does not flicker.
 */
export function useFound(id: () => string | undefined): FoundOne {
  const store = useSettlement()
  const value = shallowRef<Found>()
  const error = shallowRef<ErrorEnvelope>()
  let running: AbortController | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  async function read(wanted: string): Promise<void> {
    running?.abort()
    const mine = new AbortController()
    running = mine
    const answer = await store.difference(wanted, mine.signal).catch((cause: unknown) => {
      if (mine.signal.aborted) return undefined
      throw cause
    })
    if (running !== mine || answer === undefined) return
    error.value = answer.ok ? undefined : answer.error
    value.value = answer.ok ? answer.value : undefined
  }
  watch(
    id,
    (now) => {
      clearTimeout(timer)
      if (now === undefined) {
        running?.abort()
        value.value = undefined
        error.value = undefined
      } else if (value.value === undefined) void read(now)
      else timer = setTimeout(() => void read(now), pauseMs)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    running?.abort()
  })
  return {
    value,
    error,
    refresh() {
      const now = id()
      clearTimeout(timer)
      if (now !== undefined) void read(now)
    },
  }
}
