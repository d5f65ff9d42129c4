import { Worker } from 'node:worker_threads'
import { Fault } from '../../../../platform/errors/fault'
import { faultOf } from '../../../../platform/errors/plain-fault'
import { threadMemory } from '../../../../platform/thread-memory'
import type { DeskAnswer, DeskInput, DeskMethod } from './methods'
import type { RunSource } from './run-source'
import { type DeskReply, type DeskRequest, RunShelf } from './serve'

/** Asks about runs, away from the main thread. */
export interface RunDesk {
  /** @throws Fault `settlement.runGone`, `settlement.deskEnded`, those of the method */
  ask<M extends DeskMethod>(method: M, source: RunSource, input: DeskInput<M>): Promise<DeskAnswer<M>>
  close(): Promise<void>
}

/** A thread that starts with the first question and ends when nothing was asked for a while. */
export class ThreadDesk implements RunDesk {
  readonly #path: string
  readonly #waiting = new Map<number, { worker: Worker; resolve: (value: unknown) => void; reject: (fault: Fault) => void }>()
  #worker: Worker | undefined
  #idle: NodeJS.Timeout | undefined
  #last = 0

  constructor(workerPath: string) {
    this.#path = workerPath
  }

  ask<M extends DeskMethod>(method: M, source: RunSource, input: DeskInput<M>): Promise<DeskAnswer<M>> {
    const id = ++this.#last
    clearTimeout(this.#idle)
    const worker = (this.#worker ??= this.#start())
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { worker, resolve, reject }))
    worker.ref()
    worker.postMessage({ id, method, source, input } satisfies DeskRequest)
    return answer as Promise<DeskAnswer<M>>
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }

  #start(): Worker {
    const worker = new Worker(this.#path, { name: 'reconciliation', resourceLimits: threadMemory })
    worker.on('message', (reply: DeskReply) => this.#settle(reply))
    worker.on('error', (cause) => this.#fail(worker, cause))
    worker.on('exit', () => this.#fail(worker, new Error('the thread ended')))
    return worker
  }

  #settle(reply: DeskReply): void {
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if (this.#waiting.size === 0) {
      this.#worker?.unref()
      // A month of a million rows is not held in memory for a screen that is closed.
      this.#idle = setTimeout(() => void this.close(), idleMs)
      this.#idle.unref()
    }
    if (reply.ok) waiting?.resolve(reply.value)
    else waiting?.reject(faultOf(reply.fault))
  }

  #fail(worker: Worker, cause: unknown): void {
    if (this.#worker === worker) this.#worker = undefined
    const fault = new Fault('settlement.deskEnded', { retry: 'safe', cause })
    for (const [id, waiting] of this.#waiting) {
      if (waiting.worker !== worker) continue
      this.#waiting.delete(id)
      waiting.reject(fault)
    }
  }
}

const idleMs = 60_000

/** The same in this thread, for tests. */
export function inlineDesk(): RunDesk {
  const shelf = new RunShelf()
  return {
    ask: <M extends DeskMethod>(method: M, source: RunSource, input: DeskInput<M>) =>
      Promise.resolve().then(() => {
        const reply = shelf.answer({ id: 0, method, source, input })
        if (!reply.ok) throw faultOf(reply.fault)
        return structuredClone(reply.value) as DeskAnswer<M>
      }),
    close: () => Promise.resolve(shelf.close()),
  }
}
