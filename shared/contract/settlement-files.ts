import { z } from 'zod'
import { command } from './define'
import { Currency, Minor } from './payment-values'
import { Attachment, BillType, CountedSum, EntryKind, EntryOutcome, EntryRow, Month, RowRef, SourceKind } from './settlement-values'
import { Day, FileTicket, Id, Instant, pageInput, pageOf } from './values'

/**
 * How far a file has come. `reading`: its bytes are kept, its head is being looked at. `mapping`: a person must say what
 * its columns are, whose it is, or which day. `checking`: every row is read. `checked`: waits for the word to load it.
 * `loaded`: its rows count. `replaced`: a corrected file took its place. `failed`: not readable. `discarded`: not wanted.
 */
export const fileSteps = ['reading', 'mapping', 'checking', 'checked', 'loaded', 'replaced', 'failed', 'discarded'] as const
export const FileStep = z.enum(fileSteps)
export type FileStep = z.infer<typeof FileStep>

/** What a column may be. The same words as the fields of a row; amounts come in several shapes. */
export const columnFields = [
  'at',
  'merchantNo',
  'providerNo',
  'wechatNo',
  'refundNo',
  'providerRefundNo',
  'group',
  'amount',
  'income',
  'expense',
  'refundAmount',
  'fee',
  'settled',
  'settledRefund',
  'balance',
  'currency',
  'settledCurrency',
  'kind',
  'direction',
  'state',
  'owner',
  'scene',
  'place',
  'title',
] as const
export const ColumnField = z.enum(columnFields)
export type ColumnField = z.infer<typeof ColumnField>

/** Which column holds what: field to header, as it stands in the file. */
export const FileMapping = z.partialRecord(ColumnField, z.string().max(200))
export type FileMapping = z.infer<typeof FileMapping>

/** What the file itself does not say. */
export const FileOptions = z.strictObject({
  /** Zone of times that name none. */
  zone: z.string().min(1).max(64),
  /** Of rows that name none. */
  currency: Currency,
  /** `minor`: amounts are whole cents. */
  unit: z.enum(['major', 'minor']),
  /** `minusIsIn`: the file shows money that comes in as negative. */
  sign: z.enum(['asIs', 'minusIsIn']),
  /** Order of day and month where a date does not tell: `2/11/2026`. */
  dateOrder: z.enum(['dayFirst', 'monthFirst']),
})
export type FileOptions = z.infer<typeof FileOptions>

/** A sum at the end of a file beside what its rows come to. */
export const ControlTotal = z.object({
  /** As the file calls it. */
  name: z.string(),
  /** As the file writes it. */
  said: z.string(),
  counted: z.string(),
  agrees: z.boolean(),
})
export type ControlTotal = z.infer<typeof ControlTotal>

export const FileControl = z.object({
  state: z.enum(['agrees', 'differs', 'none', 'truncated']),
  totals: z.array(ControlTotal),
  /** Breaks of the chain of balances, row by row; undefined where the file has no balances. */
  chain: z.object({ rows: z.int(), breaks: z.int(), openingMinor: Minor.optional(), closingMinor: Minor.optional() }).optional(),
})
export type FileControl = z.infer<typeof FileControl>

const Notice = z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })

/** Sums of a file by kind, outcome and currency. */
export const FileSum = z.object({
  kind: EntryKind,
  outcome: EntryOutcome,
  currency: z.string(),
  count: z.int(),
  minor: Minor,
  feeMinor: Minor,
})
export type FileSum = z.infer<typeof FileSum>

