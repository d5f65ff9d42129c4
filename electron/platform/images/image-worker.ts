import { parentPort } from 'node:worker_threads'
import { renderChunk, type ChunkRequest } from './qr-batch'

/** Entry of a worker thread of {@link ImagePool}; built as `out/main/image-worker.js`. */
parentPort?.on('message', (request: ChunkRequest) => {
  const reply = renderChunk(request)
  parentPort?.postMessage(reply, [reply.bytes.buffer])
})
