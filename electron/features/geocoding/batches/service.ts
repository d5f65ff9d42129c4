import type { CommandInput, CommandOutput } from '@shared/contract'
import type { GeoBatch, GeoForecast, GeoPlan, GeoRow } from '@shared/contract/geocoding-batches'
import { unknownTemplateFields } from '@shared/domain/geo-batches'
import { cursorNumber } from '../../../bridge/cursor'
import { Fault } from '../../../platform/errors/fault'
import { sheetOfCells } from '../../../platform/files/spreadsheet'
import { removeExportsOf } from './export-files'
import { forecastOf } from './forecast'
import type { BatchDoer, BatchesRoomParts, Locale } from './parts'
import { questionOf, rowAddress } from './question'
import type { GeoBatchRecord } from './records'
import { toBatch, toRow } from './views'

export const geoBatchJobNames = {
  read: 'geocoding.batch.read',
  plan: 'geocoding.batch.plan',
  run: 'geocoding.batch.run',
  export: 'geocoding.batch.export',
} as const

/** What changes a batch; an export only reads it and may run beside. */
const steps: readonly string[] = [geoBatchJobNames.read, geoBatchJobNames.plan, geoBatchJobNames.run]
/** Rows of one write: bulk writes must be short. */
const rowsAtOnce = 500

/** Batches of addresses: read, planned, forecast, asked about, decided and exported. */
export class GeoBatches {
  readonly parts: BatchesRoomParts
  /** Batches for which a step is being started at this moment. */
  readonly #starting = new Set<string>()

  constructor(parts: BatchesRoomParts) {
    this.parts = parts
  }

  async create(input: CommandInput<'geocoding.batches.create'>, doer: BatchDoer, locale: Locale): Promise<{ batchId: string; jobId: string }> {
    const { rows, incoming, newId } = this.parts
    const { source } = input
    const file = source.kind === 'file' ? incoming.require(source.fileId) : undefined
    const sheet = source.kind === 'cells' ? sheetOfCells(source.cells) : undefined
    const base = { id: newId(), name: input.name, createdBy: doer.operatorName }
    const batch = await rows.insert({ ...base, sourceName: file?.name ?? null, headers: sheet?.headers ?? [] })
    const lines = sheet?.rows ?? []
    for (let from = 0; from < lines.length; from += rowsAtOnce) {
      const some = lines.slice(from, from + rowsAtOnce)
      await rows.putRows({ id: batch.id, rows: some.map((row, at) => ({ rowNo: from + at, ...row })) })
    }
    const from = sheet
      ? { kind: 'rows' as const, headers: sheet.headers }
      : { kind: 'file' as const, path: file?.path ?? '', name: file?.name ?? '', sheet: source.kind === 'file' ? (source.sheet ?? null) : null }
    return { batchId: batch.id, jobId: await this.start(batch, 'read', { source: from }, doer, locale) }
  }

  async list(limit: number): Promise<GeoBatch[]> {
    return (await this.parts.rows.list(limit)).map(toBatch)
  }

  async get(id: string): Promise<GeoBatch> {
    return toBatch(await this.parts.rows.get(id))
  }

  async rows(input: CommandInput<'geocoding.batches.rows'>): Promise<CommandOutput<'geocoding.batches.rows'>> {
    const filter = { id: input.batchId, states: input.states, text: input.text }
    const limit = input.limit ?? 50
    const [rows, hits] = await Promise.all([
      this.parts.rows.rows({ ...filter, after: cursorNumber(input.cursor) ?? -1, limit }),
      this.parts.rows.hits(filter),
    ])
    const last = rows.at(-1)
    return {
      rows: rows.map(toRow),
      hits,
      hitsCapped: false,
      ...(rows.length === limit && last ? { nextCursor: String(last.rowNo) } : {}),
    }
  }

  async row(batchId: string, rowNo: number): Promise<GeoRow> {
    return toRow(await this.parts.rows.row({ id: batchId, rowNo }))
  }

