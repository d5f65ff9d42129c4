import { setTimeout as wait } from 'node:timers/promises'

/** Waits so many milliseconds; rejects at once when the signal aborts. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>

/** Waits in real time. */
export const systemSleep: Sleep = async (milliseconds, signal) => {
  await wait(milliseconds, undefined, signal ? { signal } : {})
}
