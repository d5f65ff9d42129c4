import type { ColumnMapping, ImportPreview, ImportResult, ImportRow } from '@shared/contract/apps'
import { comparableHeader, headerSignature } from '@shared/domain/cells/headers'
import { type MappableField, suggestMapping } from '@shared/domain/cells/mapping'
import { Fault } from '../../platform/errors/fault'
import { readSheet, type Sheet, type SheetLimits } from '../../platform/files/spreadsheet'

/** What an import of master data needs of the files that were handed in. */
export interface IncomingDesk {
  require(fileId: string): { path: string; name: string; bytes: number }
}

/** Where the mapping of a file's columns is remembered for the next file like it. */
export interface MappingMemory {
  recallMapping(purpose: string, headerSignature: string): Promise<ColumnMapping | undefined>
  rememberMapping(purpose: string, headerSignature: string, mapping: ColumnMapping): Promise<void>
}

/** A row by field: only fields whose cell is not empty, trimmed. */
export interface ImportLine {
  line: number
  cells: ReadonlyMap<string, string>
}

export interface OpenedImport {
  headers: string[]
  mapping: ColumnMapping
  signature: string
  notices: ImportPreview['notices']
  lines: ImportLine[]
}

/** A row of the file with what is to be done; `item` is there for a row to create or update. */
export interface PlannedRow<T> {
  row: ImportRow
  item?: T
}

export type ImportIssue = ImportRow['issues'][number]

/** Master data is hundreds of rows; a file beyond this is another file, and reading stays short. */
const limits = { fileBytes: 10 * 1024 * 1024, unpackedBytes: 60 * 1024 * 1024, rows: 5_000, cells: 500_000 }
const rowsPerTransaction = 200
const longestHeader = 200

/**
 * Reads an import file and decides which column holds which field: the given mapping, else the remembered one, else
 * a suggestion.
 * @throws Fault of the spreadsheet reader; `bridge.invalidInput` for a mapping that does not fit the file
 */
export async function openImport(
  file: { path: string; name: string },
  options: {
    purpose: string
    fields: readonly MappableField[]
    given: ColumnMapping | undefined
    memory: MappingMemory
    signal: AbortSignal
    /** Of a file that may be larger than master data is. */
    limits?: Partial<SheetLimits>
    /** Name of the worksheet, if not the first. */
    sheet?: string | undefined
  },
): Promise<OpenedImport> {
  const { fields, given, memory, purpose, signal } = options
  const reading = { limits: { ...limits, ...options.limits }, ...(options.sheet === undefined ? {} : { sheet: options.sheet }) }
  const sheet = await readNamed(file, reading, signal)
  const signature = headerSignature(sheet.headers)
  const columns = given
    ? givenColumns(sheet.headers, given, fields)
    : (rememberedColumns(sheet.headers, await memory.recallMapping(purpose, signature), fields) ??
      suggestedColumns(sheet.headers, fields))
  return {
    headers: sheet.headers,
    mapping: Object.fromEntries([...columns].map(([field, column]) => [field, sheet.headers[column] ?? ''])),
    signature,
    notices: sheet.notices.map(({ code, params }) => ({ code, params: withoutLongTokens(params) })),
    lines: sheet.rows.map(({ line, cells }) => ({ line, cells: filledCells(cells, columns) })),
  }
}

export function previewOf(
  opened: OpenedImport,
  planned: readonly PlannedRow<unknown>[],
  fields: readonly MappableField[],
): ImportPreview {
  const counts = { create: 0, update: 0, unchanged: 0, refuse: 0 }
  for (const { row } of planned) counts[row.action] += 1
  return {
    headers: opened.headers,
    fields: fields.map(({ key }) => key),
    mapping: opened.mapping,
    rows: planned.map(({ row }) => row),
    counts,
    notices: opened.notices,
  }
}

/**
 * Writes what was planned, one transaction for each 200 rows. A row that is refused while writing, because somebody
 * changed the same thing at that moment, is counted as refused with its reason.
 */
