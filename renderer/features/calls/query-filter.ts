import { isDay } from '@shared/domain/days'
import type { DayRange } from '@shared/contract/values'
import { computed, type ComputedRef, onScopeDispose, ref, type Ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export interface QueryFilter<Key extends string> {
  /** Each key's value, empty where the address does not name it. */
  values: ComputedRef<Readonly<Record<Key, string>>>
  filtered: ComputedRef<boolean>
  set(change: Partial<Record<Key, string>>): void
  clear(): void
}

/** A list's filter in the address, so that it survives a reload and can be linked to. */
export function useQueryFilter<Key extends string>(keys: readonly Key[]): QueryFilter<Key> {
  const route = useRoute()
  const router = useRouter()
  const own = route.path
  const read = () =>
    Object.fromEntries(
      keys.map((key) => {
        const value = route.query[key]
        return [key, typeof value === 'string' ? value.slice(0, 100) : '']
      }),
    ) as Record<Key, string>
  let last = read()
  // While the window leaves for another screen the address is that screen's already.
  const values = computed(() => (route.path === own ? (last = read()) : last))

  function set(change: Partial<Record<Key, string>>): void {
    if (route.path !== own) return
    const next = Object.entries({ ...values.value, ...change }).filter(([, value]) => value !== '')
    void router.replace({ path: own, query: Object.fromEntries(next) as Record<string, string> })
  }
  return {
    values,
    filtered: computed(() => keys.some((key) => values.value[key] !== '')),
    set,
    clear: () => void router.replace({ path: own, query: {} }),
  }
}

/** A text field's value that reaches the filter when typing stops. */
export function useTypedText(current: () => string, take: (text: string) => void, pause = 250): Ref<string> {
  const typed = ref(current())
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(typed, (text) => {
    clearTimeout(timer)
    if (text.trim() !== current()) timer = setTimeout(() => take(text.trim()), pause)
  })
  watch(current, (text) => {
    if (text !== typed.value.trim()) typed.value = text
  })
  onScopeDispose(() => clearTimeout(timer))
  return typed
}

/** The days that two address values name; what is no day, or reversed, is passed over. */
export function daysOf(from: string, to: string, zone: string): DayRange | undefined {
  const fromDay = isDay(from) ? from : undefined
  const toDay = isDay(to) ? to : undefined
  if (fromDay === undefined && toDay === undefined) return undefined
  if (fromDay !== undefined && toDay !== undefined && toDay < fromDay) return undefined
  return { ...(fromDay === undefined ? {} : { fromDay }), ...(toDay === undefined ? {} : { toDay }), zone }
}
