import { onScopeDispose } from 'vue'

/**
 * Runs at once, then at most once in `milliseconds` while calls keep coming; the last call always leads to a run. For
 * events that come hundreds a second and only say "ask again".
 */
export function useThrottled(run: () => void, milliseconds: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let again = false
  const tick = () => {
    timer = undefined
    if (!again) return
    again = false
    start()
  }
  const start = () => {
    run()
    timer = setTimeout(tick, milliseconds)
  }
  onScopeDispose(() => clearTimeout(timer))
  return () => {
    if (timer === undefined) start()
    else again = true
  }
}
