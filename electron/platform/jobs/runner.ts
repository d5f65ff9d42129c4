import { Worker } from 'node:worker_threads'
import type { PayloadOf } from '@shared/contract/events'
import type { Clock } from '../clock/clock'
import { Fault } from '../errors/fault'
import { faultOf, type PlainFault, plainFault } from '../errors/plain-fault'
import type { RepositoryClient } from '../store/repository'
import { threadMemory } from '../thread-memory'
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
  const worker = new Worker(path, { name: 'job', resourceLimits: threadMemory })
  // Listened to from the first moment: an error that nobody hears would end the whole program.
  const death = new Promise<unknown>((resolve) => {
    worker.on('error', resolve)
    worker.once('exit', (code) => resolve(new Error(`job thread exited with ${code}`)))
  })
  return {
    postMessage: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.on('message', listener),
    onDeath: (listener) => void death.then(listener),
    terminate: async () => void (await worker.terminate()),
  }
}

/** The functions that a running job of a kind may call, and what follows its end. */
export interface JobHost {
  methods: Record<string, (...args: never[]) => unknown>
  /**
   * Files the job made are registered by the host; called once after each start of the job, however that ended. A job
   * that was stopped because the program ends counts as paused.
   */
  ended?(state: 'done' | 'failed' | 'cancelled' | 'paused', fault?: PlainFault): Promise<void> | void
}

export type HostFactory = (job: JobRow, signal: AbortSignal) => JobHost

export interface KindOptions {
  /** Says whether going on with a stopped job still makes sense; without it, it always does. */
  mayResume?: (job: JobRow) => Promise<boolean>
  /**
   * At most one job of the kind runs at a time, further ones wait: for a kind that itself waits for jobs that it starts.
   * Two of them would hold every slot, and each would wait for ever.
   */
  alone?: boolean
}

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

interface Queued {
  id: string
  kind: string
  subjectId: string | null
}

interface Running extends Queued {
  /** Read from the store when the thread starts. */
  row: JobRow | undefined
  thread: JobThread | undefined
  abort: AbortController
  wanted: 'done' | 'paused' | 'cancelled'
  /** The program ends and did not wait for it any longer. */
  killed: boolean
  /** The thread is over; what is left is to write down how. */
  ending: boolean
  pending: JobPatch
  timer: NodeJS.Timeout | undefined
  finished: Promise<void>
}

/** `stopped`: it left off before its end, because it was asked to. */
type Outcome = { ok: true; stopped: boolean } | { ok: false; fault: PlainFault }

const progressEveryMs = 200
/** Longer than an outbound call may take, so that its answer is not lost when the program ends. */
const closeGraceMs = 20_000

/**
 * Runs long work in worker threads and keeps its row true: a job survives a restart as `interrupted` and can go on.
 */
export class JobRunner {
  readonly #options: JobRunnerOptions
  readonly #hosts = new Map<string, { host: HostFactory; options: KindOptions }>()
  readonly #running = new Map<string, Running>()
  readonly #queue: Queued[] = []
  #closing = false

  constructor(options: JobRunnerOptions) {
    this.#options = options
  }

  /** Says what jobs of a kind may ask of the main thread. */
  register(kind: string, host: HostFactory, options: KindOptions = {}): void {
    this.#hosts.set(kind, { host, options })
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
    this.#enqueue(row)
    return row.id
  }

  /** Goes on with a paused or interrupted job. @throws Fault `jobs.notResumable` */
  async resume(id: string): Promise<JobRow> {
    const row = await this.require(id)
    const may = isResumable(row) && ((await this.#hosts.get(row.kind)?.options.mayResume?.(row)) ?? true)
    if (!may || this.#isUnderWay(id)) throw new Fault('jobs.notResumable', { params: { state: row.state } })
    // Taken at once, so that a second click finds it under way; the row follows before a thread starts.
    const next = await this.#options.repository.patch({ id, patch: { state: 'queued', error: null, endedAt: null } })
    if (this.#isUnderWay(id)) return this.require(id)
    this.#announce(next)
    this.#enqueue(next)
    return next
  }

  pause(id: string): Promise<JobRow> {
    return this.#stop(id, 'paused')
  }

  cancel(id: string): Promise<JobRow> {
    return this.#stop(id, 'cancelled')
  }

  async require(id: string): Promise<JobRow> {
    const row = await this.#options.repository.get(id)
    if (!row) throw new Fault('jobs.notFound')
    const running = this.#running.get(id)
    return running && !running.ending ? { ...row, ...running.pending } : row
  }

  /** True while a job (of one of these kinds) works on this subject or waits to, so that no second one is started. */
  isBusy(subjectId: string, kinds?: readonly string[]): boolean {
    return [...this.#running.values(), ...this.#queue].some(
      (job) => job.subjectId === subjectId && (kinds?.includes(job.kind) ?? true),
    )
  }

  /** Stops everything at the next item and waits a while; running jobs can be resumed at the next start. */
  async close(graceMs = closeGraceMs): Promise<void> {
    this.#closing = true
    this.#queue.length = 0
    await Promise.all(
      [...this.#running.values()].map(async (running) => {
        if (running.wanted === 'done') running.wanted = 'paused'
        running.thread?.postMessage({ type: 'stop', cancel: running.wanted === 'cancelled' })
        const timer = setTimeout(() => {
          running.killed = true
          void running.thread?.terminate()
        }, graceMs)
        await running.finished
        clearTimeout(timer)
      }),
    )
  }

  #isUnderWay(id: string): boolean {
    return this.#running.has(id) || this.#queue.some((queued) => queued.id === id)
  }

  #enqueue({ id, kind, subjectId }: Queued): void {
    this.#queue.push({ id, kind, subjectId })
    this.#fill()
  }

  #fill(): void {
    while (!this.#closing && this.#running.size < this.#options.slots) {
      const next = this.#queue.findIndex(({ kind }) => !this.#mustWait(kind))
      const [queued] = next < 0 ? [] : this.#queue.splice(next, 1)
      if (!queued) return
      const running: Running = {
        ...queued,
        row: undefined,
        thread: undefined,
        abort: new AbortController(),
        wanted: 'done',
        killed: false,
        ending: false,
        pending: {},
        timer: undefined,
        finished: Promise.resolve(),
      }
      this.#running.set(queued.id, running)
      running.finished = this.#run(running)
    }
  }

