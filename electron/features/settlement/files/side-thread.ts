import { Fault } from '../../../platform/errors/fault'
import { faultOf, plainFault } from '../../../platform/errors/plain-fault'
import type { JobThread } from '../../../platform/jobs/runner'

/** Work of the same kinds as jobs, in a thread of its own, one piece after the other; no row in the list of jobs. */
export class SideThread {
  readonly #startThread: () => JobThread
  #last: Promise<unknown> = Promise.resolve()

  constructor(startThread: () => JobThread) {
    this.#startThread = startThread
  }

  /** Runs after what was asked for before. @throws Fault of the work */
  run<Host extends object>(kind: string, input: unknown, host: Host): Promise<void> {
    const mine = this.#last.then(() => this.#converse(kind, input, host))
    this.#last = mine.catch(() => undefined)
    return mine
  }

  /** Until nothing runs any more. */
  async idle(): Promise<void> {
    await this.#last
  }

  async #converse(kind: string, input: unknown, host: object): Promise<void> {
    const thread = this.#startThread()
    try {
      await new Promise<void>((resolve, reject) => {
        thread.onDeath((cause) => reject(new Fault('jobs.threadDied', { cause })))
        thread.onMessage((message) => {
          if (message.type === 'ended') {
            if (message.ok) resolve()
            else reject(faultOf(message.fault))
          } else if (message.type === 'hostCall') void answer(thread, host as Record<string, unknown>, message)
        })
        thread.postMessage({ type: 'start', jobId: '', kind, input, locale: 'zh-CN' })
      })
    } finally {
      await thread.terminate()
    }
  }
}

async function answer(thread: JobThread, host: Record<string, unknown>, { id, method, args }: { id: number; method: string; args: unknown[] }): Promise<void> {
  try {
    const found = Object.hasOwn(host, method) ? host[method] : undefined
    if (typeof found !== 'function') throw new Fault('jobs.unknownHostMethod', { params: { method } })
    const value: unknown = await (found as (...given: unknown[]) => unknown)(...args)
    thread.postMessage({ type: 'hostReply', id, ok: true, value })
  } catch (cause) {
    thread.postMessage({ type: 'hostReply', id, ok: false, fault: plainFault(cause) })
  }
}
