import type { ServerResponse } from 'node:http'
import type { StreamMessage } from '@shared/contract/events'

export interface EventStreamOptions {
  headers?: Readonly<Record<string, string>>
  /** Milliseconds between signs of life. */
  heartbeatMs?: number
  /** Bytes that may wait for a slow reader before it misses events. */
  maxWaiting?: number
}

/**
 * Answers with an event stream (`text/event-stream`, one {@link StreamMessage} as JSON in each `data:`). A reader that is
 * too slow misses events and is told so by a `gap` once it has caught up; one that takes nothing for two heartbeats is
 * let go, and asks for what it missed when it comes back.
 * @returns a function that ends the stream
 */
export function openEventStream(
  response: ServerResponse,
  subscribe: (deliver: (message: StreamMessage) => void) => () => void,
  { headers = {}, heartbeatMs = 15_000, maxWaiting = 1024 * 1024 }: EventStreamOptions = {},
): () => void {
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
  response.flushHeaders()
  let behind = false
  let silentBeats = 0
  const write = (text: string) => {
    if (!response.writableEnded && !response.destroyed) response.write(text)
  }
  const tell = (message: StreamMessage) => write(`data: ${JSON.stringify(message)}\n\n`)
  const deliver = (message: StreamMessage) => {
    if (behind) return
    if (response.writableLength > maxWaiting) behind = true
    else tell(message)
  }
  response.on('drain', () => {
    silentBeats = 0
    if (!behind) return
    behind = false
    tell({ type: 'gap' })
  })
  const heartbeat = setInterval(() => {
    if (response.writableNeedDrain) silentBeats += 1
    else write(': \n\n')
    if (silentBeats > 2) response.destroy()
  }, heartbeatMs)
  heartbeat.unref()
  const unsubscribe = subscribe(deliver)
  response.once('close', () => {
    clearInterval(heartbeat)
    unsubscribe()
  })
  return () => response.end()
}

/** What `?run=&seq=` say of the last event that a reader saw. */
export function sinceOf(query: URLSearchParams): { run: string; seq: number } | undefined {
  const run = query.get('run')
  const seq = Number(query.get('seq') ?? Number.NaN)
  return run !== null && run.length <= 100 && Number.isSafeInteger(seq) && seq >= 0 ? { run, seq } : undefined
}
