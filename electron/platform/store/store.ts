import { Worker } from 'node:worker_threads'
import { Fault } from '../errors/fault'
import { faultOf, plainFault } from '../errors/plain-fault'
import { threadMemory } from '../thread-memory'
import type { StoreEngine } from './engine'
import type { StoreGreeting, StoreReply, StoreRequest, StoreThreadData } from './messages'
import type { RepositoryClient, RepositoryDefinition } from './repository'

/** A workspace's database as the rest of the program sees it. */
export interface Store {
  /** The methods of a repository as promises. */
  client<D extends RepositoryDefinition>(definition: D): RepositoryClient<D>
  setAuditKey(key: Uint8Array | undefined): Promise<void>
  /** A consistent, checked copy. */
  copyTo(file: string): Promise<void>
  checkpoint(): Promise<void>
  /** Many small writes that can be made again, such as the example: they wait for the disk once, in the end. */
  together<T>(work: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

type Send = (target: 'read' | 'write', request: DistributiveOmit<StoreRequest, 'id'>) => Promise<unknown>
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

/**
 * Opens a workspace's database with its writer thread and its reader thread.
 * @throws Fault of the store: `store.newerVersion`, `store.damaged`, `store.migrationFailed`, …
 */
export async function openStore(options: { file: string; create: boolean; workerPath: string }): Promise<Store> {
  const writer = await StoreThread.start(options.workerPath, { file: options.file, role: 'writer', create: options.create })
  const startReader = () => StoreThread.start(options.workerPath, { file: options.file, role: 'reader', create: false })
  let reader: StoreThread
  try {
    reader = await startReader()
  } catch (cause) {
    await writer.close()
    throw cause
  }
  return storeOver((target, request) => (target === 'read' ? reader : writer).send(request), {
    // In a thread of its own: a copy takes seconds, for which neither a write nor a page of a list may wait.
    copyTo: async (file) => {
      const copier = await startReader()
      try {
        await copier.send({ type: 'copy', file })
      } finally {
        await copier.close()
      }
    },
    close: async () => {
      await reader.close()
      await writer.close()
    },
  })
}

/**
 * Makes a database with its tables and what `fill` writes, and closes it again. Nothing reads it yet, so that the first
 * start of the program, which a person waits for, starts one thread less.
 * @throws Fault as {@link openStore}
 */
export async function makeStore(
  options: { file: string; workerPath: string },
  fill: (store: Pick<Store, 'client'>) => Promise<void>,
): Promise<void> {
  const writer = await StoreThread.start(options.workerPath, { file: options.file, role: 'writer', create: true })
  const store = storeOver((_target, request) => writer.send(request), {
    copyTo: () => Promise.reject(new Fault('internal')),
    close: () => writer.close(),
  })
  try {
    await fill(store)
  } finally {
    await store.close()
  }
}

/** The same interface over an engine in this thread; for tests of repositories and services. */
export function inlineStore(engine: StoreEngine): Store {
  const send: Send = (_target, request) =>
    Promise.resolve().then(() => {
      switch (request.type) {
        case 'read':
          return structuredClone(engine.read(request.repository, request.method, structuredClone(request.input)))
        case 'write':
          return structuredClone(engine.write(request.repository, request.method, structuredClone(request.input)))
        case 'auditKey':
          return engine.setAuditKey(request.key)
        case 'copy':
          return engine.copyTo(request.file)
        case 'checkpoint':
          return engine.checkpoint()
        case 'flushEach':
          return engine.flushEach(request.on)
        case 'close':
          return engine.close()
      }
    })
  return storeOver(send, {
    copyTo: async (file) => void (await send('write', { type: 'copy', file })),
    close: () => Promise.resolve(engine.close()),
  })
}

function storeOver(send: Send, own: Pick<Store, 'copyTo' | 'close'>): Store {
  return {
    client<D extends RepositoryDefinition>(definition: D) {
      const methods: Record<string, (input: unknown) => Promise<unknown>> = {}
      for (const type of ['read', 'write'] as const)
        for (const method of Object.keys(type === 'read' ? definition.reads : definition.writes))
          methods[method] = (input) => send(type, { type, repository: definition.name, method, input })
      // The client's type is computed from the definition; these are its methods by construction.
      return methods as unknown as RepositoryClient<D>
    },
    setAuditKey: async (key) => {
      await Promise.all([send('write', { type: 'auditKey', key }), send('read', { type: 'auditKey', key })])
    },
    checkpoint: async () => void (await send('write', { type: 'checkpoint' })),
    together: async (work) => {
      await send('write', { type: 'flushEach', on: false })
      try {
        return await work()
      } finally {
        await send('write', { type: 'flushEach', on: true })
        await send('write', { type: 'checkpoint' })
      }
    },
    ...own,
  }
}

/** One store thread and the requests that wait for its answer; when it dies they are all refused, none hangs. */
class StoreThread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (fault: Fault) => void }>()
  readonly #exited: Promise<void>
  #outgoing: StoreRequest[] = []
  #lastId = 0
  #dead = false
  #closing: Promise<void> | undefined

