import type { MessagePort } from 'node:worker_threads'
import { plainFault } from '../../../platform/errors/plain-fault'
import type { DeskRequest } from './desk-types'
import { DeskWork } from './desk-work'
import type { DeskReply } from './query-desk'

/** Answers questions as they come, in a worker thread. */
export function serveDesk(port: MessagePort): void {
  const work = new DeskWork()
  port.on('message', (request: DeskRequest) => port.postMessage(replyTo(work, request)))
}

function replyTo(work: DeskWork, request: DeskRequest): DeskReply {
  try {
    return { id: request.id, ok: true, value: work.answer(request) }
  } catch (cause) {
    return { id: request.id, ok: false, fault: plainFault(cause) }
  }
}
