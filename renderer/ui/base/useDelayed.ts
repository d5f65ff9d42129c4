import { onScopeDispose, readonly, ref, type Ref, watch } from 'vue'

/**
 * True once `source` has been true for `delay` milliseconds, false at once when it ends. A skeleton that hangs on it
 * never flickers over an answer that came quickly.
 */
export function useDelayed(source: () => boolean, delay = 200): Readonly<Ref<boolean>> {
  const shown = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    source,
    (on) => {
      clearTimeout(timer)
      if (!on) shown.value = false
      else timer = setTimeout(() => (shown.value = true), delay)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))
  return readonly(shown)
}
