import { onScopeDispose, readonly, ref, type Ref } from 'vue'

/** Seconds that are left of a wait; `start` begins one. */
export function useCountdown(): { left: Readonly<Ref<number>>; start: (seconds: number) => void } {
  const left = ref(0)
  let until = 0
  let timer: ReturnType<typeof setInterval> | undefined

  function tick() {
    left.value = Math.max(0, Math.ceil((until - performance.now()) / 1000))
    if (left.value === 0) clearInterval(timer)
  }
  function start(seconds: number) {
    clearInterval(timer)
    until = performance.now() + seconds * 1000
    timer = setInterval(tick, 250)
    tick()
  }
  onScopeDispose(() => clearInterval(timer))
  return { left: readonly(left), start }
}
