import type { CommandInput } from '@shared/contract'
import type { App } from '@shared/contract/apps'
import type { Link } from '@shared/contract/links'
import {
  type Ability,
  ability,
  checkLink,
  type EnvVersion,
  envVersions,
  type Expiry,
  isLinkKind,
  type IssueField,
  type LinkCheck,
  type LinkKind,
  linkKinds,
  type LinkLimitValues,
  withDefaultTag,
} from '@shared/domain/links'
import { instantOfWall } from './moment'

/** What stands in the form of the maker, as typed. */
export interface MakerForm {
  appId: string
  kind: LinkKind
  placeId: string
  path: string
  query: string
  queryMode: 'rows' | 'text'
  envVersion: EnvVersion
  expiryType: 'days' | 'moment'
  expiryDays: number | null
  /** Wall clock in the person's zone, `2026-11-22 14:05`. */
  expiryAt: string
  campaign: string
  note: string
  withDefaultTag: boolean
}

export const emptyForm: Readonly<MakerForm> = {
  appId: '',
  kind: 'plain_scheme',
  placeId: '',
  path: '',
  query: '',
  queryMode: 'rows',
  envVersion: 'release',
  expiryType: 'days',
  expiryDays: 30,
  expiryAt: '',
  campaign: '',
  note: '',
  withDefaultTag: true,
}

/** Whether a remembered form still has the shape of {@link MakerForm}. */
export function isMakerForm(value: unknown): value is MakerForm {
  if (typeof value !== 'object' || value === null) return false
  const { kind, queryMode, envVersion, expiryType, expiryDays, withDefaultTag: tag, ...texts } = value as Record<
    keyof MakerForm,
    unknown
  >
  return (
    (['appId', 'placeId', 'path', 'query', 'expiryAt', 'campaign', 'note'] as const).every(
      (key) => typeof texts[key] === 'string',
    ) &&
    linkKinds.some((one) => one === kind) &&
    (queryMode === 'rows' || queryMode === 'text') &&
    envVersions.some((one) => one === envVersion) &&
    (expiryType === 'days' || expiryType === 'moment') &&
    (expiryDays === null || typeof expiryDays === 'number') &&
    typeof tag === 'boolean'
  )
}

/** The form that makes a link like this one again. The tag stands in the query already. */
export function formLike(link: Pick<Link, 'app' | 'kind' | 'path' | 'query'> & Partial<Link>): Partial<MakerForm> {
  return {
    appId: link.app.id,
    ...(isLinkKind(link.kind) ? { kind: link.kind } : {}),
    placeId: link.place?.id ?? '',
    path: link.path,
    query: link.query,
    ...(link.envVersion ? { envVersion: link.envVersion } : {}),
    campaign: link.campaign ?? '',
    note: link.note ?? '',
    withDefaultTag: false,
  }
}

export interface KindChoice {
  kind: LinkKind
  allowed: boolean
  rule: Ability
  /** The administrator's decision against the rule. */
  override?: App['overrides'][number]
}

/** Which kinds this mini program can have, and why not. Without a mini program everything may be picked. */
export function kindChoices(app: App | undefined): KindChoice[] {
  return linkKinds.map((kind) => {
    const rule = ability(kind, app?.subjectType ?? 'company_domestic')
    const override = rule.allowed ? undefined : app?.overrides.find((one) => one.kind === kind)
    return { kind, rule, allowed: rule.allowed || override !== undefined, ...(override ? { override } : {}) }
  })
}

/** The expiry as the rules take it; `undefined` where none applies or nothing is filled in. */
export function expiryOf(form: MakerForm, zone: string): Expiry | undefined {
  if (form.kind === 'plain_scheme') return undefined
  if (form.expiryType === 'days') return form.expiryDays === null ? undefined : { type: 'days', days: form.expiryDays }
  if (form.expiryAt === '') return undefined
  return { type: 'moment', at: instantOfWall(form.expiryAt, zone) ?? form.expiryAt }
}

/** The tag that will be added to the query; empty where it is taken away or the mini program has none. */
export function tagOf(form: MakerForm, app: App): string {
  return form.withDefaultTag ? app.defaultTag : ''
}

/** Whether the typed query has everything that the default tag would add. */
export function tagIsInQuery(form: MakerForm, app: App): boolean {
  return app.defaultTag !== '' && withDefaultTag(form.query, app.defaultTag) === form.query
}

/** The same check that the program makes, so that the preview needs no call while a person types. */
export function checkForm(form: MakerForm, app: App, now: string, limits: LinkLimitValues, zone: string): LinkCheck {
  const tag = tagOf(form, app)
  return checkLink(
    {
      kind: form.kind,
      app: {
        appId: app.appId,
        subjectType: app.subjectType,
        pages: app.pages,
        declaredPages: app.declaredPages,
        overrides: app.overrides.map(({ kind }) => kind),
      },
      path: form.path,
      query: tag === '' ? form.query : withDefaultTag(form.query, tag),
      envVersion: form.envVersion,
      expiry: expiryOf(form, zone),
    },
    now,
    limits,
  )
}

/** What is asked of the program. */
export function requestOf(form: MakerForm, zone: string): CommandInput<'links.create'> {
  const expiry = expiryOf(form, zone)
  return {
    kind: form.kind,
    appId: form.appId,
    ...(form.placeId === '' ? {} : { placeId: form.placeId }),
    path: form.path,
    query: form.query,
    envVersion: form.envVersion,
    ...(expiry ? { expiry } : {}),
    campaign: form.campaign.trim(),
    note: form.note.trim(),
    withDefaultTag: form.withDefaultTag,
  }
}

/** Fields that are empty at the start: "missing" is said only once the person was there or asked for the link. */
const missing = new Set(['pathRequired', 'expiryMissing'])

/**
 * The issues that are to be shown now, by field.
 * @param inRows the query is filled in as rows: what they write for `&` or `%` is not the person's encoding
 */
export function shownIssues(check: LinkCheck, touched: ReadonlySet<IssueField>, inRows = false) {
  const visible = check.issues.filter(
    ({ code, field }) => (!missing.has(code) || touched.has(field)) && !(inRows && code === 'queryAlreadyEncoded'),
  )
  return {
    errorsOf: (field: IssueField) => visible.filter((one) => one.field === field && one.severity === 'error'),
    noticesOf: (field: IssueField) => visible.filter((one) => one.field === field && one.severity === 'notice'),
    warnings: visible.filter(({ severity }) => severity === 'warning'),
  }
}
