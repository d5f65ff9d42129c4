import type { CommandOutput } from '@shared/contract'
import type { FileMapping, FileOptions, SettlementFile } from '@shared/contract/settlement-files'
import type { SourceKind } from '@shared/contract/settlement-values'
import { isZone } from '@shared/domain/days'
import { stat } from 'node:fs/promises'
import { cursorNumber } from '../../../bridge/cursor'
import { Fault } from '../../../platform/errors/fault'
import type { faultOf } from '../../../platform/errors/plain-fault'
import type { JobRow } from '../../../platform/jobs/repository'
import { isResumable, type JobHost } from '../../../platform/jobs/runner'
import type { Doer } from '../ports'
import { Attachments } from './attachments'
import { checkHost, intakeHost } from './host'
import { checkFileKind } from './jobs/check-file'
import { readIntakeKind, type ReadIntakeInput } from './jobs/read-intake'
import { loadFile } from './load'
import { PackDesk } from './pack-desk'
import { FilePacks } from './packs'
import type { FilesParts } from './parts'
import { originalPath } from './paths'
import { profileOf } from './profiles'
import { SideThread } from './side-thread'
import { toFile } from './view'

type Locale = 'zh-CN' | 'en'
const kinds = [readIntakeKind, checkFileKind] as const

/** Files of settlement: taken in, read row by row, and counted only when a person, or who fetched them, says so. */
export class FilesService {
  readonly parts: FilesParts
  readonly side: SideThread
  readonly packs: FilePacks
  readonly rows: PackDesk
  readonly attachments: Attachments

  constructor(parts: FilesParts) {
    this.parts = parts
    this.side = new SideThread(parts.startThread)
    this.packs = new FilePacks(parts, this.side)
    this.rows = new PackDesk(parts, this.packs)
    this.attachments = new Attachments(parts)
    const typed = (methods: object) => methods as JobHost['methods']
    parts.jobs.register(readIntakeKind, (job) => {
      const { intakeId, files } = job.input as ReadIntakeInput
      return { methods: typed(intakeHost(parts, intakeId, files.length)), ended: (state) => this.#intakeEnded(intakeId, state) }
    })
    parts.jobs.register(checkFileKind, (job) => ({ methods: typed(checkHost(parts)), ended: (state, fault) => this.#checkEnded((job.input as { id: string }).id, state, fault) }), {
      // An older check would undo what came after it.
      mayResume: async (job: JobRow) => (await parts.repository.find((job.input as { id: string }).id))?.jobId === job.id,
    })
  }

  async #intakeEnded(id: string, state: string): Promise<void> {
    await this.parts.repository.setIntake({ id, reading: state === 'paused' })
    this.parts.changed()
  }

  async #checkEnded(id: string, state: string, fault?: Parameters<typeof faultOf>[0]): Promise<void> {
    if (state === 'done' || state === 'paused') return
    const { step } = await this.parts.repository.get(id)
    if (step === 'checking' || step === 'reading')
      await this.parts.repository.setStep({ id, step: 'mapping', ...(fault ? { error: { code: fault.code, params: plain(fault.params) } } : {}) })
    this.parts.changed()
  }

  /** @throws Fault `files.notFound` */
  async add(input: { fileIds: string[]; accountId?: string | undefined }, by: string, locale: Locale): Promise<{ intakeId: string; jobId: string }> {
    const { incoming, repository, jobs, newId } = this.parts
    const files = input.fileIds.map((id) => incoming.require(id)).map(({ path, name }) => ({ path, name }))
    const intakeId = newId()
    await repository.addIntake({ id: intakeId, accountId: input.accountId ?? null, by })
    const title = files.length === 1 ? (files[0]?.name ?? '') : `${files[0]?.name ?? ''} + ${files.length - 1}`
    const jobId = await jobs.start({ kind: readIntakeKind, title, subjectId: intakeId, input: { intakeId, files }, locale, createdBy: by, totalItems: files.length })
    await repository.setIntake({ id: intakeId, jobId })
    return { intakeId, jobId }
  }

  async intake(id: string): Promise<CommandOutput<'settlement.imports.get'>> {
    const { repository } = this.parts
    const { jobId, reading, refused, addedAt, addedBy } = await repository.intake(id)
    const records = await repository.ofIntake(id)
    const names = await this.#accountNames()
    return { id, ...(jobId === null ? {} : { jobId }), reading, files: records.map((record) => toFile(record, names)), refused, addedAt, addedBy }
  }

