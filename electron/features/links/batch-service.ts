import type { CommandOutput } from '@shared/contract'
import type { Batch, BatchDefaults, BatchRow, BatchRowState } from '@shared/contract/link-batches'
import { cursorNumber } from '../../bridge/cursor'
import { Fault } from '../../platform/errors/fault'
import { newId } from '../../platform/ids/id'
import type { BatchRecord, BatchRowRecord } from './batch.repository'
import { planRow, type PlanContext } from './row-plan'
import type { Doer } from './doer'
import type { LinksService } from './service'

export const batchJobs = {
  read: 'links.batch.read',
  check: 'links.batch.check',
  run: 'links.batch.run',
  export: 'links.batch.export',
} as const

/** What changes a batch; an export only reads it and may run beside. */
const steps: readonly string[] = [batchJobs.read, batchJobs.check, batchJobs.run]

type Locale = 'zh-CN' | 'en'

/** Batches: many links from one sheet, checked before anything is called and resumable at any point. */
export class BatchService {
  readonly #links: LinksService
  /** Batches for which a step is being started at this moment. */
  readonly #starting = new Set<string>()

  constructor(links: LinksService) {
    this.#links = links
  }

  async create(
    input: {
      name: string
      source: { kind: 'file'; fileId: string; sheet?: string | undefined } | { kind: 'cells'; cells: string[][] }
    },
    doer: Doer,
    locale: Locale,
  ): Promise<{ batchId: string; jobId: string }> {
    const { batches, clock, incoming } = this.#links.parts
    const file = input.source.kind === 'file' ? incoming.require(input.source.fileId) : undefined
    const batch = await batches.insert({
      id: newId(clock),
      name: input.name,
      sourceName: file?.name ?? null,
      createdBy: doer.operatorName,
    })
    const source =
      input.source.kind === 'cells'
        ? { kind: 'cells' as const, cells: input.source.cells }
        : { kind: 'file' as const, path: file?.path ?? '', name: file?.name ?? '', sheet: input.source.sheet ?? null }
    const jobId = await this.#start(batch, 'read', { source }, doer, locale)
    return { batchId: batch.id, jobId }
  }

  async list(limit: number): Promise<Batch[]> {
    return (await this.#links.parts.batches.list(limit)).map(toBatch)
  }

  async get(id: string): Promise<Batch> {
    return toBatch(await this.#links.parts.batches.get(id))
  }

  async rows(input: {
    batchId: string
    cursor?: string | undefined
    limit: number
    states?: BatchRowState[] | undefined
  }): Promise<CommandOutput<'links.batches.rows'>> {
    const { batches } = this.#links.parts
    const after = cursorNumber(input.cursor) ?? -1
    const rows = await batches.rows({
      batchId: input.batchId,
      after,
      limit: input.limit,
      ...(input.states ? { states: input.states } : {}),
    })
    const { counts } = await batches.get(input.batchId)
    const hits = Object.entries(counts)
      .filter(([state]) => !input.states || input.states.includes(state as BatchRowState))
      .reduce((sum, [, count]) => sum + count, 0)
    const last = rows.at(-1)
    return {
      rows: rows.map(toRow),
      hits,
      hitsCapped: false,
      ...(rows.length === input.limit && last ? { nextCursor: String(last.rowNo) } : {}),
    }
  }

  /** Sets mapping and defaults and checks every row. */
  async check(
    input: { batchId: string; mapping: Record<string, string>; defaults: BatchDefaults },
    doer: Doer,
    locale: Locale,
  ): Promise<{ jobId: string }> {
    return this.#alone(input.batchId, () => this.#check(input, doer, locale))
  }

  async #check(
    input: { batchId: string; mapping: Record<string, string>; defaults: BatchDefaults },
    doer: Doer,
    locale: Locale,
  ): Promise<{ jobId: string }> {
    const { batches } = this.#links.parts
    const before = await batches.get(input.batchId)
    for (const [field, header] of Object.entries(input.mapping))
      if (!before.headers.includes(header))
        throw new Fault('bridge.invalidInput', {
          fields: [{ path: `mapping.${field}`, code: 'columnMissing', params: { header } }],
        })
    const batch = await batches.configure({ id: input.batchId, mapping: input.mapping, defaults: input.defaults })
    const jobId = await this.#start(batch, 'check', {}, doer, locale)
    return { jobId }
  }

  async editRow(input: { batchId: string; rowNo: number; cells: string[] }): Promise<BatchRow> {
    const { batches, changed } = this.#links.parts
    const row = await batches.row({ batchId: input.batchId, rowNo: input.rowNo })
    if (row.state === 'done' || row.state === 'calling' || row.state === 'unknown')
      throw new Fault('links.rowHasLink', { params: { line: row.line } })
    // The run may just have read this row: what it calls for and what stands here would be two things.
    if (row.state === 'ready' && this.#isBusy(input.batchId)) return this.#refuseBusy(input.batchId)
    const batch = await batches.get(input.batchId)
    const { issues, plan } = planRow(input.cells, await this.planContext(batch))
    await batches.putChecks({
      id: input.batchId,
      checks: [{ rowNo: input.rowNo, state: plan ? 'ready' : 'bad', issues, plan, cells: input.cells }],
    })
    changed.batch(input.batchId)
    return toRow(await batches.row({ batchId: input.batchId, rowNo: input.rowNo }))
  }

  async leaveOut(input: { batchId: string; rowNos?: number[] | undefined; leaveOut: boolean }): Promise<Batch> {
    const batch = await this.#links.parts.batches.leaveOut({
      id: input.batchId,
      rowNos: input.rowNos ?? null,
      leaveOut: input.leaveOut,
    })
    this.#links.parts.changed.batch(input.batchId)
    return toBatch(batch)
  }