export async function writeInChunks<T>(
  planned: readonly PlannedRow<T>[],
  write: (items: T[]) => Promise<({ ok: true } | ({ ok: false } & ImportIssue))[]>,
): Promise<ImportResult> {
  const refusedRows = planned.filter(({ row }) => row.action === 'refuse').map(({ row }) => row)
  const done = { create: 0, update: 0 }
  const work = planned.flatMap(({ row, item }) => (item === undefined ? [] : [{ row, item }]))
  for (let at = 0; at < work.length; at += rowsPerTransaction) {
    const chunk = work.slice(at, at + rowsPerTransaction)
    const outcomes = await write(chunk.map(({ item }) => item))
    chunk.forEach(({ row }, index) => {
      const outcome = outcomes[index]
      if (outcome?.ok) done[row.action === 'create' ? 'create' : 'update'] += 1
      else if (outcome) {
        const issue = { field: outcome.field, code: outcome.code, params: outcome.params }
        refusedRows.push({ ...row, action: 'refuse', issues: [issue] })
      }
    })
  }
  refusedRows.sort((a, b) => a.line - b.line)
  return {
    created: done.create,
    updated: done.update,
    unchanged: planned.filter(({ row }) => row.action === 'unchanged').length,
    refused: refusedRows.length,
    refusedRows,
  }
}

/** Hides what may be a key: a run of 16 letters and digits or more. */
function withoutLongTokens<T extends Record<string, string | number>>(params: T): T {
  const entries = Object.entries(params).map(([key, value]) => [
    key,
    typeof value === 'string' ? value.replaceAll(/[0-9A-Za-z]{16,}/g, maskedText) : value,
  ])
  return Object.fromEntries(entries) as T
}

/** A key as a screen may show it: its last four characters. */
export function maskedText(key: string): string {
  return key.length >= 16 ? `•••• ${key.slice(-4)}` : '••••'
}

/** The reader knows the file by its random name; a person knows it by the name they gave it. */
async function readNamed(
  file: { path: string; name: string },
  reading: { limits: Partial<SheetLimits>; sheet?: string },
  signal: AbortSignal,
): Promise<Sheet> {
  try {
    return await readSheet(file.path, reading, signal)
  } catch (cause) {
    if (!(cause instanceof Fault) || !Object.hasOwn(cause.params, 'file')) throw cause
    throw new Fault(cause.code, { params: { ...cause.params, file: file.name }, retry: cause.retry, cause })
  }
}

function givenColumns(
  headers: readonly string[],
  given: ColumnMapping,
  fields: readonly MappableField[],
): Map<string, number> {
  const columns = new Map<string, number>()
  const problems = []
  for (const [field, header] of Object.entries(given)) {
    const path = `mapping.${field}`
    const column = headers.indexOf(header)
    if (!fields.some(({ key }) => key === field))
      problems.push({ path, code: 'import.fieldUnknown', params: { field } })
    else if (column < 0) problems.push({ path, code: 'import.columnMissing', params: { header } })
    else if ([...columns.values()].includes(column))
      problems.push({ path, code: 'import.columnTwice', params: { header } })
    else columns.set(field, column)
  }
  if (problems.length > 0) throw new Fault('bridge.invalidInput', { fields: problems })
  return columns
}

/** The signature ignores how a header is written, so that the remembered one may differ in case or blanks. */
function rememberedColumns(
  headers: readonly string[],
  remembered: ColumnMapping | undefined,
  fields: readonly MappableField[],
): Map<string, number> | undefined {
  if (!remembered) return undefined
  const columns = new Map<string, number>()
  for (const { key } of fields) {
    const header = Object.hasOwn(remembered, key) ? remembered[key] : undefined
    if (header === undefined) continue
    const exact = headers.indexOf(header)
    const column = exact >= 0 ? exact : headers.findIndex((one) => comparableHeader(one) === comparableHeader(header))
    if (column >= 0 && ![...columns.values()].includes(column)) columns.set(key, column)
  }
  return columns
}

function suggestedColumns(headers: readonly string[], fields: readonly MappableField[]): Map<string, number> {
  const usable = headers.map((header) => (header.length > longestHeader ? '' : header))
  return new Map(suggestMapping(usable, fields).map(({ key, column }) => [key, column]))
}

function filledCells(cells: readonly string[], columns: ReadonlyMap<string, number>): Map<string, string> {
  const filled = new Map<string, string>()
  for (const [field, column] of columns) {
    const text = (cells[column] ?? '').trim()
    if (text !== '') filled.set(field, text)
  }
  return filled
}
