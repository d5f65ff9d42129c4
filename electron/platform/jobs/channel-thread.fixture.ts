import { MessageChannel } from 'node:worker_threads'
import type { JobDefinition } from './define-job'
import type { FromJob, ToJob } from './messages'
import { serveJobs } from './run-job'
import type { JobThread } from './runner'

/** A job thread without a thread: the same messages, cloned the same way, through a channel of this process. */
export function channelThread(kinds: readonly JobDefinition<never, never>[]): JobThread & { die: (cause: unknown) => void } {
  const { port1, port2 } = new MessageChannel()
  serveJobs(port2, kinds)
  const dying: ((cause: unknown) => void)[] = []
  let dead = false
  const die = (cause: unknown) => {
    if (dead) return
    dead = true
    port1.close()
    for (const listener of dying) listener(cause)
  }
  return {
    postMessage: (message: ToJob) => {
      if (!dead) port1.postMessage(message)
    },
    onMessage: (listener) => void port1.on('message', (message: FromJob) => listener(message)),
    onDeath: (listener) => void dying.push(listener),
    terminate: () => Promise.resolve(die(new Error('ended'))),
    die,
  }
}
