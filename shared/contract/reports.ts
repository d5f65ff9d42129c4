import { z } from 'zod'
import { command } from './define'
import { permissions } from './permissions'
import { Month } from './settlement-values'
import { FileTicket, Id, Instant, line, pageInput, pageOf } from './values'

const Both = z.object({ 'zh-CN': z.string(), en: z.string() })

/** `archive`: 归档包, a ZIP of everything with the files that it stands on. */
export const ReportFormat = z.enum(['html', 'xlsx', 'csv', 'pdf', 'archive'])
export type ReportFormat = z.infer<typeof ReportFormat>

/** What a maker is told: `month`, `fromDay`, `toDay`, `zone`, `statementId`, `reconciliationId`. */
export const ReportParams = z.record(z.string().max(40), z.string().max(200))

/** Which library: this workspace's own where absent, else one that was opened with `reports.openFolder`. */
const source = z.string().max(40).optional()
const ReportId = Id
const FileName = z.string().min(1).max(255)

export const ReportFigure = z.object({
  key: z.string(),
  label: Both,
  minor: z.int().optional(),
  currency: z.string().optional(),
  count: z.int().optional(),
})

export const ReportRow = z.object({
  id: ReportId,
  kind: z.string(),
  title: Both,
  month: z.string().optional(),
  subject: z.string(),
  practice: z.boolean(),
  madeAt: Instant,
  madeBy: z.string(),
  /** Rows of all its tables. */
  rows: z.int(),
  bytes: z.int(),
  /** Has an evidence pack: it is kept. */
  archived: z.boolean(),
  formats: z.array(z.string()),
  figures: z.array(ReportFigure),
  /** Of a search inside: how many cells hold what was looked for. */
  found: z.int().optional(),
})
export type ReportRow = z.infer<typeof ReportRow>

export const ReportFile = z.object({ name: z.string(), bytes: z.int(), sha256: z.string(), format: z.string().optional() })
export type ReportFile = z.infer<typeof ReportFile>

export const ReportDetail = ReportRow.extend({
  zone: z.string(),
  program: z.string(),
  params: z.record(z.string(), z.string()),
  facts: z.array(z.object({ label: Both, value: z.union([z.string(), Both]) })),
  notes: z.array(Both),
  tables: z.array(z.object({ key: z.string(), title: Both, rows: z.int() })),
  files: z.array(ReportFile),
  /** SHA-256 of the stored data; printed on paper and shown in the page. */
  dataSha256: z.string(),
  audit: z.object({ seq: z.int(), mac: z.string() }),
  folder: z.string(),
  /** Others of the same kind and subject, newest first: what it can be compared with. */
  comparable: z.array(z.object({ id: ReportId, month: z.string().optional(), madeAt: Instant })),
})
export type ReportDetail = z.infer<typeof ReportDetail>

/**
 * `intact`, `changed`, `missing`, `added` (not in the list of contents); `unreadable`: the list of contents itself.
 */
export const CheckedFile = z.object({
  name: z.string(),
  state: z.enum(['intact', 'changed', 'missing', 'added', 'unreadable']),
})

export const CheckedReport = z.object({
  /** What it was found as: a folder of the library, a file in a ZIP, the name of a dropped file. */
  name: z.string(),
  /** `unknown`: no report of this library has this file, so nothing can be said about it. */
  state: z.enum(['intact', 'changed', 'missing', 'added', 'unknown']),
  /** Of the list of contents: made by this workspace's key, by another's (hashes only are checked), or forged. */
  signature: z.enum(['valid', 'foreign', 'wrong', 'none']),
  /** Whether the audit trail still has the entry that the report repeats; `foreign`: another workspace's trail. */
  trail: z.enum(['holds', 'broken', 'foreign', 'notAsked']),
  report: z.object({ id: ReportId, title: Both, month: z.string().optional(), madeAt: Instant, madeBy: z.string() }).optional(),
  files: z.array(CheckedFile),
})
export type CheckedReport = z.infer<typeof CheckedReport>

export const ReportVerdict = z.object({ ok: z.boolean(), checked: z.int(), reports: z.array(CheckedReport) })
export type ReportVerdict = z.infer<typeof ReportVerdict>

const Cell = z.union([z.string(), z.number(), z.null()])

export const ReportComparison = z.object({
  before: ReportRow,
  after: ReportRow,
  figures: z.array(
    z.object({ key: z.string(), label: Both, currency: z.string().optional(), before: z.int().optional(), after: z.int().optional() }),
  ),
  tables: z.array(
    z.object({
      key: z.string(),
      title: Both,
      columns: z.array(z.object({ key: z.string(), label: Both, type: z.string(), currency: z.string().optional(), currencyColumn: z.string().optional() })),
      added: z.int(),
      removed: z.int(),
      changed: z.int(),
      same: z.int(),
      rows: z.array(
        z.object({
          kind: z.enum(['added', 'removed', 'changed']),
          key: z.string(),
          before: z.array(Cell).optional(),
          after: z.array(Cell).optional(),
          columns: z.array(z.string()),
        }),
      ),
    }),
  ),
})
export type ReportComparison = z.infer<typeof ReportComparison>

