import { Worker } from 'node:worker_threads'
import { Fault } from '../errors/fault'
import type { ChunkReply, ChunkRequest } from './qr-batch'

interface Waiting {
  resolve: (reply: ChunkReply) => void
  reject: (fault: Fault) => void
}

/** One worker thread and the chunks it owes. It keeps the program alive only while it owes something. */
export class ImageLane {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #cause: unknown
  #dead = false

  constructor(workerPath: string) {
    this.#worker = new Worker(workerPath)
    this.#worker.unref()
    this.#worker.on('message', (reply: ChunkReply) => this.#settle(reply))
    this.#worker.on('messageerror', (error) => void this.#end(error))
    this.#worker.on('error', (error) => (this.#cause = error))
    this.#worker.on('exit', () => this.#fail())
  }

  get dead(): boolean {
    return this.#dead
  }

  /** Chunks that are not answered yet. */
  get load(): number {
    return this.#waiting.size
  }

  /** @throws Fault `files.imageWorkerFailed` when the thread ends before it has answered */
  send(request: ChunkRequest): Promise<ChunkReply> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.chunk, { resolve, reject })
      this.#worker.ref()
      this.#worker.postMessage(request)
    })
  }

  async close(): Promise<void> {
    this.#dead = true
    await this.#worker.terminate()
  }

  #settle(reply: ChunkReply): void {
    this.#waiting.get(reply.chunk)?.resolve(reply)
    this.#waiting.delete(reply.chunk)
    if (this.#waiting.size === 0) this.#worker.unref()
  }

  async #end(cause: unknown): Promise<void> {
    this.#cause = cause
    await this.close()
  }

  #fail(): void {
    this.#dead = true
    const fault = new Fault('files.imageWorkerFailed', { retry: 'safe', cause: this.#cause })
    for (const { reject } of this.#waiting.values()) reject(fault)
    this.#waiting.clear()
  }
}