export const SettlementFile = z.object({
  id: Id,
  name: z.string(),
  /** The zip or gz that it came in. */
  container: z.string(),
  bytes: z.int(),
  /** SHA-256 of its content, unpacked. */
  sha256: z.string(),
  step: FileStep,
  origin: z.enum(['dropped', 'fetched', 'watched', 'practice']),
  source: SourceKind,
  /** Which ready mapping reads it; `hand`: mapped by a person. */
  profile: z.string(),
  account: z.object({ id: Id, name: z.string() }).optional(),
  billType: BillType,
  /** The day that a daily file is of. */
  day: Day.optional(),
  months: z.array(Month),
  rows: z.int(),
  /** Rows that could not be read and nobody has mended or left out. */
  problems: z.int(),
  /** Rows that a person left out. */
  leftOut: z.int(),
  corrected: z.int(),
  control: FileControl,
  hashChecked: z.boolean(),
  sums: z.array(FileSum),
  jobId: Id.optional(),
  intakeId: Id,
  error: Notice.optional(),
  replacedBy: Id.optional(),
  replaces: Id.optional(),
  addedAt: Instant,
  addedBy: z.string(),
  loadedAt: Instant.optional(),
  loadedBy: z.string(),
  rev: z.int(),
})
export type SettlementFile = z.infer<typeof SettlementFile>

/** What was seen in a file, for mapping it. */
export const FileInsight = z.object({
  format: z.enum(['text', 'xlsx']),
  encoding: z.string(),
  delimiter: z.string(),
  sheets: z.array(z.string()),
  sheet: z.string(),
  headers: z.array(z.string()),
  headerLine: z.int(),
  /** The first rows under the headers, as they stand there. */
  sample: z.array(z.object({ line: z.int(), cells: z.array(z.string()) })),
  mapping: FileMapping,
  mappingRemembered: z.boolean(),
  options: FileOptions,
  /** Merchant numbers that its rows name. */
  owners: z.array(z.string()),
  notices: z.array(Notice),
})
export type FileInsight = z.infer<typeof FileInsight>

/** How a corrected file differs from the one that it replaced. */
export const FileVersionDiff = z.object({
  added: z.int(),
  removed: z.int(),
  changed: z.int(),
  listed: z.array(z.object({ change: z.enum(['added', 'removed', 'changed']), number: z.string(), kind: EntryKind, currency: z.string(), beforeMinor: Minor.optional(), afterMinor: Minor.optional(), line: z.int() })),
})
export type FileVersionDiff = z.infer<typeof FileVersionDiff>

export const FileProblem = z.object({
  id: z.int(),
  line: z.int(),
  sheet: z.string(),
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** The row as it stands in the file. */
  excerpt: z.string(),
  /** What a person made of it. */
  decision: z.object({ action: z.enum(['corrected', 'leftOut']), cells: z.record(z.string(), z.string()), reason: z.string(), by: z.string(), at: Instant }).optional(),
})
export type FileProblem = z.infer<typeof FileProblem>

export const FileProfile = z.object({
  id: z.string(),
  provider: z.string(),
  source: SourceKind,
  billType: BillType,
  /** Whether it belongs to a payment account. */
  ofAccount: z.boolean(),
  /** Whether one file is of one day. */
  daily: z.boolean(),
})
export type FileProfile = z.infer<typeof FileProfile>

const id = z.strictObject({ id: Id })