  run(batchId: string, doer: Doer, locale: Locale): Promise<{ jobId: string }> {
    return this.#alone(batchId, async () => {
      const { batches } = this.#links.parts
      const batch = await batches.get(batchId)
      const ready = batch.counts.ready ?? 0
      if (ready === 0) throw new Fault('links.nothingReady', { params: { name: batch.name } })
      await batches.setState({ id: batchId, state: 'running' })
      return { jobId: await this.#start(batch, 'run', {}, doer, locale, ready) }
    })
  }

  retry(batchId: string): Promise<Batch> {
    return this.#alone(batchId, async () => {
      const batch = await this.#links.parts.batches.retryFailed(batchId)
      this.#links.parts.changed.batch(batchId)
      return toBatch(batch)
    })
  }

  async export(
    input: { batchId: string; sheet: 'xlsx' | 'csv' | 'none'; images: 'png' | 'svg' | 'none'; nameColumn?: string | undefined },
    doer: Doer,
    locale: Locale,
  ): Promise<{ jobId: string }> {
    const batch = await this.#links.parts.batches.get(input.batchId)
    if (input.nameColumn !== undefined && !batch.headers.includes(input.nameColumn))
      throw new Fault('bridge.invalidInput', {
        fields: [{ path: 'nameColumn', code: 'columnMissing', params: { header: input.nameColumn } }],
      })
    if (input.sheet === 'none' && input.images === 'none') throw new Fault('links.nothingToExport')
    const job = { sheet: input.sheet, images: input.images, nameColumn: input.nameColumn ?? null }
    return { jobId: await this.#start(batch, 'export', job, doer, locale) }
  }

  /** What rows of a batch are checked against, as things stand now. */
  async planContext(batch: BatchRecord): Promise<PlanContext> {
    const { apps, places, clock } = this.#links.parts
    if (!batch.defaults) throw new Fault('links.batchUnmapped', { params: { name: batch.name } })
    return {
      headers: batch.headers,
      mapping: batch.mapping,
      defaults: batch.defaults,
      apps: (await apps.all()).filter(({ archived }) => !archived),
      places: (await places.all()).filter(({ archived }) => !archived),
      limits: this.#links.limits(),
      now: clock.instant(),
    }
  }

  /** Starts nothing beside what works on the batch, and nothing twice for two clicks. */
  async #alone<T>(batchId: string, start: () => Promise<T>): Promise<T> {
    // No wait between the look and the mark: the second click must find it.
    if (this.#isBusy(batchId)) return this.#refuseBusy(batchId)
    this.#starting.add(batchId)
    try {
      return await start()
    } finally {
      this.#starting.delete(batchId)
    }
  }

  #isBusy(batchId: string): boolean {
    return this.#starting.has(batchId) || this.#links.parts.jobs.isBusy(batchId, steps)
  }

  async #refuseBusy(batchId: string): Promise<never> {
    const { name } = await this.#links.parts.batches.get(batchId)
    throw new Fault('links.batchBusy', { params: { name } })
  }

  async #start(
    batch: BatchRecord,
    step: keyof typeof batchJobs,
    input: object,
    doer: Doer,
    locale: Locale,
    totalItems?: number,
  ): Promise<string> {
    const jobId = await this.#links.parts.jobs.start({
      kind: batchJobs[step],
      title: batch.name,
      subjectId: batch.id,
      input: { batchId: batch.id, ...input },
      locale,
      createdBy: doer.operatorName,
      ...(totalItems === undefined ? {} : { totalItems }),
    })
    // A reopened page finds the work that is going on, or broke off, by this; an export is not the batch's own work.
    if (step !== 'export') await this.#links.parts.batches.setJob({ id: batch.id, jobId })
    this.#links.parts.changed.batch(batch.id)
    return jobId
  }
}

const noCounts = { unchecked: 0, bad: 0, ready: 0, leftOut: 0, calling: 0, done: 0, failed: 0, unknown: 0 }

export function toBatch(record: BatchRecord): Batch {
  const counts = { ...noCounts, ...record.counts }
  return {
    id: record.id,
    name: record.name,
    state: record.state,
    ...(record.sourceName === null ? {} : { sourceName: record.sourceName }),
    headers: record.headers,
    mapping: record.mapping,
    mappingRemembered: record.mappingRemembered,
    ...(record.defaults === null ? {} : { defaults: record.defaults }),
    counts,
    totalRows: Object.values(counts).reduce((sum, count) => sum + count, 0),
    notices: record.notices,
    ...(record.error === null ? {} : { error: record.error }),
    ...(record.jobId === null ? {} : { jobId: record.jobId }),
    createdBy: record.createdBy,
    createdAt: record.createdAt,
  }
}

export function toRow(record: BatchRowRecord): BatchRow {
  return {
    rowNo: record.rowNo,
    line: record.line,
    cells: record.cells,
    state: record.state,
    issues: record.issues,
    ...(record.error === null ? {} : { error: record.error }),
    ...(record.linkId === null ? {} : { linkId: record.linkId }),
    ...(record.linkText === null ? {} : { linkText: record.linkText }),
    reused: record.reused,
    ...(record.expiresAt === null ? {} : { expiresAt: record.expiresAt }),
  }
}
