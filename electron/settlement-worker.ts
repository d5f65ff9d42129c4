import { parentPort } from 'node:worker_threads'
import { serveDesk } from './features/settlement/engine/serve-desk'

if (!parentPort) throw new Error('settlement-worker must run in a worker thread')
serveDesk(parentPort)