const one = z.strictObject({ source, id: ReportId })

export const reports = {
  kinds: command({
    kind: 'query',
    access: 'reports.view',
    summary: 'The kinds of reports, what each asks for, and what is needed to make one.',
    input: z.strictObject({}),
    output: z.array(
      z.object({
        kind: z.string(),
        /** `month`; `range`: days in a zone; `subject`: one of `reports.subjects`. */
        asks: z.array(z.enum(['month', 'range', 'subject'])),
        needs: z.array(z.enum(permissions)),
        allowed: z.boolean(),
      }),
    ),
  }),
  subjects: command({
    kind: 'query',
    access: 'reports.view',
    summary: 'What a report of a kind can be about: the statements or reconciliations of a month.',
    input: z.strictObject({ kind: z.string().max(40), month: Month }),
    output: z.array(z.object({ params: ReportParams, label: z.string() })),
  }),
  make: command({
    kind: 'effect',
    access: 'reports.make',
    summary: 'Make a report and put it into the library.',
    input: z.strictObject({
      kind: z.string().max(40),
      params: ReportParams,
      formats: z.array(ReportFormat).min(1).max(5),
      /** Of sheets and paper; the page has both languages. */
      locale: z.enum(['zh-CN', 'en']),
    }),
    output: z.object({ jobId: Id }),
    job: true,
  }),
  list: command({
    kind: 'query',
    access: 'reports.view',
    summary: 'Reports of a library, newest first; `inside` looks into their rows.',
    input: z.strictObject({
      ...pageInput,
      source,
      text: z.string().max(100).optional(),
      /** A number or a text that stands in a row. */
      inside: z.string().min(3).max(100).optional(),
      kind: z.string().max(40).optional(),
      fromMonth: Month.optional(),
      toMonth: Month.optional(),
    }),
    output: pageOf(ReportRow),
  }),
  get: command({ kind: 'query', access: 'reports.view', summary: 'One report of a library.', input: one, output: ReportDetail }),
  library: command({
    kind: 'query',
    access: 'reports.view',
    summary: 'The library itself: its folder, what is in it, and what was made here but is no longer in the folder.',
    input: z.strictObject({ source }),
    output: z.object({
      folder: z.string(),
      reports: z.int(),
      bytes: z.int(),
      unreadable: z.array(z.string()),
      missing: z.array(z.object({ id: ReportId, title: Both, month: z.string().optional(), madeAt: Instant })),
    }),
  }),
  open: command({
    kind: 'query',
    access: 'reports.view',
    summary: 'A one-time ticket under which a report is shown inside the program, without any right.',
    input: one,
    output: FileTicket,
  }),
  save: command({
    kind: 'query',
    access: 'data.export',
    summary: 'A one-time ticket for a file of a report.',
    input: z.strictObject({ source, id: ReportId, name: FileName }),
    output: FileTicket,
  }),
  verify: command({
    kind: 'query',
    access: 'reports.view',
    summary: 'Check a file that was handed in, a report, or a whole library: what was changed, is missing or was added.',
    input: z.strictObject({ source, fileId: Id.optional(), id: ReportId.optional() }),
    output: ReportVerdict,
  }),
  compare: command({
    kind: 'query',
    access: 'reports.view',
    summary: 'Two reports of the same kind: figures, and rows by what names them.',
    input: z.strictObject({ source, before: ReportId, after: ReportId }),
    output: ReportComparison,
  }),
  openFolder: command({
    kind: 'query',
    access: 'reports.view',
    summary: 'Open reports from elsewhere: a folder, a ZIP in it, or a ZIP that was handed in.',
    input: z.strictObject({ path: z.string().max(1000).optional(), fileId: Id.optional() }),
    output: z.object({ source: z.string(), name: z.string(), reports: z.int(), unreadable: z.array(z.string()) }),
  }),
  delete: command({
    kind: 'effect',
    access: 'reports.make',
    summary: 'Remove a report that has no evidence pack from the library, with the reason.',
    input: z.strictObject({ id: ReportId, reason: line(200) }),
    output: z.object({}),
  }),
  rebuild: command({
    kind: 'effect',
    access: 'reports.make',
    summary: 'Read the folder of the library again and write its index anew.',
    input: z.strictObject({}),
    output: z.object({ reports: z.int(), unreadable: z.array(z.string()) }),
  }),
}
