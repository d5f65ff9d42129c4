import { type App, AppFields, type SubjectType } from '@shared/contract/apps'
import type { FieldError } from '@shared/contract/error'
import { comparableHeader } from '@shared/domain/cells/headers'
import { type AppColumn, subjectWords } from './field-synonyms'
import { checkAppFields, checkSecret, excerpt, looksLikeSecret } from './fields'
import { type ImportIssue, type ImportLine, maskedText, type PlannedRow } from './sheet-import'

/** What a row of the file wants. `id` and `rev` are those of the mini program that it changes. */
export interface AppImportItem {
  known?: { id: string; rev: number }
  appId: string
  /** Missing where only the secret changes. */
  fields?: AppFields
  secret?: string
}

export interface AppImportGround {
  apps: readonly App[]
  /** The stored secrets, by id: a row that brings the same one changes nothing. */
  secrets: ReadonlyMap<string, string>
  /** Whether the operator may set secrets. */
  maySetSecrets: boolean
}

const listSeparators = /[\s,，;；、]+/u
const longestList = 2000

/**
 * Decides for each row of a file what it would do: an AppID that stands here is updated in the columns that are
 * filled, another is created. An empty cell leaves things as they are. Nothing is written.
 */
export function planApps(lines: readonly ImportLine[], ground: AppImportGround): PlannedRow<AppImportItem>[] {
  const byAppId = new Map(ground.apps.map((app) => [app.appId, app]))
  const firstLines = new Map<string, number>()
  return lines.map((line) => {
    const appId = cell(line, 'appId') ?? ''
    const firstLine = firstLines.get(appId)
    if (appId !== '' && firstLine === undefined) firstLines.set(appId, line.line)
    const issues: ImportIssue[] = []
    if (firstLine !== undefined) issues.push(issue('appId', 'apps.appIdRepeated', { line: firstLine }))
    return planRow(line, byAppId.get(appId), issues, ground)
  })
}

function planRow(
  line: ImportLine,
  known: App | undefined,
  issues: ImportIssue[],
  ground: AppImportGround,
): PlannedRow<AppImportItem> {
  if (known?.archived) issues.push(issue('appId', 'apps.archived', { name: known.name }))
  const wanted = wantedFields(line, known, issues)
  const checked = checkAppFields(wanted)
  for (const { path, code, params = {} } of checked.issues) {
    const [field = path] = path.split('.')
    if (!issues.some((one) => one.field === field && one.code === 'required')) issues.push({ field, code, params })
  }
  const secret = cell(line, 'secret')
  if (secret !== undefined) {
    if (!ground.maySetSecrets) issues.push(issue('secret', 'apps.secretForbidden'))
    else issues.push(...checkSecret(secret).map(({ code }) => issue('secret', code)))
  }
  const values = shownValues(line)
  if (issues.length > 0) return { row: { line: line.line, values, action: 'refuse', issues } }

  const { fields } = checked
  const newSecret = secret !== undefined && (!known || ground.secrets.get(known.id) !== secret)
  const changed = !known || !sameFields(fieldsOf(known), fields)
  const action = !known ? 'create' : changed || newSecret ? 'update' : 'unchanged'
  const row = { line: line.line, values, action, issues } as const
  if (action === 'unchanged') return { row }
  return {
    row,
    item: {
      appId: fields.appId,
      ...(known ? { known: { id: known.id, rev: known.rev } } : {}),
      ...(changed ? { fields } : {}),
      ...(newSecret ? { secret } : {}),
    },
  }
}

/** The fields as they would stand after the row; what is missing for a new mini program becomes an issue. */
function wantedFields(line: ImportLine, known: App | undefined, issues: ImportIssue[]): AppFields {
  const base = known ? fieldsOf(known) : newFields
  const name = cell(line, 'name')
  if (name !== undefined) issues.push(...nameIssues(name))
  const subjectText = cell(line, 'subjectType')
  const subject = subjectText === undefined ? undefined : subjectOf(subjectText)
  if (subjectText !== undefined && !subject)
    issues.push(issue('subjectType', 'apps.subjectUnknown', { text: safeExcerpt(subjectText) }))
  if (!known)
    for (const field of ['name', 'appId', 'subjectType'] as const)
      if (cell(line, field) === undefined) issues.push(issue(field, 'required'))
  const tag = cell(line, 'defaultTag')
  if (tag !== undefined && tag.length > 100) issues.push(issue('defaultTag', 'tooLong', { maximum: 100 }))
  return {
    name: name ?? base.name,
    appId: cell(line, 'appId') ?? base.appId,
    originalId: cell(line, 'originalId') ?? base.originalId,
    subjectType: subject ?? base.subjectType,
    tokenMode: base.tokenMode,
    pages: list(line, 'pages', issues) ?? base.pages,
    declaredPages: list(line, 'declaredPages', issues) ?? base.declaredPages,
    defaultTag: tag === undefined || tag.length > 100 ? base.defaultTag : tag,
  }
}

/** Where a new mini program begins; its subject type is only a stand-in until the row's own is known. */
const newFields: AppFields = {
  name: '',
  appId: '',
  originalId: '',
  subjectType: 'company_domestic',
  tokenMode: 'stable',
  pages: [],
  declaredPages: [],
  defaultTag: 'from=sms',
}

function fieldsOf(app: App): AppFields {
  const { name, appId, originalId, subjectType, tokenMode, pages, declaredPages, defaultTag } = app
  return { name, appId, originalId, subjectType, tokenMode, pages, declaredPages, defaultTag }
}

function nameIssues(name: string): ImportIssue[] {
  if (AppFields.shape.name.safeParse(name).success) return []
  return [name.length > 60 ? issue('name', 'tooLong', { maximum: 60 }) : issue('name', 'invalid')]
}

function list(line: ImportLine, column: 'pages' | 'declaredPages', issues: ImportIssue[]): string[] | undefined {
  const text = cell(line, column)
  if (text === undefined) return undefined
  const entries = text.split(listSeparators).filter((entry) => entry !== '')
  if (entries.length <= longestList) return entries
  issues.push(issue(column, 'apps.tooManyPages', { count: entries.length, max: longestList }))
  return []
}

const subjects = new Map<string, SubjectType>(
  subjectWords.flatMap(([type, words]) => [type, ...words].map((word) => [comparableHeader(word), type] as const)),
)

function subjectOf(text: string): SubjectType | undefined {
  return subjects.get(comparableHeader(text))
}

function sameFields(a: AppFields, b: AppFields): boolean {
  const order: (keyof AppFields)[] = [
    'name',
    'appId',
    'originalId',
    'subjectType',
    'tokenMode',
    'pages',
    'declaredPages',
    'defaultTag',
  ]
  return order.every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]))
}

function shownValues(line: ImportLine): Record<string, string> {
  return Object.fromEntries(
    [...line.cells].map(([field, text]) => [
      field,
      field === 'secret' || looksLikeSecret(text) ? maskedText(text) : excerpt(text, 2000),
    ]),
  )
}

const safeExcerpt = (text: string) => (looksLikeSecret(text) ? maskedText(text.trim()) : excerpt(text))

function cell(line: ImportLine, column: AppColumn): string | undefined {
  return line.cells.get(column)
}

function issue(field: AppColumn, code: string, params: NonNullable<FieldError['params']> = {}): ImportIssue {
  return { field, code, params }
}
