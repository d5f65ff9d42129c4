import { setImmediate } from 'node:timers/promises'

/**
 * Lets the thread take its messages, so that a cancellation can arrive, and throws the signal's reason if it has.
 * Called between chunks of long synchronous work.
 */
export async function breathe(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted()
  await setImmediate()
  signal?.throwIfAborted()
}