  #mustWait(kind: string): boolean {
    return this.#hosts.get(kind)?.options.alone === true && [...this.#running.values()].some((running) => running.kind === kind)
  }

  /** Never rejects, and frees the slot whatever happens. */
  async #run(running: Running): Promise<void> {
    try {
      await this.#carryOut(running)
    } catch (cause) {
      // The store refused to note it (a full disk, say): the row stays as it is and is `interrupted` at the next start.
      this.#options.reportError('jobs.run', cause)
    } finally {
      this.#running.delete(running.id)
      this.#fill()
    }
  }

  async #carryOut(running: Running): Promise<void> {
    const { id } = running
    const { repository, clock, reportError } = this.#options
    const started = await repository.patch({ id, patch: { state: 'running', startedAt: clock.instant() } })
    running.row = started
    this.#announce(started)
    let host: JobHost | undefined
    let outcome: Outcome
    try {
      host = this.#hosts.get(started.kind)?.host(started, running.abort.signal)
      if (!host) throw new Fault('jobs.unknownKind', { params: { kind: started.kind } })
      outcome = await this.#converse(running, started, host)
    } catch (cause) {
      outcome = { ok: false, fault: plainFault(cause) }
    }
    running.ending = true
    clearTimeout(running.timer)
    await running.thread?.terminate()
    let state = endOf(running, outcome)
    try {
      // The host first: whoever sees the job over must find its files and its subject's state.
      await host?.ended?.(state === 'interrupted' ? 'paused' : state, outcome.ok ? undefined : outcome.fault)
    } catch (cause) {
      reportError(`jobs.${started.kind}.ended`, cause)
      outcome = { ok: false, fault: plainFault(cause) }
      state = 'failed'
    }
    const failed = state === 'failed' && !outcome.ok ? outcome.fault : undefined
    const row = await repository.patch({
      id,
      patch: {
        ...running.pending,
        state,
        note: null,
        endedAt: state === 'paused' || state === 'interrupted' ? null : clock.instant(),
        error: failed ? faultOf(failed).toEnvelope(id) : null,
      },
    })
    this.#announce(row)
    if (failed) reportError(`jobs.${row.kind}`, new Error(failed.detail ?? failed.code))
  }

  #converse(running: Running, row: JobRow, host: JobHost): Promise<Outcome> {
    const thread = this.#options.startThread()
    running.thread = thread
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
    if (running.ending) return
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
    const row = await this.require(id)
    const running = this.#running.get(id)
    if (!running) return this.#stopIdle(row, wanted)
    if (running.ending) {
      await running.finished
      return this.require(id)
    }
    // Whoever cancelled cannot be talked out of it by a pause.
    if (running.wanted !== 'cancelled') running.wanted = wanted
    const cancel = running.wanted === 'cancelled'
    if (cancel) running.abort.abort(new Fault('jobs.cancelled'))
    running.thread?.postMessage({ type: 'stop', cancel })
    const state = cancel ? 'cancelling' : 'pausing'
    running.pending.state = state
    const next = await this.#options.repository.patch({ id, patch: { state } })
    this.#announce(next)
    return next
  }

  /** Nothing runs: a waiting job leaves the queue, a paused one may be given up. */
  async #stopIdle(row: JobRow, wanted: 'paused' | 'cancelled'): Promise<JobRow> {
    const { id } = row
    const at = this.#queue.findIndex((queued) => queued.id === id)
    if (at >= 0) this.#queue.splice(at, 1)
    else if (wanted === 'paused' || ['done', 'failed', 'cancelled'].includes(row.state)) return row
    const endedAt = wanted === 'cancelled' ? this.#options.clock.instant() : null
    const next = await this.#options.repository.patch({ id, patch: { state: wanted, endedAt } })
    await this.#hosts.get(next.kind)?.host(next, AbortSignal.abort()).ended?.(wanted)
    this.#announce(next)
    return next
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

function endOf(running: Running, outcome: Outcome): 'done' | 'failed' | 'cancelled' | 'paused' | 'interrupted' {
  if (outcome.ok) return outcome.stopped ? running.wanted : 'done'
  if (running.wanted === 'cancelled') return 'cancelled'
  return running.killed ? 'interrupted' : 'failed'
}

export function isResumable(row: Pick<JobRow, 'state'>): boolean {
  return row.state === 'paused' || row.state === 'interrupted' || row.state === 'failed' || row.state === 'cancelled'
}