  points(batchId: string): Promise<CommandOutput<'geocoding.batches.points'>> {
    return this.parts.rows.points(batchId)
  }

  forecast(batchId: string): Promise<GeoForecast> {
    return forecastOf(this.parts, batchId)
  }

  /** @throws Fault `geocoding.batchBusy`; `bridge.invalidInput` for a column or a field of the template that is not there */
  plan(
    input: { batchId: string; mapping: Record<string, string>; plan: GeoPlan },
    doer: BatchDoer,
    locale: Locale,
  ): Promise<{ jobId: string }> {
    return this.alone(input.batchId, async () => {
      const before = await this.parts.rows.get(input.batchId)
      assertPlan(before.headers, input)
      const batch = await this.parts.rows.configure({ id: input.batchId, mapping: input.mapping, plan: input.plan })
      const keepAnswers = before.plan !== null && JSON.stringify(asked(before.plan)) === JSON.stringify(asked(input.plan))
      return { jobId: await this.start(batch, 'plan', { keepAnswers }, doer, locale, batch.counts ? total(batch) : undefined) }
    })
  }

  /** Goes on with a run that stands still, or starts one. @throws Fault `geocoding.nothingToAsk`, `geocoding.answersNotKept`, `geocoding.batchBusy` */
  run(batchId: string, doer: BatchDoer, locale: Locale): Promise<{ jobId: string }> {
    return this.alone(batchId, async () => {
      const { rows, jobs, jobRows } = this.parts
      const batch = await rows.get(batchId)
      // A plan that broke off has put together only some of the addresses.
      if (!batch.plan || batch.state === 'mapping') throw new Fault('geocoding.batchUnplanned', { params: { name: batch.name } })
      const left = batch.counts.unasked ?? 0
      if (left === 0) throw new Fault('geocoding.nothingToAsk', { params: { name: batch.name } })
      await this.#assertKept(batchId)
      const last = batch.jobId === null ? undefined : await jobRows.get(batch.jobId)
      if (last?.kind === geoBatchJobNames.run && (last.state === 'paused' || last.state === 'interrupted')) {
        await jobs.resume(last.id)
        return { jobId: last.id }
      }
      return { jobId: await this.start(batch, 'run', {}, doer, locale, left) }
    })
  }

