import { parentPort } from 'node:worker_threads'
import { type DeskRequest, RunShelf } from './features/settlement/reconciliation/desk/serve'

if (!parentPort) throw new Error('reconciliation-worker must run in a worker thread')
const port = parentPort
const shelf = new RunShelf()
port.on('message', (request: DeskRequest) => port.postMessage(shelf.answer(request)))
