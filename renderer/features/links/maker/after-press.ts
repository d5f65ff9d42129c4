import { onScopeDispose } from 'vue'

/**
 * Runs something at once, or, while a mouse button or a finger is down, after it is up. A press takes the focus from a
 * field before it becomes a click; a mistake that is then shown moves what lies below it away from under the press,
 * and the click is lost.
 */
export function useAfterPress(): (run: () => void) => void {
  const ending = new AbortController()
  let pressed = false
  let waiting: (() => void)[] = []

  function release() {
    if (!pressed) return
    pressed = false
    // The click comes right after the release.
    setTimeout(() => {
      for (const run of waiting.splice(0)) run()
    })
  }
  const options = { capture: true, signal: ending.signal }
  window.addEventListener('pointerdown', () => (pressed = true), options)
  window.addEventListener('pointerup', release, options)
  window.addEventListener('pointercancel', release, options)
  onScopeDispose(() => {
    waiting = []
    ending.abort()
  })

  return (run) => {
    if (pressed) waiting.push(run)
    else run()
  }
}
