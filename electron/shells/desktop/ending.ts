import type { App } from 'electron'

/** After so long the program ends even where something in it does not. */
const longestMs = 15_000

/**
 * Lets the program end cleanly: its end is held up until everything is closed, and then is final.
 * @param close ends what is open; its failure does not keep the program from ending
 */
export function endCleanly(app: App, close: () => Promise<void>): void {
  let ending = false
  app.on('will-quit', (event) => {
    event.preventDefault()
    if (ending) return
    ending = true
    const end = () => app.exit(0)
    setTimeout(end, longestMs).unref()
    void close().then(end, end)
  })
}
