import { Fault } from '../errors/fault'
import { ImageLane } from './image-lane'
import type { ChunkReply } from './qr-batch'
import type { QrPngOptions } from './qr-png'

export interface ImageItem {
  id: string
  text: string
}

export interface RenderedImage {
  id: string
  /** A view into the buffer of its chunk: copy it (`slice`) to keep it for long. */
  png: Uint8Array
}

export interface RenderOptions extends QrPngOptions {
  /** Told of each text that no code can hold; without it the first such text ends the run. */
  onRefused?: (id: string, fault: Fault) => void
}

/** Texts a message: large enough that messages cost nothing, small enough (about 20 ms) for cancel and progress. */
const CHUNK_SIZE = 32
/** Chunks in flight a worker: one being drawn, one waiting, so that no worker idles while the results are written. */
const CHUNKS_PER_WORKER = 2

/**
 * Draws QR images in worker threads. Threads start with the first image, stay for the next run, and are replaced if
 * one dies; several runs may share the pool.
 */
export class ImagePool {
  readonly #workerPath: string
  readonly #size: number
  #lanes: ImageLane[] = []
  #nextChunk = 0
  #closed = false

  /** `workerPath`: the built `image-worker.js`, from the platform; `size`: threads, at least one. */
  constructor(options: { workerPath: string; size: number }) {
    this.#workerPath = options.workerPath
    this.#size = Math.max(1, Math.floor(options.size))
  }

  /**
   * One PNG an item, in the order of the items. No more than a few chunks are drawn ahead of what the caller has taken,
   * and items are read only as far, so a run of any length takes the same memory. Leaving the loop ends the run.
   * @throws Fault of `qrPng` (see `onRefused`), `files.imageWorkerFailed`; the signal's reason when aborted
   */
  async *render(
    items: Iterable<ImageItem> | AsyncIterable<ImageItem>,
    options: RenderOptions,
    signal?: AbortSignal,
  ): AsyncGenerator<RenderedImage, void, undefined> {
    const { onRefused, ...png } = options
    const inFlight: { ids: string[]; reply: Promise<ChunkReply> }[] = []
    const deliver = async function* (): AsyncGenerator<RenderedImage, void, undefined> {
      const oldest = inFlight.shift()
      if (oldest) yield* unpack(oldest.ids, await abortable(oldest.reply, signal), onRefused)
    }
    for await (const chunk of chunksOf(items)) {
      signal?.throwIfAborted()
      const reply = this.#send(chunk, png)
      // A failure is thrown when its turn comes; until then, or after the caller has left, it is not unhandled.
      reply.catch(() => undefined)
      inFlight.push({ ids: chunk.map((item) => item.id), reply })
      if (inFlight.length >= this.#size * CHUNKS_PER_WORKER) yield* deliver()
    }
    while (inFlight.length > 0) yield* deliver()
  }

  /** Ends all threads; runs that are under way fail with `files.imageWorkerFailed`. */
  async close(): Promise<void> {
    this.#closed = true
    const lanes = this.#lanes
    this.#lanes = []
    await Promise.all(lanes.map((lane) => lane.close()))
  }

  async #send(chunk: ImageItem[], options: QrPngOptions): Promise<ChunkReply> {
    if (this.#closed) throw new Fault('files.imageWorkerFailed', { retry: 'safe' })
    return this.#lane().send({ chunk: this.#nextChunk++, texts: chunk.map((item) => item.text), options })
  }

  /** The least busy thread; a new one while there are fewer than wanted and none is free. */
  #lane(): ImageLane {
    this.#lanes = this.#lanes.filter((lane) => !lane.dead)
    const idlest = this.#lanes.toSorted((a, b) => a.load - b.load)[0]
    if (idlest && (idlest.load === 0 || this.#lanes.length >= this.#size)) return idlest
    const lane = new ImageLane(this.#workerPath)
    this.#lanes.push(lane)
    return lane
  }
}

async function* chunksOf(items: Iterable<ImageItem> | AsyncIterable<ImageItem>): AsyncGenerator<ImageItem[]> {
  let chunk: ImageItem[] = []
  for await (const item of items) {
    chunk.push(item)
    if (chunk.length < CHUNK_SIZE) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}

function* unpack(ids: string[], reply: ChunkReply, onRefused: RenderOptions['onRefused']): Generator<RenderedImage> {
  const refused = new Map(reply.refused.map((refusal) => [refusal.index, refusal]))
  let at = 0
  for (const [index, id] of ids.entries()) {
    const end = at + (reply.lengths[index] ?? 0)
    const refusal = refused.get(index)
    if (refusal) {
      const fault = Fault.fromEnvelope({ code: refusal.code, params: refusal.params, retry: 'no' })
      if (!onRefused) throw fault
      onRefused(id, fault)
    } else {
      yield { id, png: reply.bytes.subarray(at, end) }
    }
    at = end
  }
}

/** The promise, or the signal's reason as soon as it is aborted. */
async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  signal.throwIfAborted()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const stop = () => reject(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
