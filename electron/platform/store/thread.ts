import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { systemClock } from '../clock/clock'
import { plainFault } from '../errors/plain-fault'
import { StoreEngine } from './engine'
import type { StoreGreeting, StoreReply, StoreRequest, StoreThreadData } from './messages'
import type { Migration } from './migrate'
import type { Priority, RepositoryDefinition } from './repository'

const idleBeforeCheckpointMs = 30_000

/** The main loop of a store thread: drains what has come, then runs the most urgent request, one at a time. */
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
  const step = () => {
    for (let waiting = receiveMessageOnPort(port); waiting; waiting = receiveMessageOnPort(port))
      enqueue(waiting.message as StoreRequest)
    const request = next()
    if (!request) {
      scheduled = false
      return
    }
    reply(port, answer(engine, request))
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
  port.on('message', (request: StoreRequest) => {
    enqueue(request)
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

function reply(port: MessagePort, message: StoreReply): void {
  try {
    port.postMessage(message)
  } catch (cause) {
    // A value that cannot cross is a mistake of its repository method, not the end of the thread.
    port.postMessage({ id: message.id, ok: false, fault: plainFault(cause) } satisfies StoreReply)
  }
}

function answer(engine: StoreEngine, request: StoreRequest): StoreReply {
  try {
    return { id: request.id, ok: true, value: perform(engine, request) }
  } catch (cause) {
    return { id: request.id, ok: false, fault: plainFault(cause) }
  }
}

function perform(engine: StoreEngine, request: StoreRequest): unknown {
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
