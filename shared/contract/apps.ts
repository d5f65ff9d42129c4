import { z } from 'zod'
import { command } from './define'
import { MessageParams } from './error'
import { Id, Instant, line } from './values'

export const SubjectType = z.enum([
  'company_domestic',
  'individual_domestic',
  'company_overseas',
  'individual_overseas',
])
export type SubjectType = z.infer<typeof SubjectType>

/** Which token interface of WeChat is used; `stable` unless another program shares the AppID through the old one. */
export const TokenMode = z.enum(['stable', 'token'])

const PagePath = z.string().trim().min(1).max(200)

/** What an operator fills in about a mini program. Syntax of the ids is checked by the service, field by field. */
export const AppFields = z.strictObject({
  name: line(60),
  appId: z.string().trim().min(1).max(40),
  originalId: z.string().trim().max(40).default(''),
  subjectType: SubjectType,
  tokenMode: TokenMode.default('stable'),
  pages: z.array(PagePath).max(2000).default([]),
  declaredPages: z.array(PagePath).max(2000).default([]),
  /** Appended to the query of every new link that lacks its key, e.g. `from=sms`; empty = none. */
  defaultTag: z.string().trim().max(100).default('from=sms'),
})
export type AppFields = z.infer<typeof AppFields>

/** An administrator's decision that a link kind works for this mini program although the rules say no. */
export const AbilityOverride = z.object({
  kind: z.string(),
  evidence: z.string(),
  by: z.string(),
  at: Instant,
})

export const App = z.object({
  id: Id,
  name: z.string(),
  appId: z.string(),
  originalId: z.string(),
  subjectType: SubjectType,
  tokenMode: TokenMode,
  pages: z.array(z.string()),
  declaredPages: z.array(z.string()),
  defaultTag: z.string(),
  /** Only that there is a secret, its end and its use; never the secret. */
  secret: z
    .object({ last4: z.string(), setAt: Instant, lastUsedAt: Instant.optional() })
    .optional(),
  overrides: z.array(AbilityOverride),
  archived: z.boolean(),
  /** Rises with every change of the fields and with archiving; not when only the secret or a decision changes. */
  rev: z.int(),
  updatedAt: Instant,
})
export type App = z.infer<typeof App>

/**
 * One row of an import file, checked. `values` holds the cells by field, a secret only as its last four characters;
 * `issues` name the field and a code of `errors.fields`. A row with an issue is refused as a whole.
 */
export const ImportRow = z.object({
  line: z.int(),
  values: z.record(z.string(), z.string()),
  action: z.enum(['create', 'update', 'unchanged', 'refuse']),
  issues: z.array(z.object({ field: z.string(), code: z.string(), params: MessageParams })),
})
export type ImportRow = z.infer<typeof ImportRow>

/** Field → header of its column; a field that is missing is not imported. */
export const ColumnMapping = z.record(z.string().max(40), z.string().max(200))
export type ColumnMapping = z.infer<typeof ColumnMapping>

/** Without `mapping`, the one remembered for these headers or else a suggested one is used and given back. */
export const ImportPreview = z.object({
  headers: z.array(z.string()),
  /** The fields that can be imported, in the order in which a screen offers them. */
  fields: z.array(z.string()),
  mapping: ColumnMapping,
  rows: z.array(ImportRow),
  counts: z.object({ create: z.int(), update: z.int(), unchanged: z.int(), refuse: z.int() }),
  /** What is odd about the file itself; each code is a key of the texts. */
  notices: z.array(z.object({ code: z.string(), params: MessageParams })),
})
export type ImportPreview = z.infer<typeof ImportPreview>

export const ImportResult = z.object({
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  refused: z.int(),
  refusedRows: z.array(ImportRow),
})
export type ImportResult = z.infer<typeof ImportResult>

export const importInput = z.strictObject({ fileId: Id, mapping: ColumnMapping.optional() })

export const apps = {
  list: command({
    kind: 'query',
    access: 'apps.view',
    summary: 'All mini programs.',
    input: z.strictObject({ archived: z.boolean().default(false) }),
    output: z.array(App),
  }),
  get: command({
    kind: 'query',
    access: 'apps.view',
    summary: 'One mini program.',
    input: z.strictObject({ id: Id }),
    output: App,
  }),
  create: command({
    kind: 'effect',
    access: 'apps.edit',
    summary: 'Add a mini program.',
    input: AppFields,
    output: App,
  }),
  update: command({
    kind: 'effect',
    access: 'apps.edit',
    summary: 'Change a mini program; `rev` is the revision that was read, so that nobody’s change is overwritten.',
    input: z.strictObject({ id: Id, rev: z.int(), fields: AppFields }),
    output: App,
  }),
  archive: command({
    kind: 'effect',
    access: 'apps.edit',
    summary: 'Put a mini program away or bring it back; its links stay.',
    input: z.strictObject({ id: Id, archived: z.boolean() }),
    output: App,
  }),
  setSecret: command({
    kind: 'effect',
    access: 'apps.secrets',
    summary: 'Seal the AppSecret of a mini program.',
    input: z.strictObject({ id: Id, secret: z.string().trim().min(16).max(128) }),
    output: App,
    secrets: ['secret'],
  }),
  removeSecret: command({
    kind: 'effect',
    access: 'apps.secrets',
    summary: 'Forget the AppSecret of a mini program.',
    input: z.strictObject({ id: Id }),
    output: App,
  }),
  override: command({
    kind: 'effect',
    access: 'apps.override',
    summary: 'Allow a link kind that the rules refuse for this subject type, with evidence.',
    input: z.strictObject({ id: Id, kind: z.string().max(40), evidence: line(500) }),
    output: App,
  }),
  revokeOverride: command({
    kind: 'effect',
    access: 'apps.override',
    summary: 'Take such a decision back.',
    input: z.strictObject({ id: Id, kind: z.string().max(40) }),
    output: App,
  }),
  testConnection: command({
    kind: 'effect',
    access: 'apps.edit',
    summary: 'Fetch a token with the sealed secret; tells how long it lives, never the token.',
    input: z.strictObject({ id: Id }),
    output: z.object({ expiresInSeconds: z.int(), remainingOpenings: z.int().optional() }),
  }),
  previewImport: command({
    kind: 'query',
    access: 'apps.edit',
    summary: 'Read a CSV or XLSX of mini programs and say row by row what would happen.',
    input: importInput,
    output: ImportPreview,
  }),
  import: command({
    kind: 'effect',
    access: 'apps.edit',
    summary: 'Import the rows of a CSV or XLSX that can be imported.',
    input: importInput,
    output: ImportResult,
  }),
}