  private constructor(worker: Worker) {
    this.#worker = worker
    worker.on('message', (replies: StoreReply[]) => replies.forEach((reply) => this.#settle(reply)))
    worker.on('error', () => this.#refuseAll())
    this.#exited = new Promise((resolve) => {
      worker.once('exit', () => {
        this.#refuseAll()
        resolve()
      })
    })
  }

  static async start(path: string, data: StoreThreadData): Promise<StoreThread> {
    const worker = new Worker(path, { workerData: data, name: `store-${data.role}`, resourceLimits: threadMemory })
    const greeting = await new Promise<StoreGreeting>((resolve) => {
      const died = (cause: unknown) => resolve({ ready: false, fault: plainFault(new Fault('store.failed', { cause })) })
      worker.once('message', resolve)
      worker.on('error', died)
      worker.once('exit', (code) => died(new Error(`the store's thread exited with ${code}`)))
    })
    if (!greeting.ready) {
      await worker.terminate()
      throw faultOf(greeting.fault)
    }
    return new StoreThread(worker)
  }

  send(request: DistributiveOmit<StoreRequest, 'id'>): Promise<unknown> {
    if (this.#dead || this.#closing) return Promise.reject(new Fault('store.closed'))
    return this.#post(request)
  }

  #post(request: DistributiveOmit<StoreRequest, 'id'>): Promise<unknown> {
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#outgoing.push({ ...request, id })
      if (this.#outgoing.length === 1) queueMicrotask(() => this.#sendOut())
    })
  }

  /** Waking the thread costs more than a request weighs: what was asked in one go wakes it once. */
  #sendOut(): void {
    const requests = this.#outgoing
    this.#outgoing = []
    try {
      this.#worker.postMessage(requests)
    } catch {
      // One holds a value that cannot cross; the others are not to suffer for it.
      for (const request of requests) this.#sendAlone(request)
    }
  }

  #sendAlone(request: StoreRequest): void {
    try {
      this.#worker.postMessage([request])
    } catch (cause) {
      this.#refuse(request.id, new Fault('internal', { cause }))
    }
  }

  #refuse(id: number, fault: Fault): void {
    this.#waiting.get(id)?.reject(fault)
    this.#waiting.delete(id)
  }

  /** Answers what is waiting, then ends the thread. Whoever asks later is refused; a dead thread is closed already. */
  close(): Promise<void> {
    this.#closing ??= (async () => {
      if (!this.#dead) await this.#post({ type: 'close' }).catch(() => undefined)
      await this.#exited
    })()
    return this.#closing
  }

  #settle(reply: StoreReply): void {
    const waiting = this.#waiting.get(reply.id)
    if (!waiting) return
    this.#waiting.delete(reply.id)
    if (reply.ok) waiting.resolve(reply.value)
    else waiting.reject(faultOf(reply.fault))
  }

  #refuseAll(): void {
    this.#dead = true
    for (const { reject } of this.#waiting.values()) reject(new Fault('store.closed', { retry: 'afterCheck' }))
    this.#waiting.clear()
  }
}
