import { Worker } from 'node:worker_threads'
import { Fault } from '../errors/fault'
import type { StoreEngine } from './engine'
import type { PlainFault, StoreGreeting, StoreReply, StoreRequest, StoreThreadData } from './messages'
import type { RepositoryClient, RepositoryDefinition } from './repository'

/** A workspace's database as the rest of the program sees it. */
export interface Store {
  /** The methods of a repository as promises. */
  client<D extends RepositoryDefinition>(definition: D): RepositoryClient<D>
  setAuditKey(key: Uint8Array | undefined): Promise<void>
  /** A consistent, checked copy. */
  copyTo(file: string): Promise<void>
  checkpoint(): Promise<void>
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
  let reader: StoreThread
  try {
    reader = await StoreThread.start(options.workerPath, { file: options.file, role: 'reader', create: false })
  } catch (cause) {
    await writer.close()
    throw cause
  }
  return storeOver(
    (target, request) => (target === 'read' ? reader : writer).send(request),
    async () => {
      await reader.close()
      await writer.close()
    },
  )
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
        case 'close':
          return engine.close()
      }
    })
  return storeOver(send, () => Promise.resolve(engine.close()))
}

function storeOver(send: Send, close: () => Promise<void>): Store {
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
    copyTo: async (file) => void (await send('write', { type: 'copy', file })),
    checkpoint: async () => void (await send('write', { type: 'checkpoint' })),
    close,
  }
}

/** One store thread and the requests that wait for its answer; when it dies they are all refused, none hangs. */
class StoreThread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (fault: Fault) => void }>()
  #lastId = 0
  #closed = false

  private constructor(worker: Worker) {
    this.#worker = worker
    worker.on('message', (reply: StoreReply) => this.#settle(reply))
    worker.on('error', () => this.#refuseAll())
    worker.on('exit', () => this.#refuseAll())
  }

  static async start(path: string, data: StoreThreadData): Promise<StoreThread> {
    const worker = new Worker(path, { workerData: data, name: `store-${data.role}` })
    const greeting = await new Promise<StoreGreeting>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
    worker.removeAllListeners('error')
    if (!greeting.ready) {
      await worker.terminate()
      throw faultOf(greeting.fault)
    }
    return new StoreThread(worker)
  }

  send(request: DistributiveOmit<StoreRequest, 'id'>): Promise<unknown> {
    if (this.#closed) return Promise.reject(new Fault('store.closed'))
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#worker.postMessage({ ...request, id })
    })
  }

  async close(): Promise<void> {
    if (this.#closed) return
    const exited = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()))
    await this.send({ type: 'close' })
    this.#closed = true
    await exited
  }

  #settle(reply: StoreReply): void {
    const waiting = this.#waiting.get(reply.id)
    if (!waiting) return
    this.#waiting.delete(reply.id)
    if (reply.ok) waiting.resolve(reply.value)
    else waiting.reject(faultOf(reply.fault))
  }

  #refuseAll(): void {
    this.#closed = true
    for (const { reject } of this.#waiting.values()) reject(new Fault('store.closed', { retry: 'afterCheck' }))
    this.#waiting.clear()
  }
}

function faultOf(plain: PlainFault): Fault {
  return new Fault(plain.code, {
    params: plain.params,
    retry: plain.retry,
    ...(plain.fields ? { fields: plain.fields } : {}),
    ...(plain.upstream ? { upstream: plain.upstream } : {}),
    ...(plain.detail ? { cause: new Error(plain.detail) } : {}),
  })
}
