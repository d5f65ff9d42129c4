import { Fault } from '../errors/fault'
import { faultOf, plainFault } from '../errors/plain-fault'
import type { JobContext, JobDefinition } from './define-job'
import type { FromJob, JobStart, ToJob } from './messages'

/** A channel to the main thread; `parentPort` in a worker, one side of a MessageChannel in tests. */
export interface JobPort {
  postMessage(message: FromJob): void
  on(event: 'message', listener: (message: ToJob) => void): unknown
}

/** The worker's side: waits for a start, runs that kind of job, and says how it ended. */
export function serveJobs(port: JobPort, kinds: readonly JobDefinition<never, never>[]): void {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (fault: Fault) => void }>()
  const abort = new AbortController()
  let stopping = false
  let noticed = false
  let lastCall = 0

  const callHost = (method: string, args: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++lastCall
      waiting.set(id, { resolve, reject })
      port.postMessage({ type: 'hostCall', id, method, args })
    })

  const start = async (message: JobStart): Promise<void> => {
    const definition = kinds.find((kind) => kind.kind === message.kind)
    if (!definition) throw new Fault('jobs.unknownKind', { params: { kind: message.kind } })
    const context: JobContext<unknown> = {
      jobId: message.jobId,
      locale: message.locale,
      host: new Proxy({}, {
        get: (_target, method) => (typeof method === 'string' ? (...args: unknown[]) => callHost(method, args) : undefined),
      }),
      signal: abort.signal,
      stopping: () => (noticed = stopping),
      progress: (update) => port.postMessage({ type: 'progress', update }),
    }
    await definition.run(message.input as never, context as never)
  }

  port.on('message', (message) => {
    switch (message.type) {
      case 'start':
        start(message).then(
          () => port.postMessage({ type: 'ended', ok: true, stopped: noticed }),
          (cause: unknown) => port.postMessage({ type: 'ended', ok: false, fault: plainFault(cause) }),
        )
        return
      case 'stop':
        stopping = true
        if (message.cancel) abort.abort(new Fault('jobs.cancelled'))
        return
      case 'hostReply': {
        const call = waiting.get(message.id)
        waiting.delete(message.id)
        if (message.ok) call?.resolve(message.value)
        else call?.reject(faultOf(message.fault))
      }
    }
  })
}
