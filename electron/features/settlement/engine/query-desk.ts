import { Worker } from 'node:worker_threads'
import { Fault } from '../../../platform/errors/fault'
import { faultOf, type PlainFault } from '../../../platform/errors/plain-fault'
import { threadMemory } from '../../../platform/thread-memory'
import type { DeskMethod, DeskQuestions, DeskRequest, QueryDesk } from './desk-types'
import { DeskWork } from './desk-work'

export type DeskReply = { id: number; ok: true; value: unknown } | { id: number; ok: false; fault: PlainFault }

interface Waiting {
  worker: Worker
  resolve: (value: unknown) => void
  reject: (fault: Fault) => void
}

/** How long the thread waits for another question before it ends, and its memory with it. */
const idleMs = 120_000

/** @param options `workerPath`: the built `settlement-worker.js`, from the platform */
export function openQueryDesk(options: { workerPath: string; idleMs?: number }): QueryDesk {
  return new ThreadedDesk(options.workerPath, options.idleMs ?? idleMs)
}

/** The same in this thread, for tests. */
export function inlineQueryDesk(): QueryDesk {
  const work = new DeskWork()
  return {
    ask: async (method, input) => {
      // Method and input belong together, as the type of `ask` says.
      const request = structuredClone({ id: 0, method, input }) as DeskRequest
      return structuredClone(await Promise.resolve(work.answer(request))) as never
    },
    close: () => Promise.resolve(work.close()),
  }
}

/** One thread, one question after the other; started by the first, and again when it died. */
class ThreadedDesk implements QueryDesk {
  readonly #path: string
  readonly #idleMs: number
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #idle: NodeJS.Timeout | undefined
  #last = 0
  #closed = false

  constructor(path: string, idle: number) {
    this.#path = path
    this.#idleMs = idle
  }

  async ask<M extends DeskMethod>(method: M, input: DeskQuestions[M]['input']): Promise<DeskQuestions[M]['answer']> {
    if (this.#closed) throw new Fault('settlement.deskEnded', { retry: 'safe' })
    clearTimeout(this.#idle)
    const id = ++this.#last
    const worker = (this.#worker ??= this.#start())
    const value = await new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { worker, resolve, reject })
      // It keeps the program alive only while it owes an answer.
      worker.ref()
      worker.postMessage({ id, method, input })
    })
    // The thread answers each method with what `DeskQuestions` says.
    return value as DeskQuestions[M]['answer']
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#end()
  }

  async #end(): Promise<void> {
    clearTimeout(this.#idle)
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }

  #start(): Worker {
    const worker = new Worker(this.#path, { name: 'settlement', resourceLimits: threadMemory })
    let cause: unknown
    worker.on('message', (reply: DeskReply) => this.#settle(reply))
    worker.on('error', (error) => (cause = error))
    worker.on('exit', () => this.#fail(worker, cause))
    return worker
  }

  #settle(reply: DeskReply): void {
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if (this.#waiting.size === 0 && !this.#closed) {
      this.#worker?.unref()
      this.#idle = setTimeout(() => void this.#end(), this.#idleMs)
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
