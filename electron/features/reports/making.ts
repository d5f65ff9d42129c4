import { createHash } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ReportFormat } from '@shared/contract/reports'
import { headOf, type ReportMaking } from '@shared/domain/reports'
import { z } from 'zod'
import { Fault } from '../../platform/errors/fault'
import { faultOf, type PlainFault } from '../../platform/errors/plain-fault'
import type { JobRow } from '../../platform/jobs/repository'
import type { JobHost } from '../../platform/jobs/runner'
import { textFor } from '../../platform/texts/texts'
import type { ReportCell, ReportData } from './data'
import { makeReportKind, type MakeReportHost } from './jobs/make-report'
import type { ReportKinds } from './kinds'
import { type Manifest, type ManifestSeal, manifestText } from './manifest'
import { folderName } from './names'
import type { ReportsParts } from './parts'

/** Rows handed over at once: small enough not to hold up anybody. */
const pageRows = 2000

/** Gives rows away: each is asked for once, and two threads need not hold all of them. */
function handOver(data: ReportData | undefined, table: string, from: number): ReportCell[][] {
  const rows = data?.tables.find(({ key }) => key === table)?.rows ?? []
  const page = rows.slice(from, from + pageRows)
  rows.fill([], from, from + page.length)
  return page
}

const Input = z.object({ kind: z.string(), params: z.record(z.string(), z.string()), formats: z.array(ReportFormat) })

export interface MakeRequest {
  kind: string
  params: Record<string, string>
  formats: ReportFormat[]
  locale: 'zh-CN' | 'en'
  by: string
}

/** Makes reports: asks the kind's maker for the data, has a job write it, and puts the whole folder into the library. */
export class ReportWorks {
  readonly #parts: ReportsParts
  readonly #kinds: ReportKinds
  readonly #seal: ManifestSeal
  readonly #put: (folder: string, manifest: Manifest, manifestSha256: string) => Promise<void>
  /** Who waits for a job's end, and what it made. */
  readonly #waiting = new Map<string, { resolve: (manifest: Manifest) => void; reject: (cause: unknown) => void }>()
  readonly #made = new Map<string, Manifest>()

  constructor(
    parts: ReportsParts,
    { kinds, seal, put }: { kinds: ReportKinds; seal: ManifestSeal; put: (folder: string, manifest: Manifest, manifestSha256: string) => Promise<void> },
  ) {
    this.#parts = parts
    this.#kinds = kinds
    this.#seal = seal
    this.#put = put
    parts.jobs.register(makeReportKind, (job) => this.#host(job))
  }

  get libraryDir(): string {
    return join(this.#parts.dir, 'reports')
  }

  async begin({ kind, params, formats, locale, by }: MakeRequest): Promise<string> {
    this.#kinds.require(kind)
    const title = [textFor(locale, `reports.kinds.${kind}`), params['month'] ?? params['fromDay'] ?? ''].filter(Boolean).join(' ')
    // Named beforehand, so that whoever started it finds the report by the job's subject.
    return this.#parts.jobs.start({ kind: makeReportKind, title, subjectId: this.#parts.newId(), input: { kind, params, formats }, locale, createdBy: by })
  }

  /** As {@link begin}, and waits for the report. @throws Fault of the maker or the job */
  async make(request: MakeRequest, signal?: AbortSignal): Promise<Manifest> {
    const id = await this.begin(request)
    return new Promise<Manifest>((resolve, reject) => {
      const stop = () => {
        void this.#parts.jobs.cancel(id).catch(() => undefined)
        reject(new Fault('jobs.cancelled'))
      }
      signal?.addEventListener('abort', stop, { once: true })
      const done = <T>(then: (value: T) => void) => (value: T) => {
        signal?.removeEventListener('abort', stop)
        then(value)
      }
      this.#waiting.set(id, { resolve: done(resolve), reject: done(reject) })
      if (signal?.aborted) stop()
    })
  }

  /** What an interrupted run left half written. */
  async clean(): Promise<void> {
    await rm(this.#workDir(), { recursive: true, force: true })
  }

  #workDir(): string {
    return join(this.libraryDir, '.making')
  }

  #host(job: JobRow): JobHost {
    const { kind, params } = Input.parse(job.input)
    const folder = join(this.#workDir(), job.id)
    let data: ReportData | undefined
    const methods: MakeReportHost = {
      begin: async () => {
        const { maker } = this.#kinds.require(kind)
        await rm(folder, { recursive: true, force: true })
        await mkdir(folder, { recursive: true, mode: 0o700 })
        const result = await maker.make(params)
        data = { ...result.data, practice: this.#parts.isPractice }
        const made = await this.#makingOf(job, params)
        const { made: _made, ...head } = headOf(data, made)
        return { data: head, made, evidence: result.evidence, folder, workspace: this.#parts.workspace.id, resourcesDir: this.#parts.resourcesDir }
      },
      rows: (table, from) => Promise.resolve(handOver(data, table, from)),
      sign: (manifest) => Promise.resolve(this.#seal.sign(manifest)),
      finish: (manifest) => this.#finish(folder, job.id, manifest),
    }
    return { methods: methods as unknown as JobHost['methods'], ended: (state, fault) => this.#ended(job.id, { state, fault, folder }) }
  }

  async #makingOf(job: JobRow, params: Record<string, string>): Promise<ReportMaking> {
    const { audit, clock, newId, version } = this.#parts
    const { seq, mac } = await audit.head()
    return { id: job.subjectId ?? newId(), at: clock.instant(), by: job.createdBy, program: `MiniDesk ${version}`, params, audit: { seq, mac } }
  }

  async #finish(folder: string, jobId: string, manifest: Manifest): Promise<void> {
    const { id, kind, month, made, practice } = manifest
    const name = folderName({ id, kind, month, at: made.at, practice })
    await rename(folder, join(this.libraryDir, name))
    await this.#put(name, manifest, createHash('sha256').update(manifestText(manifest)).digest('hex'))
    this.#made.set(jobId, manifest)
  }

  async #ended(id: string, { state, fault, folder }: { state: string; fault: PlainFault | undefined; folder: string }): Promise<void> {
    const manifest = this.#made.get(id)
    const waiting = this.#waiting.get(id)
    this.#made.delete(id)
    this.#waiting.delete(id)
    if (state === 'done' && manifest) return waiting?.resolve(manifest)
    await rm(folder, { recursive: true, force: true })
    waiting?.reject(fault ? faultOf(fault) : new Fault('jobs.cancelled'))
  }
}
