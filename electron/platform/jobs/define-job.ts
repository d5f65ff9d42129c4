/** What a job's code may use inside its worker thread. It has no store, no credential and no network of its own. */
export interface JobContext<Host> {
  jobId: string
  /** Language of the texts that the job writes into files. */
  locale: 'zh-CN' | 'en'
  /** Functions of the main thread that this kind of job may call; everything crosses as plain values. */
  host: RemoteHost<Host>
  /** Aborted on cancel. */
  signal: AbortSignal
  /**
   * True once a pause or a cancel was asked for: finish the item at hand, then return. A job whose last answer here was
   * true counts as stopped before its end, so it asks only where something is left to do.
   */
  stopping: () => boolean
  /** Tells how far the job is; coalesced, so it may be called for every item. */
  progress: (update: JobProgress) => void
}

export interface JobProgress {
  doneItems?: number
  failedItems?: number
  totalItems?: number
  /** A text key under `jobs.notes`. */
  note?: string
}

/** Host functions as the worker sees them. */
export type RemoteHost<Host> = {
  [K in keyof Host]: Host[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never
}

export interface JobDefinition<Input = unknown, Host = unknown> {
  kind: string
  run(input: Input, context: JobContext<Host>): Promise<void>
}

/**
 * Declares a kind of long work. `run` must be repeatable: after a pause or a killed program it is called again with
 * the same input and finds out from its host what is left to do.
 */
export function defineJob<Input, Host>(definition: JobDefinition<Input, Host>): JobDefinition<Input, Host> {
  return definition
}