  /** A batch keeps its answers until they are looked at and exported: a key that permits no keeping serves none. */
  async #assertKept(batchId: string): Promise<void> {
    const { providers } = await forecastOf(this.parts, batchId)
    const not = providers.find(({ problem }) => problem?.code === 'notKept')
    if (not) throw new Fault('geocoding.answersNotKept', { params: { name: not.keyName } })
  }

  /** Row by its cells; unasked again, unless a person decided about just this address. */
  async editRow(input: { batchId: string; rowNo: number; cells: string[] }): Promise<GeoRow> {
    const { rows, asking, jobs, changed } = this.parts
    const { batchId: id, rowNo, cells } = input
    await rows.row({ id, rowNo })
    const { headers, mapping, plan, name } = await rows.get(id)
    // It would put the address of the old cells over that of the new ones.
    if (jobs.isBusy(id, [geoBatchJobNames.read, geoBatchJobNames.plan])) throw new Fault('geocoding.batchBusy', { params: { name } })
    if (!plan) throw new Fault('geocoding.batchUnplanned', { params: { name } })
    const planned = rowAddress(cells, { headers, mapping, plan })
    await rows.editRow({ id, cells, row: { rowNo, ...planned, question: questionOf(planned, asking) } })
    changed.batch(id)
    return this.row(id, rowNo)
  }

  async again(input: CommandInput<'geocoding.batches.again'>): Promise<GeoBatch> {
    const { batchId: id, rowNos } = input
    const states = input.states ?? (rowNos ? null : ['failed' as const])
    await this.parts.rows.again({ id, states, rowNos: rowNos ?? null, fresh: input.fresh ?? false })
    this.parts.changed.batch(id)
    return this.get(id)
  }

  async export(input: CommandInput<'geocoding.batches.export'>, doer: BatchDoer, locale: Locale): Promise<{ jobId: string }> {
    const batch = await this.parts.rows.get(input.batchId)
    const job = { format: input.format, datum: input.datum ?? 'source' }
    return { jobId: await this.start(batch, 'export', job, doer, locale, total(batch)) }
  }

  /** Addresses, answers and exports go with it; a run that stands still is given up. */
  remove(batchId: string): Promise<{ removed: boolean }> {
    return this.alone(batchId, async () => {
      const { rows, jobs, jobRows, filesDir, changed } = this.parts
      const { jobId, name } = await rows.get(batchId)
      // An export that is being written would be left behind.
      if (jobs.isBusy(batchId)) throw new Fault('geocoding.batchBusy', { params: { name } })
      const last = jobId === null ? undefined : await jobRows.get(jobId)
      if (last && ['paused', 'interrupted'].includes(last.state)) await jobs.cancel(last.id)
      while (!(await rows.remove({ id: batchId, limit: rowsAtOnce }))) continue
      await removeExportsOf(filesDir, batchId)
      changed.batch(batchId)
      return { removed: true }
    })
  }

  /** Starts nothing beside what works on the batch, and nothing twice for two clicks. @throws Fault `geocoding.batchBusy` */
  async alone<T>(batchId: string, start: () => Promise<T>): Promise<T> {
    // No wait between the look and the mark: the second click must find it.
    if (this.#starting.has(batchId) || this.parts.jobs.isBusy(batchId, steps)) {
      const { name } = await this.parts.rows.get(batchId)
      throw new Fault('geocoding.batchBusy', { params: { name } })
    }
    this.#starting.add(batchId)
    try {
      return await start()
    } finally {
      this.#starting.delete(batchId)
    }
  }

  async start(
    batch: GeoBatchRecord,
    step: keyof typeof geoBatchJobNames,
    input: object,
    doer: BatchDoer,
    locale: Locale,
    totalItems?: number,
  ): Promise<string> {
    const { jobs, rows, changed } = this.parts
    const jobId = await jobs.start({
      kind: geoBatchJobNames[step],
      title: batch.name,
      subjectId: batch.id,
      input: { batchId: batch.id, ...input },
      locale,
      createdBy: doer.operatorName,
      ...(totalItems === undefined ? {} : { totalItems }),
    })
    // A reopened page finds the work that is going on, or broke off, by this; an export is not the batch's own work.
    if (step !== 'export') await rows.setJob({ id: batch.id, jobId })
    changed.batch(batch.id)
    return jobId
  }
}

const total = ({ counts }: GeoBatchRecord): number => Object.values(counts).reduce((sum, count) => sum + count, 0)

/** What of a plan changes answers or what follows from them; how addresses are put together shows in the addresses. */
function asked({ providers, mode, accept, reject, farMetres, area, language, fresh }: GeoPlan) {
  return { providers, mode, accept, reject, farMetres, area, language, fresh }
}

function assertPlan(headers: readonly string[], { mapping, plan }: { mapping: Record<string, string>; plan: GeoPlan }): void {
  for (const [field, header] of Object.entries(mapping))
    if (!headers.includes(header))
      throw new Fault('bridge.invalidInput', { fields: [{ path: `mapping.${field}`, code: 'columnMissing', params: { header } }] })
  const [unknown] = unknownTemplateFields(plan.template)
  if (unknown !== undefined)
    throw new Fault('bridge.invalidInput', { fields: [{ path: 'plan.template', code: 'geoTemplateField', params: { name: unknown } }] })
  const columns = Object.keys(mapping).filter((field) => field !== 'country')
  if (columns.length === 0) throw new Fault('bridge.invalidInput', { fields: [{ path: 'mapping', code: 'geoNoColumn' }] })
  if (plan.reject > plan.accept)
    throw new Fault('bridge.invalidInput', { fields: [{ path: 'plan.reject', code: 'geoRejectAboveAccept', params: { accept: plan.accept } }] })
}
