import type { CommandOutput } from '@shared/contract'
import type { FieldError } from '@shared/contract/error'
import { OrderImportFields, type OrderImport, type OrderImportDefaults, type OrderImportRow } from '@shared/contract/payment-orders'
import { isZone } from '@shared/domain/days'
import { cursorNumber } from '../../../bridge/cursor'
import { Fault } from '../../../platform/errors/fault'
import type { ImportsParts } from './parts'
import type { ImportRecord, ImportRowRecord } from './repository'
import { plainCell } from './row-plan'

type Locale = 'zh-CN' | 'en'

const steps = ['payments.imports.read', 'payments.imports.check', 'payments.imports.run'] as const
type Step = (typeof steps)[number]
const longestShown = 200

/** Orders from files: read, checked row by row, and stored only when a person says so. */
export class ImportsService {
  readonly parts: ImportsParts
  /** Imports for which a step is being started at this moment. */
  readonly #starting = new Set<string>()

  constructor(parts: ImportsParts) {
    this.parts = parts
  }

  /** @throws Fault `files.notFound`, `payments.accountNotFound`, `bridge.invalidInput` */
  async create(
    input: { fileId: string; accountId: string; sheet?: string | undefined; mapping?: Record<string, string> | undefined; defaults: OrderImportDefaults },
    by: string,
    locale: Locale,
  ): Promise<OrderImport> {
    const { incoming, accounts, repository, newId } = this.parts
    const file = incoming.require(input.fileId)
    const account = await accounts.get(input.accountId)
    assertZone(input.defaults)
    const id = newId()
    await repository.insert({
      ...{ id, accountId: account.id, fileName: file.name, fileHash: file.sha256, by },
      ...{ defaults: input.defaults, mapping: input.mapping ?? {} },
    })
    await this.#start(id, file.name, 'payments.imports.read', { path: file.path, name: file.name, sheet: input.sheet ?? null }, by, locale)
    return this.get(id)
  }

  async get(id: string): Promise<OrderImport> {
    return toImport(await this.parts.repository.get(id))
  }

  async list(limit: number): Promise<OrderImport[]> {
    return (await this.parts.repository.list(limit)).map(toImport)
  }

  async rows(input: { id: string; cursor?: string | undefined; limit: number; refusedOnly: boolean }): Promise<CommandOutput<'payments.imports.rows'>> {
    const record = await this.parts.repository.get(input.id)
    const after = cursorNumber(input.cursor) ?? -1
    const rows = await this.parts.repository.rows({ id: input.id, after, limit: input.limit, refusedOnly: input.refusedOnly })
    const { add, complete, unchanged, refuse } = record.counts
    const last = rows.at(-1)
    return {
      rows: rows.map((row) => toRow(row, record)),
      hits: input.refusedOnly ? refuse : add + complete + unchanged + refuse,
      hitsCapped: false,
      ...(rows.length === input.limit && last ? { nextCursor: String(last.line) } : {}),
    }
  }

  /** @throws Fault `payments.importBusy`, `payments.importDone`, `bridge.invalidInput` */
  check(input: { id: string; mapping: Record<string, string>; defaults: OrderImportDefaults }, by: string, locale: Locale): Promise<OrderImport> {
    return this.#alone(input.id, async (record) => {
      if (record.state === 'done') throw new Fault('payments.importDone', { params: { file: record.fileName } })
      assertZone(input.defaults)
      assertMapping(input.mapping, record.headers)
      await this.parts.repository.configure({ id: input.id, mapping: input.mapping, mappingRemembered: false, defaults: input.defaults })
      await this.parts.repository.setState({ id: input.id, state: 'reading', error: null })
      await this.#start(input.id, record.fileName, 'payments.imports.check', {}, by, locale)
      return this.get(input.id)
    })
  }

  /** @throws Fault `payments.importBusy`, `payments.importDone`, `payments.importNothing` */
  run(id: string, by: string, locale: Locale): Promise<{ jobId: string }> {
    return this.#alone(id, async (record) => {
      if (record.state === 'done') throw new Fault('payments.importDone', { params: { file: record.fileName } })
      if (record.state !== 'checked' && record.state !== 'importing') throw new Fault('payments.importNothing', { params: { file: record.fileName } })
      const left = await this.parts.repository.left(id)
      if (left === 0) throw new Fault('payments.importNothing', { params: { file: record.fileName } })
      await this.parts.repository.setState({ id, state: 'importing', error: null })
      return { jobId: await this.#start(id, record.fileName, 'payments.imports.run', {}, by, locale, left) }
    })
  }

  /** Starts nothing beside what works on the import, and nothing twice for two clicks. */
  async #alone<T>(id: string, start: (record: ImportRecord) => Promise<T>): Promise<T> {
    const busy = this.#starting.has(id) || this.parts.jobs.isBusy(id, steps)
    if (!busy) this.#starting.add(id)
    try {
      const record = await this.parts.repository.get(id)
      if (busy) throw new Fault('payments.importBusy', { params: { file: record.fileName } })
      return await start(record)
    } finally {
      if (!busy) this.#starting.delete(id)
    }
  }

  async #start(id: string, title: string, kind: Step, input: object, by: string, locale: Locale, totalItems?: number): Promise<string> {
    const jobId = await this.parts.jobs.start({
      kind,
      title,
      subjectId: id,
      input: { importId: id, ...input },
      locale,
      createdBy: by,
      ...(totalItems === undefined ? {} : { totalItems }),
    })
    await this.parts.repository.setJob({ id, jobId })
    return jobId
  }
}

function assertZone({ zone }: OrderImportDefaults): void {
  if (!isZone(zone)) throw new Fault('bridge.invalidInput', { fields: [{ path: 'defaults.zone', code: 'zoneUnknown' }] })
}

function assertMapping(mapping: Record<string, string>, headers: readonly string[]): void {
  const problems = Object.entries(mapping).flatMap(([field, header]): FieldError[] => {
    if (!(OrderImportFields as readonly string[]).includes(field)) return [{ path: `mapping.${field}`, code: 'import.fieldUnknown', params: { field } }]
    return headers.includes(header) ? [] : [{ path: `mapping.${field}`, code: 'import.columnMissing', params: { header } }]
  })
  if (problems.length > 0) throw new Fault('bridge.invalidInput', { fields: problems })
}

function toImport(record: ImportRecord): OrderImport {
  return {
    id: record.id,
    fileName: record.fileName,
    state: record.state,
    account: { id: record.accountId, name: record.accountName },
    headers: record.headers,
    mapping: record.mapping,
    mappingRemembered: record.mappingRemembered,
    counts: record.counts,
    totals: record.totals,
    ...(record.before === null ? {} : { importedBefore: record.before }),
    notices: record.notices,
    ...(record.error === null ? {} : { error: record.error }),
    ...(record.jobId === null ? {} : { jobId: record.jobId }),
    createdAt: record.createdAt,
    createdBy: record.createdBy,
  }
}

function toRow(row: ImportRowRecord, { headers, mapping }: ImportRecord): OrderImportRow {
  const values = Object.entries(mapping).flatMap(([field, header]) => {
    const text = plainCell(row.cells[headers.indexOf(header)] ?? '')
    return text === '' ? [] : [[field, text.slice(0, longestShown)] as const]
  })
  return { line: row.line, values: Object.fromEntries(values), action: row.action, issues: row.issues }
}
