import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Fault } from '../../../platform/errors/fault'
import { textFor } from '../../../platform/texts/texts'
import { isOwnFile } from './jobs'
import type { ReconciliationParts } from './parts'
import { runHost } from './run-host'

const JobInput = z.looseObject({ reconciliationId: z.string() })
export const reconcileKind = 'settlement.reconcile'

type Locale = 'zh-CN' | 'en'

interface Waiting {
  jobId: string
  resolve: () => void
}

/**
 * Runs reconciliations, one at a time each. Whoever decides something while a run is under way gets another one after it;
 * several decisions in a row need only one.
 */
export class RunKeeper {
  readonly #parts: ReconciliationParts
  readonly #waiting: Waiting[] = []
  /** The run that follows the present one, for all who asked for it meanwhile. */
  readonly #next = new Map<string, Promise<{ jobId: string; ended: Promise<void> }>>()
  /** Ends of the runs under way, by reconciliation. */
  readonly #present = new Map<string, { jobId: string; ended: Promise<void> }>()

  constructor(parts: ReconciliationParts) {
    this.#parts = parts
    parts.jobs.register(
      reconcileKind,
      (job) => {
        const { reconciliationId } = JobInput.parse(job.input)
        this.#adopt(reconciliationId, job.id)
        return {
          methods: { ...runHost(parts, reconciliationId, job.createdBy) },
          ended: async (state, fault) => {
            if (state === 'failed') await parts.reconciliations.runFailed({ id: reconciliationId, code: fault?.code ?? 'internal' })
            await this.#tidy(reconciliationId)
            this.#end(job.id)
          },
        }
      },
      { mayResume: async (job) => !(await parts.reconciliations.one(JobInput.parse(job.input).reconciliationId)).locked },
    )
  }

  jobOf(reconciliationId: string): string | undefined {
    return this.#present.get(reconciliationId)?.jobId
  }

  isBusy(reconciliationId: string): boolean {
    return this.#parts.jobs.isBusy(reconciliationId, [reconcileKind])
  }

  /** Starts a run, or the one that follows the present one. `ended` settles when that run is over, however it ended. */
  async run(reconciliationId: string, by: string, locale: Locale): Promise<{ jobId: string; ended: Promise<void> }> {
    const present = this.#present.get(reconciliationId)
    // One that was resumed and has not begun yet: nobody can wait for it here.
    if (!present && this.isBusy(reconciliationId)) throw new Fault('settlement.runUnderWay')
    if (!present) return this.#start(reconciliationId, by, locale)
    const following = this.#next.get(reconciliationId) ?? present.ended.then(() => this.#follow(reconciliationId, by, locale))
    this.#next.set(reconciliationId, following)
    return following
  }

  /** A job that was resumed counts as the run under way too. */
  #adopt(reconciliationId: string, jobId: string): void {
    if (this.#present.has(reconciliationId)) return
    const ended = new Promise<void>((resolve) => this.#waiting.push({ jobId, resolve }))
    this.#present.set(reconciliationId, { jobId, ended: ended.then(() => void this.#present.delete(reconciliationId)) })
  }

  async #follow(reconciliationId: string, by: string, locale: Locale): Promise<{ jobId: string; ended: Promise<void> }> {
    this.#next.delete(reconciliationId)
    return this.#present.get(reconciliationId) ?? this.#start(reconciliationId, by, locale)
  }

  async #start(reconciliationId: string, by: string, locale: Locale): Promise<{ jobId: string; ended: Promise<void> }> {
    let resolve: () => void = () => undefined
    const ended = new Promise<void>((done) => (resolve = done))
    // Entered before anything is awaited, so that a second one follows instead of starting beside it.
    const entry = { jobId: '', ended: ended.then(() => void this.#present.delete(reconciliationId)) }
    this.#present.set(reconciliationId, entry)
    try {
      const { name } = await this.#parts.reconciliations.one(reconciliationId)
      entry.jobId = await this.#parts.jobs.start({
        kind: reconcileKind,
        title: `${textFor(locale, 'settlement.reconciliation.job')} ${name}`,
        input: { reconciliationId },
        subjectId: reconciliationId,
        locale,
        createdBy: by,
      })
    } catch (cause) {
      resolve()
      throw cause
    }
    if (!this.#ended.delete(entry.jobId)) this.#waiting.push({ jobId: entry.jobId, resolve })
    else resolve()
    this.#parts.changed()
    return entry
  }

  /** Jobs that were over before whoever started them could wait for them. */
  readonly #ended = new Set<string>()

  #end(jobId: string): void {
    const at = this.#waiting.findIndex((one) => one.jobId === jobId)
    if (at < 0) this.#ended.add(jobId)
    for (const { resolve } of at < 0 ? [] : this.#waiting.splice(at, 1)) resolve()
    this.#parts.changed()
  }

  /** Files of runs to which nobody can go back are taken away, once nothing else is being made. */
  async #tidy(reconciliationId: string): Promise<void> {
    const { folder, reconciliations } = this.#parts
    if ([...this.#present.keys()].some((id) => id !== reconciliationId)) return
    const used = await reconciliations.filesInUse()
    const kept = new Set(used.flatMap(({ file, packs }) => [file, ...packs.map((id) => `${id}.pack`)]))
    const names = await readdir(folder).catch(() => [])
    const isOurs = (name: string) => name.endsWith('.run') || (isOwnFile(name) && name.endsWith('.pack')) || name.includes('.packing') || name.includes('.writing')
    await Promise.all(names.filter((name) => isOurs(name) && !kept.has(name)).map((name) => rm(join(folder, name), { force: true })))
  }
}
