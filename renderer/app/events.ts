import type { PayloadOf, StreamMessage, Topic } from '@shared/contract/events'
import { type Ref, onScopeDispose, readonly, ref } from 'vue'
import { callContext, follow } from './client'

type Listener = (payload: never) => void

const listeners = new Map<string, Set<Listener>>()
const gapListeners = new Set<() => void>()
const leads = ref(false)
/** Whether this window holds the event stream of its profile: the one that acts where one of several must. */
export const isLeading: Readonly<Ref<boolean>> = readonly(leads)
const firstWaitMs = 500
const longestWaitMs = 15_000

/** Runs when something happens; ends with the component. After a gap `topic` listeners run with no payload to trust. */
export function useEvent<T extends Topic>(topic: T, listener: (payload: PayloadOf<T>) => void): void {
  const set = listeners.get(topic) ?? new Set<Listener>()
  listeners.set(topic, set)
  set.add(listener)
  onScopeDispose(() => set.delete(listener))
}

/** Runs when events were missed: what is shown must be read again. */
export function useGap(listener: () => void): void {
  gapListeners.add(listener)
  onScopeDispose(() => gapListeners.delete(listener))
}

/**
 * Follows the workspace's events. A browser allows six connections to one host, so one window per workspace holds the
 * stream and tells the others (architecture, *The contract*).
 * @returns a function that ends it
 */
export function followWorkspace(workspaceId: string, contractChanged: (hash: string) => void): () => void {
  const stop = new AbortController()
  const channel = new BroadcastChannel(`minidesk.events.${workspaceId}`)
  let seen: { run: string; seq: number } | undefined

  const take = (message: StreamMessage) => {
    switch (message.type) {
      case 'hello':
        if (seen?.run !== message.run) seen = { run: message.run, seq: message.seq }
        contractChanged(message.contractHash)
        return
      case 'event':
        if (seen) seen.seq = message.event.seq
        for (const listener of listeners.get(message.event.topic) ?? []) listener(message.event.payload as never)
        return
      case 'gap':
        for (const listener of gapListeners) listener()
    }
  }
  channel.onmessage = (event: MessageEvent<StreamMessage>) => take(event.data)

  const lead = async () => {
    let wait = firstWaitMs
    leads.value = true
    while (!stop.signal.aborted) {
      try {
        await follow(
          seen,
          (message) => {
            wait = firstWaitMs
            take(message)
            channel.postMessage(message)
          },
          { ...callContext, signal: stop.signal },
        )
      } catch {
        // The stream is only a hint of what changed; it is opened again below, and missed events are replayed.
      }
      await pause(wait, stop.signal)
      wait = Math.min(wait * 2, longestWaitMs)
    }
    leads.value = false
  }
  navigator.locks
    .request(`minidesk.events.${workspaceId}`, { signal: stop.signal }, lead)
    .catch((cause: unknown) => {
      if (!stop.signal.aborted) reportError(cause)
    })

  return () => {
    stop.abort()
    channel.close()
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
