import { Worker } from 'node:worker_threads'
import type { PayloadOf } from '@shared/contract/events'
import type { Clock } from '../clock/clock'
import { Fault } from '../errors/fault'
import type { PlainFault } from '../store/messages'
import { plainFault } from '../store/thread'
import type { RepositoryClient } from '../store/repository'
import type { FromJob, ToJob } from './messages'
import type { JobPatch, JobRow, jobsRepository } from './repository'

/** A thread that runs one job. */
export interface JobThread {
  postMessage(message: ToJob): void
  onMessage(listener: (message: FromJob) => void): void
  /** The thread ended although its job did not say so. */
  onDeath(listener: (cause: unknown) => void): void
  terminate(): Promise<void>
}

export function workerThread(path: string): JobThread {
  const worker = new Worker(path, { name: 'job' })
  return {
    postMessage: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.on('message', listener),
    onDeath: (listener) => {
      worker.once('error', listener)
      worker.once('exit', (code) => listener(new Error(`job thread exited with ${code}`)))
    },
    terminate: async () => void (await worker.terminate()),
  }
}

/** The functions that a running job of a kind may call, and what follows its end. */
export interface JobHost {
  methods: Record<string, (...args: never[]) => unknown>
  /** Files the job made are registered by the host; called once after the job is over, however it ended. */
  ended?(state: 'done' | 'failed' | 'cancelled' | 'paused', fault?: PlainFault): Promise<void> | void
}

export type HostFactory = (job: JobRow, signal: AbortSignal) => JobHost

export interface JobRunnerOptions {
  repository: RepositoryClient<typeof jobsRepository>
  clock: Clock
  newId: () => string
  startThread: () => JobThread
  changed: (payload: PayloadOf<'jobs.changed'>) => void
  reportError: (where: string, cause: unknown) => void
  /** Jobs that run at the same time. */
  slots: number
}

interface Running {
  id: string
  /** Read from the store when the thread starts. */
  row: JobRow | undefined
  thread: JobThread
  abort: AbortController
  wanted: 'done' | 'paused' | 'cancelled'
  pending: JobPatch
  timer: NodeJS.Timeout | undefined
  finished: Promise<void>
}

const progressEveryMs = 200

/**
 * Runs long work in worker threads and keeps its row true: a job survives a restart as `interrupted` and can go on.
 */
export class JobRunner {
  readonly #options: JobRunnerOptions
  readonly #hosts = new Map<string, HostFactory>()
  readonly #running = new Map<string, Running>()
  readonly #queue: string[] = []
  #closing = false

  constructor(options: JobRunnerOptions) {
    this.#options = options
  }

  /** Says what jobs of a kind may ask of the main thread. */
  register(kind: string, host: HostFactory): void {
    this.#hosts.set(kind, host)
  }

  /** Marks what an ended program left behind; call once when a workspace opens. */
  recover(): Promise<number> {
    return this.#options.repository.interruptAll()
  }

  /** Creates a job row and queues it. The title is what people see in the list of jobs. */
  async start(job: {
    kind: string
    title: string
    input: unknown
    subjectId?: string
    locale: 'zh-CN' | 'en'
    createdBy: string
    totalItems?: number
  }): Promise<string> {
    const row: JobRow = {
      id: this.#options.newId(),
      kind: job.kind,
      state: 'queued',
      subjectId: job.subjectId ?? null,
      title: job.title,
      input: job.input,
      locale: job.locale,
      doneItems: 0,
      failedItems: 0,
      totalItems: job.totalItems ?? null,
      note: null,
      files: [],
      error: null,
      createdBy: job.createdBy,
      createdAt: this.#options.clock.instant(),
      startedAt: null,
      endedAt: null,
    }
    await this.#options.repository.insert(row)
    this.#announce(row)
    this.#enqueue(row.id)
    return row.id
  }

  /** Goes on with a paused or interrupted job. @throws Fault `jobs.notResumable` */
  async resume(id: string): Promise<JobRow> {
    const row = await this.require(id)
    if (!isResumable(row)) throw new Fault('jobs.notResumable', { params: { state: row.state } })
    const next = await this.#options.repository.patch({ id, patch: { state: 'queued', error: null, endedAt: null } })
    this.#announce(next)
    this.#enqueue(id)
    return next
  }

  pause(id: string): Promise<JobRow> {
    return this.#stop(id, 'paused')
  }

  async cancel(id: string): Promise<JobRow> {
    if (this.#running.has(id)) return this.#stop(id, 'cancelled')
    const row = await this.require(id)
    if (['done', 'failed', 'cancelled'].includes(row.state)) return row
    this.#dequeue(id)
    const next = await this.#options.repository.patch({
      id,
      patch: { state: 'cancelled', endedAt: this.#options.clock.instant() },
    })
    await this.#hosts.get(next.kind)?.(next, AbortSignal.abort()).ended?.('cancelled')
    this.#announce(next)
    return next
  }

  async require(id: string): Promise<JobRow> {
    const row = await this.#options.repository.get(id)
    if (!row) throw new Fault('jobs.notFound')
    return this.#running.has(id) ? { ...row, ...this.#running.get(id)?.pending } : row
  }

  /** True while a job works on this subject, so that a second one is not started beside it. */
  isBusy(subjectId: string): boolean {
    return [...this.#running.values()].some(({ row }) => row?.subjectId === subjectId)
  }

  /** Stops everything at the next item and waits; running jobs can be resumed at the next start. */
  async close(): Promise<void> {
    this.#closing = true
    this.#queue.length = 0
    const ends = [...this.#running.values()].map((running) => {
      running.wanted = 'paused'
      running.thread.postMessage({ type: 'stop', cancel: false })
      return running.finished
    })
    await Promise.all(ends)
  }

