import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { systemClock } from '../clock/clock'
import { plainFault } from '../errors/plain-fault'
import { StoreEngine, type WriteOutcome } from './engine'
import type { StoreGreeting, StoreReply, StoreRequest, StoreThreadData } from './messages'
import type { Migration } from './migrate'
import type { Priority, RepositoryDefinition } from './repository'

const idleBeforeCheckpointMs = 30_000
/** So many writes that wait already share a commit, and no more once they have taken so long. */
const mostTogether = 100
const longestTogetherMs = 8

type WriteRequest = Extract<StoreRequest, { type: 'read' | 'write' }>

/**
 * The main loop of a store thread: drains what has come, then runs the most urgent request, one at a time. Small writes
 * that wait together are committed together: the disk is waited for once.
 */
export function runStoreThread(repositories: readonly RepositoryDefinition[], migrations: readonly Migration[]): void {
  const port = parentPort
  if (!port) throw new Error('runStoreThread must run in a worker thread')
  const data = workerData as StoreThreadData
  let engine: StoreEngine
  try {
    engine = new StoreEngine({ ...data, repositories, migrations, clock: systemClock })
  } catch (cause) {
    port.postMessage({ ready: false, fault: plainFault(cause) } satisfies StoreGreeting)
    return
  }
  port.postMessage({ ready: true } satisfies StoreGreeting)
  serve(port, engine, data.role)
}

function serve(port: MessagePort, engine: StoreEngine, role: 'writer' | 'reader'): void {
  const queues: Record<Priority, StoreRequest[]> = { money: [], normal: [], bulk: [] }
  let scheduled = false
  let checkpointTimer: NodeJS.Timeout | undefined

  const enqueue = (request: StoreRequest) => {
    const priority = request.type === 'write' ? engine.priorityOf(request.repository, request.method) : 'normal'
    queues[request.type === 'close' ? 'bulk' : priority].push(request)
  }
  const next = () => queues.money.shift() ?? queues.normal.shift() ?? queues.bulk.shift()
  /** The write and those of the same priority that follow it; bulk ones are long enough alone. */
  const following = function* (first: WriteRequest, taken: WriteRequest[]): Generator<WriteRequest> {
    const queue = queues[engine.priorityOf(first.repository, first.method)]
    const started = performance.now()
    for (let write: StoreRequest | undefined = first; write?.type === 'write'; write = queue.shift()) {
      taken.push(write)
      yield write
      if (queue === queues.bulk || queue[0]?.type !== 'write') return
      if (taken.length >= mostTogether || performance.now() - started > longestTogetherMs) return
    }
  }
  const perform = (request: StoreRequest) => {
    if (request.type !== 'write') return reply(port, [answer(engine, request)])
    const taken: WriteRequest[] = []
    const outcomes = engine.writeTogether(following(request, taken))
    reply(port, taken.map(({ id }, index) => replyOf(id, outcomes[index])))
  }
  const step = () => {
    for (let waiting = receiveMessageOnPort(port); waiting; waiting = receiveMessageOnPort(port))
      for (const request of waiting.message as StoreRequest[]) enqueue(request)
    const request = next()
    if (!request) {
      scheduled = false
      return
    }
    perform(request)
    if (request.type === 'close') {
      clearTimeout(checkpointTimer)
      port.close()
      return
    }
    if (request.type === 'write' && role === 'writer') {
      clearTimeout(checkpointTimer)
      checkpointTimer = setTimeout(() => checkpointQuietly(engine), idleBeforeCheckpointMs)
      checkpointTimer.unref()
    }
    setImmediate(step)
  }
  port.on('message', (requests: StoreRequest[]) => {
    for (const request of requests) enqueue(request)
    if (scheduled) return
    scheduled = true
    setImmediate(step)
  })
}

/** The next one, or the close, tries again; a full disk must not end the thread that everybody waits for. */
function checkpointQuietly(engine: StoreEngine): void {
  try {
    engine.checkpoint()
  } catch {
    // Nothing is lost: what was committed stands in the log.
  }
}

function reply(port: MessagePort, replies: StoreReply[]): void {
  try {
    port.postMessage(replies)
  } catch {
    for (const one of replies) replyAlone(port, one)
  }
}

function replyAlone(port: MessagePort, message: StoreReply): void {
  try {
    port.postMessage([message])
  } catch (cause) {
    // A value that cannot cross is a mistake of its repository method, not the end of the thread.
    port.postMessage([{ id: message.id, ok: false, fault: plainFault(cause) } satisfies StoreReply])
  }
}

function answer(engine: StoreEngine, request: StoreRequest): StoreReply {
  try {
    return { id: request.id, ok: true, value: run(engine, request) }
  } catch (cause) {
    return { id: request.id, ok: false, fault: plainFault(cause) }
  }
}

function replyOf(id: number, outcome: WriteOutcome | undefined): StoreReply {
  if (outcome?.ok) return { id, ok: true, value: outcome.value }
  return { id, ok: false, fault: plainFault(outcome?.cause ?? new Error('a write without an outcome')) }
}

function run(engine: StoreEngine, request: StoreRequest): unknown {
  switch (request.type) {
    case 'read':
      return engine.read(request.repository, request.method, request.input)
    case 'write':
      return engine.write(request.repository, request.method, request.input)
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
}
