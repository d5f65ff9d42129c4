import { z } from 'zod'
import { ColumnMapping } from './apps'
import { command } from './define'
import { ErrorEnvelope, MessageParams } from './error'
import { EnvVersion, Expiry, LinkAllowance, LinkKind, LinkOptions } from './link-values'
import { Id, Instant, line, pageInput, pageOf } from './values'

/**
 * A row's way: `unchecked` → `ready` or `bad` (never sent; may be mended or `leftOut`) → `calling` (intent written) →
 * `done`, `failed` (WeChat refused) or `unknown` (no answer; never repeated by itself).
 */
export const BatchRowState = z.enum(['unchecked', 'bad', 'ready', 'leftOut', 'calling', 'done', 'failed', 'unknown'])
export type BatchRowState = z.infer<typeof BatchRowState>

/** What applies to every row that does not say otherwise in a mapped column. */
export const BatchDefaults = z.strictObject({
  kind: LinkKind,
  appId: Id,
  placeId: Id.optional(),
  path: z.string().max(2000).default(''),
  query: z.string().max(4000).default(''),
  envVersion: EnvVersion.default('release'),
  expiry: Expiry.optional(),
  campaign: z.string().trim().max(100).default(''),
  withDefaultTag: z.boolean().default(true),
  options: LinkOptions.default({}),
  channel: z.string().trim().max(40).default(''),
  /** True: rows equal to an existing link within the window take that one instead of a call. */
  reuse: z.boolean().default(true),
})
export type BatchDefaults = z.infer<typeof BatchDefaults>

export const BatchState = z.enum(['reading', 'mapping', 'checking', 'checked', 'running', 'stopped', 'finished', 'unreadable'])

export const Batch = z.object({
  id: Id,
  name: z.string(),
  state: BatchState,
  sourceName: z.string().optional(),
  headers: z.array(z.string()),
  mapping: ColumnMapping,
  /** True when the mapping was remembered from an earlier file with the same headers. */
  mappingRemembered: z.boolean(),
  defaults: BatchDefaults.optional(),
  counts: z.record(BatchRowState, z.int()),
  totalRows: z.int(),
  notices: z.array(z.object({ code: z.string(), params: MessageParams })),
  error: ErrorEnvelope.optional(),
  jobId: Id.optional(),
  createdBy: z.string(),
  createdAt: Instant,
})
export type Batch = z.infer<typeof Batch>

export const BatchRow = z.object({
  rowNo: z.int(),
  /** Line of the file, or row number of the sheet, as the operator sees it there. */
  line: z.int(),
  cells: z.array(z.string()),
  state: BatchRowState,
  issues: z.array(
    z.object({
      field: z.string(),
      code: z.string(),
      params: MessageParams,
      severity: z.enum(['error', 'warning', 'notice']),
    }),
  ),
  error: ErrorEnvelope.optional(),
  linkId: Id.optional(),
  linkText: z.string().optional(),
  /** The row took a link that was there already. */
  reused: z.boolean(),
  expiresAt: Instant.optional(),
})
export type BatchRow = z.infer<typeof BatchRow>

const one = z.strictObject({ batchId: Id })

export const batches = {
  'batches.create': command({
    kind: 'effect',
    access: 'links.make',
    summary: 'Start a batch from an uploaded CSV or XLSX, or from pasted cells whose first row is the header.',
    input: z.strictObject({
      name: line(100),
      source: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('file'), fileId: Id, sheet: z.string().max(100).optional() }),
        z.strictObject({
          kind: z.literal('cells'),
          cells: z.array(z.array(z.string().max(32_767)).max(200)).min(1).max(20_001),
        }),
      ]),
    }),
    output: z.object({ batchId: Id, jobId: Id }),
    job: true,
  }),
  'batches.list': command({
    kind: 'query',
    access: 'links.view',
    summary: 'Batches, newest first.',
    input: z.strictObject({ limit: z.int().min(1).max(200).default(50) }),
    output: z.array(Batch),
  }),
  'batches.get': command({ kind: 'query', access: 'links.view', summary: 'One batch with its counts.', input: one, output: Batch }),
  'batches.rows': command({
    kind: 'query',
    access: 'links.view',
    summary: 'Rows of a batch in the order of the sheet.',
    input: z.strictObject({ batchId: Id, ...pageInput, states: z.array(BatchRowState).max(8).optional() }),
    output: pageOf(BatchRow),
  }),
  'batches.forecast': command({
    kind: 'query',
    access: 'links.view',
    summary: 'What running a checked batch would take: rows that are given an existing link, calls, and the allowances.',
    input: one,
    output: z.object({
      /** Row numbers of ready rows that would be given a link that exists. */
      takes: z.array(z.int()),
      /** Calls to WeChat for the other ready rows. */
      calls: z.int(),
      /** Rows that were given an existing link already. */
      reused: z.int(),
      /** Every allowance that those calls use, with what they add to it. */
      allowances: z.array(z.object({ allowance: LinkAllowance, adds: z.int() })),
    }),
  }),
  'batches.check': command({
    kind: 'effect',
    access: 'links.make',
    summary: 'Set mapping and defaults, remember the mapping, and check every row; nothing is called.',
    input: z.strictObject({ batchId: Id, mapping: ColumnMapping, defaults: BatchDefaults }),
    output: z.object({ jobId: Id }),
    job: true,
  }),
  'batches.editRow': command({
    kind: 'effect',
    access: 'links.make',
    summary: 'Mend a row’s cells and check it again.',
    input: z.strictObject({ batchId: Id, rowNo: z.int().min(0), cells: z.array(z.string().max(32_767)).max(200) }),
    output: BatchRow,
  }),
  'batches.leaveOut': command({
    kind: 'effect',
    access: 'links.make',
    summary: 'Leave rows out, or take them back in; without row numbers: all bad ones.',
    input: z.strictObject({ batchId: Id, rowNos: z.array(z.int().min(0)).max(20_000).optional(), leaveOut: z.boolean() }),
    output: Batch,
  }),
  'batches.run': command({
    kind: 'effect',
    access: 'links.make',
    summary: 'Make a link for every ready row. Runs on after a pause, a cancel or a killed program; no row gets two links.',
    input: one,
    output: z.object({ jobId: Id }),
    job: true,
  }),
  'batches.retry': command({
    kind: 'effect',
    access: 'links.make',
    summary: 'Put rows that WeChat refused back to ready; unknown ones need links.settleUnknown.',
    input: one,
    output: Batch,
  }),
  'batches.export': command({
    kind: 'effect',
    access: 'data.export',
    summary: 'The same sheet with the results added, and on request a ZIP of QR images named from a column.',
    input: z.strictObject({
      batchId: Id,
      sheet: z.enum(['xlsx', 'csv', 'none']),
      images: z.enum(['png', 'svg', 'none']),
      /** Header of the column that names the images; without it the line number does. */
      nameColumn: z.string().max(200).optional(),
    }),
    output: z.object({ jobId: Id }),
    job: true,
  }),
}