export const fileCommands = {
  'files.list': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'Source files, newest first.',
    input: z.strictObject({
      ...pageInput,
      source: SourceKind.optional(),
      accountId: Id.optional(),
      month: Month.optional(),
      steps: z.array(FileStep).max(8).optional(),
      text: z.string().max(200).optional(),
    }),
    output: pageOf(SettlementFile),
  }),
  'files.get': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'One source file with what was seen in it and how it differs from the one it replaced.',
    input: id,
    output: z.object({ file: SettlementFile, insight: FileInsight.optional(), diff: FileVersionDiff.optional() }),
  }),
  'files.profiles': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'The ready mappings.',
    input: z.strictObject({}),
    output: z.array(FileProfile),
  }),
  'files.rows': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'The rows of a checked or loaded file that fit a filter, with their sums.',
    input: z.strictObject({ ...pageInput, id: Id, kind: EntryKind.optional(), outcome: EntryOutcome.optional(), currency: Currency.optional(), text: z.string().max(200).optional() }),
    output: pageOf(EntryRow).extend({ sums: z.array(CountedSum) }),
  }),
  'files.row': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'One row: what was read of it, its cells, and the raw line as it stands in the file.',
    input: z.strictObject({ ref: RowRef }),
    output: z.object({
      row: EntryRow,
      raw: z.string(),
      cells: z.array(z.object({ header: z.string(), value: z.string() })),
      corrected: z.boolean(),
    }),
  }),
  'files.original': command({
    kind: 'effect',
    // It holds what screens leave out, of every guest: as with all that leaves the program.
    access: 'data.export',
    summary: 'Fetch the unchanged file.',
    input: id,
    output: FileTicket,
  }),
  'files.problems': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'Rows of a file that could not be read, with line, reason and text.',
    input: z.strictObject({ ...pageInput, id: Id, openOnly: z.boolean().default(false) }),
    output: pageOf(FileProblem).extend({ total: z.int() }),
  }),
  'imports.add': command({
    kind: 'effect',
    access: 'settlement.import',
    summary: 'Take files in: unpack, keep, recognise and check them. Nothing counts before it is loaded.',
    job: true,
    input: z.strictObject({ fileIds: z.array(Id).min(1).max(200), accountId: Id.optional() }),
    output: z.object({ intakeId: Id, jobId: Id }),
  }),
  'imports.get': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'One intake: its files and what was refused.',
    input: id,
    output: z.object({
      id: Id,
      jobId: Id.optional(),
      reading: z.boolean(),
      files: z.array(SettlementFile),
      /** Not taken in: with the reason; `known` names the file that has these bytes already. */
      refused: z.array(z.object({ name: z.string(), code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])), known: Id.optional() })),
      addedAt: Instant,
      addedBy: z.string(),
    }),
  }),
  'imports.check': command({
    kind: 'effect',
    access: 'settlement.import',
    summary: 'Read a file by a mapping, account and day, and check every row.',
    job: true,
    input: z.strictObject({
      id: Id,
      profile: z.string().max(40),
      source: SourceKind.optional(),
      accountId: Id.optional(),
      billType: BillType.optional(),
      day: Day.optional(),
      sheet: z.string().max(200).optional(),
      mapping: FileMapping.optional(),
      options: FileOptions.optional(),
      rev: z.int(),
    }),
    output: z.object({ jobId: Id }),
  }),
  'imports.correct': command({
    kind: 'effect',
    access: 'settlement.import',
    summary: 'Correct cells of unreadable rows, or leave rows out, with the reason; the file itself stays as it is.',
    job: true,
    input: z.strictObject({
      id: Id,
      decisions: z
        .array(z.strictObject({ problemId: z.int(), action: z.enum(['corrected', 'leftOut']), cells: z.record(z.string().max(200), z.string().max(2000)).default({}) }))
        .min(1)
        .max(500),
      reason: z.string().trim().min(1).max(500),
      rev: z.int(),
    }),
    output: z.object({ jobId: Id }),
  }),
  'imports.load': command({
    kind: 'effect',
    access: 'settlement.import',
    summary: 'Load checked files: from now on their rows count. A corrected file takes the place of the earlier one.',
    input: z.strictObject({ ids: z.array(Id).min(1).max(200) }),
    output: z.object({ loaded: z.int(), refused: z.array(z.object({ id: Id, code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })) }),
  }),
  'imports.discard': command({
    kind: 'effect',
    access: 'settlement.import',
    summary: 'Put a file aside that was not loaded.',
    input: id,
    output: SettlementFile,
  }),
  'attachments.add': command({
    kind: 'effect',
    access: 'settlement.import',
    summary: 'Keep files as evidence, unchanged.',
    input: z.strictObject({ fileIds: z.array(Id).min(1).max(20) }),
    output: z.array(Attachment),
  }),
  'attachments.get': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'Evidence by id.',
    input: z.strictObject({ ids: z.array(Id).max(100) }),
    output: z.array(Attachment),
  }),
  'attachments.open': command({
    kind: 'effect',
    access: 'settlement.view',
    summary: 'Fetch a piece of evidence.',
    input: id,
    output: FileTicket,
  }),
}
