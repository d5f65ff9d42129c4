import { onScopeDispose } from 'vue'

export interface IdleOptions {
  /** Minutes without input after which `lock` runs; 0 = never. */
  minutes: () => number
  /** False while there is nothing to lock. */
  active: () => boolean
  /** Tells the program that somebody is at the keyboard; at most once a minute. */
  touch: () => void
  lock: () => void
  /** Milliseconds. The calendar's clock, because a sleeping computer stops every other one. */
  now?: () => number
}

const inputs = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const
const touchEveryMs = 60_000
const lookEveryMs = 5_000

/** Watches for input in this window and locks the session after idleness. Ends with the calling component. */
export function useIdle(options: IdleOptions): void {
  const now = options.now ?? (() => Date.now())
  let lastInput = now()
  let lastTouch = now()
  let wasActive = false

  const watched = () => {
    const active = options.active() && options.minutes() > 0
    // A session that has just begun or was unlocked starts its time anew.
    if (active && !wasActive) lastInput = lastTouch = now()
    wasActive = active
    return active
  }
  const isOver = () => now() - lastInput >= options.minutes() * 60_000
  const look = () => {
    if (watched() && isOver()) options.lock()
  }
  const onInput = () => {
    if (!watched()) return
    // The first move after a sleep comes before the timer: it must not wake a session that should be locked.
    if (isOver()) return options.lock()
    lastInput = now()
    if (lastInput - lastTouch < touchEveryMs) return
    lastTouch = lastInput
    options.touch()
  }

  const timer = setInterval(look, lookEveryMs)
  for (const input of inputs) window.addEventListener(input, onInput, { capture: true, passive: true })
  onScopeDispose(() => {
    clearInterval(timer)
    for (const input of inputs) window.removeEventListener(input, onInput, { capture: true })
  })
}