  #enqueue(id: string): void {
    this.#queue.push(id)
    this.#fill()
  }

  #dequeue(id: string): void {
    const at = this.#queue.indexOf(id)
    if (at >= 0) this.#queue.splice(at, 1)
  }

  #fill(): void {
    while (!this.#closing && this.#running.size < this.#options.slots) {
      const id = this.#queue.shift()
      if (id === undefined) return
      const thread = this.#options.startThread()
      const abort = new AbortController()
      const running: Running = {
        id,
        row: undefined,
        thread,
        abort,
        wanted: 'done',
        pending: {},
        timer: undefined,
        finished: Promise.resolve(),
      }
      running.finished = this.#run(id, running).catch((cause: unknown) => this.#options.reportError('jobs.run', cause))
      this.#running.set(id, running)
    }
  }

  async #run(id: string, running: Running): Promise<void> {
    const { repository, clock } = this.#options
    const started = await repository.patch({ id, patch: { state: 'running', startedAt: clock.instant() } })
    running.row = started
    this.#announce(started)
    const host = this.#hosts.get(started.kind)?.(started, running.abort.signal)
    const outcome = host
      ? await this.#converse(running, started, host)
      : { ok: false as const, fault: plainFault(new Fault('jobs.unknownKind', { params: { kind: started.kind } })) }
    clearTimeout(running.timer)
    await running.thread.terminate()
    const state = outcome.ok ? running.wanted : running.wanted === 'cancelled' ? 'cancelled' : 'failed'
    // The host first: whoever sees the job over must find its files and its subject's state.
    await host?.ended?.(state, outcome.ok ? undefined : outcome.fault)
    const fresh = await repository.get(id)
    const row = await repository.patch({
      id,
      patch: {
        ...running.pending,
        files: fresh?.files ?? [],
        state,
        note: null,
        endedAt: state === 'paused' ? null : clock.instant(),
        error:
          state === 'failed' && !outcome.ok
            ? Fault.fromEnvelope(outcome.fault).toEnvelope(id)
            : null,
      },
    })
    this.#running.delete(id)
    this.#announce(row)
    if (!outcome.ok && state === 'failed')
      this.#options.reportError(`jobs.${row.kind}`, new Error(outcome.fault.detail ?? outcome.fault.code))
    this.#fill()
  }

  #converse(
    running: Running,
    row: JobRow,
    host: JobHost,
  ): Promise<{ ok: true } | { ok: false; fault: PlainFault }> {
    const { thread } = running
    return new Promise((resolve) => {
      thread.onDeath((cause) => resolve({ ok: false, fault: plainFault(new Fault('jobs.threadDied', { cause })) }))
      thread.onMessage((message) => {
        switch (message.type) {
          case 'hostCall':
            void this.#answer(thread, host, message)
            return
          case 'progress':
            this.#progress(running, message.update)
            return
          case 'ended':
            resolve(message)
        }
      })
      thread.postMessage({ type: 'start', jobId: row.id, kind: row.kind, input: row.input, locale: row.locale })
      if (running.wanted !== 'done') thread.postMessage({ type: 'stop', cancel: running.wanted === 'cancelled' })
    })
  }

  async #answer(thread: JobThread, host: JobHost, call: Extract<FromJob, { type: 'hostCall' }>): Promise<void> {
    try {
      const method = Object.hasOwn(host.methods, call.method) ? host.methods[call.method] : undefined
      if (!method) throw new Fault('jobs.unknownHostMethod', { params: { method: call.method } })
      const value: unknown = await method(...(call.args as never[]))
      thread.postMessage({ type: 'hostReply', id: call.id, ok: true, value })
    } catch (cause) {
      thread.postMessage({ type: 'hostReply', id: call.id, ok: false, fault: plainFault(cause) })
    }
  }

  #progress(running: Running, update: JobPatch): void {
    Object.assign(running.pending, update)
    running.timer ??= setTimeout(() => {
      running.timer = undefined
      if (running.row) this.#announce({ ...running.row, ...running.pending })
      this.#options.repository
        .patch({ id: running.id, patch: running.pending })
        .catch((cause: unknown) => this.#options.reportError('jobs.progress', cause))
    }, progressEveryMs)
  }

  async #stop(id: string, wanted: 'paused' | 'cancelled'): Promise<JobRow> {
    const running = this.#running.get(id)
    if (!running) {
      const row = await this.require(id)
      if (wanted === 'paused' && row.state === 'queued') {
        this.#dequeue(id)
        const next = await this.#options.repository.patch({ id, patch: { state: 'paused' } })
        this.#announce(next)
        return next
      }
      return row
    }
    running.wanted = wanted
    if (wanted === 'cancelled') running.abort.abort(new Fault('jobs.cancelled'))
    running.thread.postMessage({ type: 'stop', cancel: wanted === 'cancelled' })
    const state = wanted === 'paused' ? 'pausing' : 'cancelling'
    running.pending.state = state
    const row = await this.#options.repository.patch({ id, patch: { state } })
    this.#announce(row)
    return row
  }

  #announce(row: JobRow): void {
    this.#options.changed({
      jobId: row.id,
      kind: row.kind,
      ...(row.subjectId === null ? {} : { subjectId: row.subjectId }),
      state: row.state,
      doneItems: row.doneItems,
      failedItems: row.failedItems,
      ...(row.totalItems === null ? {} : { totalItems: row.totalItems }),
    })
  }
}

export function isResumable(row: Pick<JobRow, 'state'>): boolean {
  return row.state === 'paused' || row.state === 'interrupted' || row.state === 'failed' || row.state === 'cancelled'
}