  async list(query: { cursor?: string | undefined; limit: number; source?: SourceKind | undefined; accountId?: string | undefined; month?: string | undefined; steps?: SettlementFile['step'][] | undefined; text?: string | undefined }): Promise<CommandOutput<'settlement.files.list'>> {
    const { cursor, ...rest } = query
    const { rows, hits } = await this.parts.repository.page({ ...rest, before: cursorNumber(cursor) })
    const names = await this.#accountNames()
    const last = rows.at(-1)
    return { rows: rows.map((record) => toFile(record, names)), hits, hitsCapped: hits >= 10_000, ...(rows.length === query.limit && last ? { nextCursor: String(last.seq) } : {}) }
  }

  async get(id: string): Promise<CommandOutput<'settlement.files.get'>> {
    const record = await this.parts.repository.get(id)
    const { insight, diff } = record.data
    return { file: toFile(record, await this.#accountNames()), ...(insight ? { insight } : {}), ...(diff ? { diff } : {}) }
  }

  async problems(input: { id: string; cursor?: string | undefined; limit: number; openOnly: boolean }): Promise<CommandOutput<'settlement.files.problems'>> {
    const record = await this.parts.repository.get(input.id)
    const { rows, hits } = await this.parts.repository.problems({ ...input, after: cursorNumber(input.cursor) ?? 0 })
    const last = rows.at(-1)
    return {
      rows: rows.map(({ decision, ...row }) => ({ ...row, ...(decision ? { decision } : {}) })),
      hits,
      hitsCapped: false,
      total: record.problems,
      ...(rows.length === input.limit && last ? { nextCursor: String(last.id) } : {}),
    }
  }

  /**
   * Reads a file again by what a person says of it.
   * @throws Fault `settlement.fileBusy`, `settlement.fileSettled`, `settlement.fileChanged`, `bridge.invalidInput`
   */
  async check(
    input: {
      id: string
      profile: string
      source?: SourceKind | undefined
      accountId?: string | undefined
      billType?: string | undefined
      day?: string | undefined
      sheet?: string | undefined
      mapping?: FileMapping | undefined
      options?: FileOptions | undefined
      rev: number
    },
    by: string,
    locale: Locale,
  ): Promise<{ jobId: string }> {
    const { repository } = this.parts
    const record = await repository.get(input.id)
    this.#assertOpen(record.name, record.step, ['mapping', 'checked', 'failed'], input.id)
    const profile = profileOf(input.profile)
    if (!profile) throw new Fault('settlement.profileUnknown', { params: { profile: input.profile } })
    const options = input.options ?? record.data.options
    if (options && !isZone(options.zone)) throw new Fault('bridge.invalidInput', { fields: [{ path: 'options.zone', code: 'zoneUnknown' }] })
    const accountId = input.accountId ?? ''
    if (profile.ofAccount && accountId === '') throw new Fault('bridge.invalidInput', { fields: [{ path: 'accountId', code: 'required' }] })
    await repository.describe({
      ...{ id: input.id, rev: input.rev, profile: profile.id, source: input.source ?? profile.source, accountId, billType: input.billType ?? profile.billType },
      day: input.day ?? null,
      step: 'checking',
      data: { mapping: input.mapping ?? {}, sheet: input.sheet ?? '', described: options !== null, options, error: null },
    })
    return { jobId: await this.#startCheck(input.id, record.name, by, locale) }
  }

  /** @throws Fault `settlement.fileChanged`, `settlement.rowLoaded`, `settlement.monthLocked` */
  async correct(
    input: { id: string; decisions: { problemId: number; action: 'corrected' | 'leftOut'; cells: Record<string, string> }[]; reason: string; rev: number },
    doer: Doer,
    locale: Locale,
  ): Promise<{ jobId: string }> {
    const { repository, closing } = this.parts
    const record = await repository.get(input.id)
    this.#assertOpen(record.name, record.step, ['checked', 'loaded'], input.id)
    if (record.step === 'loaded') await closing().assertOpen(record.months)
    const known = new Set(record.data.insight?.headers ?? [])
    for (const { cells } of input.decisions)
      for (const header of Object.keys(cells)) if (!known.has(header)) throw new Fault('bridge.invalidInput', { fields: [{ path: 'decisions', code: 'import.columnMissing', params: { header } }] })
    await repository.correct({ ...input, by: doer.operatorName, operatorId: doer.operatorId, correlationId: doer.correlationId })
    if (record.step === 'checked') await repository.setStep({ id: input.id, step: 'checking' })
    return { jobId: await this.#startCheck(input.id, record.name, doer.operatorName, locale) }
  }

  /** One after the other; what cannot be loaded is answered with the reason. */
  async load(ids: readonly string[], by: string): Promise<CommandOutput<'settlement.imports.load'>> {
    const refused: CommandOutput<'settlement.imports.load'>['refused'] = []
    let loaded = 0
    for (const id of ids)
      try {
        await loadFile(this.parts, { packs: this.packs, side: this.side }, id, by)
        loaded += 1
      } catch (cause) {
        if (!(cause instanceof Fault)) throw cause
        refused.push({ id, code: cause.code, params: plain(cause.params) })
      }
    this.parts.changed()
    return { loaded, refused }
  }

  async discard(id: string): Promise<SettlementFile> {
    const { repository } = this.parts
    const record = await repository.get(id)
    this.#assertOpen(record.name, record.step, ['mapping', 'checked', 'failed', 'reading'], id)
    await repository.setStep({ id, step: 'discarded' })
    this.parts.changed()
    return toFile(await repository.get(id), await this.#accountNames())
  }

  /** @throws Fault `settlement.originalMissing` */
  async original(id: string): Promise<CommandOutput<'settlement.files.original'>> {
    const { repository, folders, tickets } = this.parts
    const { sha256, name } = await repository.get(id)
    return offer(tickets, originalPath(folders, sha256), name)
  }

  async openAttachment(id: string): Promise<CommandOutput<'settlement.attachments.open'>> {
    const { name } = await this.attachments.require(id)
    return offer(this.parts.tickets, await this.attachments.pathOf(id), name)
  }

  /** Files whose reading an ended program left behind are read again when their job goes on; one without a job waits. */
  async recover(): Promise<void> {
    await this.packs.tidy()
    for (const { id, jobId, intakeId } of await this.parts.repository.unfinished()) {
      const intake = await this.parts.repository.intake(intakeId)
      if (!(await this.#goesOn(jobId ?? intake.jobId))) await this.parts.repository.setStep({ id, step: 'mapping' })
    }
  }

  /** Killed between a file's step and its job, nothing would ever read the file again. */
  async #goesOn(jobId: string | null): Promise<boolean> {
    if (jobId === null) return false
    const job = await this.parts.jobs.require(jobId).catch(() => undefined)
    return job !== undefined && isResumable(job)
  }

  #assertOpen(file: string, step: SettlementFile['step'], steps: readonly SettlementFile['step'][], id: string): void {
    if (this.parts.jobs.isBusy(id, kinds)) throw new Fault('settlement.fileBusy', { params: { file } })
    if (!steps.includes(step)) throw new Fault(step === 'checking' || step === 'reading' ? 'settlement.fileBusy' : 'settlement.fileSettled', { params: { file } })
  }

  async #startCheck(id: string, name: string, by: string, locale: Locale): Promise<string> {
    const { jobs, repository, changed } = this.parts
    const jobId = await jobs.start({ kind: checkFileKind, title: name, subjectId: id, input: { id }, locale, createdBy: by })
    await repository.setJob({ id, jobId })
    changed()
    return jobId
  }

  async #accountNames(): Promise<Map<string, string>> {
    return new Map((await this.parts.accounts.all()).map(({ id, name }) => [id, name]))
  }
}

async function offer(tickets: FilesParts['tickets'], path: string, name: string): Promise<{ ticket: string; name: string; bytes: number }> {
  const found = await stat(path).catch(() => undefined)
  if (!found) throw new Fault('settlement.originalMissing', { params: { file: name } })
  return tickets.offer({ path, name, bytes: found.size, temporary: false, disposition: 'attachment' })
}

const plain = (params: Fault['params']): Record<string, string | number> =>
  Object.fromEntries(Object.entries(params).filter((entry): entry is [string, string | number] => typeof entry[1] === 'string' || typeof entry[1] === 'number'))
