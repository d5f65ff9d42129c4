import type { BrowserWindow } from 'electron'
import type { Clock } from '../../platform/clock/clock'

const reloadsPerMinute = 2

/** Counts reloads, so that a page that crashes at once is not loaded for ever. */
export class ReloadBudget {
  readonly #clock: Pick<Clock, 'monotonic'>
  #at: number[] = []

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock
  }

  /** Whether the page may be loaded again by itself: at most twice in a minute. */
  take(): boolean {
    const now = this.#clock.monotonic()
    this.#at = this.#at.filter((at) => now - at < 60_000)
    if (this.#at.length >= reloadsPerMinute) return false
    this.#at.push(now)
    return true
  }
}

export interface CrashParts {
  clock: Pick<Clock, 'monotonic'>
  log: (event: string, facts: Record<string, unknown>) => void
  /** Asks the person what to do about a page that keeps crashing. */
  askAfterCrash: (window: BrowserWindow, details: string) => Promise<'reload' | 'close'>
  /** Asks about a page that does not answer. */
  askWhenHanging: (window: BrowserWindow) => Promise<'wait' | 'reload'>
}

/**
 * Brings a crashed page back by itself, at most twice a minute, then asks. What the application does goes on in this
 * process; only the picture of it was lost.
 */
export function watchPage(window: BrowserWindow, parts: CrashParts): void {
  const budget = new ReloadBudget(parts.clock)
  const contents = window.webContents
  let asking = false

  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    parts.log('page.gone', { reason, exitCode })
    if (reason === 'clean-exit' || window.isDestroyed()) return
    if (budget.take()) return contents.reload()
    void parts.askAfterCrash(window, `${reason} (${exitCode})`).then((choice) => {
      if (window.isDestroyed()) return
      if (choice === 'reload') contents.reload()
      else window.destroy()
    })
  })

  window.on('unresponsive', () => {
    parts.log('page.hanging', {})
    if (asking) return
    asking = true
    void parts.askWhenHanging(window).then((choice) => {
      asking = false
      if (choice === 'wait' || window.isDestroyed()) return
      // A page that hangs does not take a reload; its process has to go first.
      contents.forcefullyCrashRenderer()
    })
  })
}
