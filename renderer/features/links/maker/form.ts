import type { CommandInput } from '@shared/contract'
import type { App } from '@shared/contract/apps'
import {
  type Ability,
  ability,
  checkLink,
  envVersions,
  type Expiry,
  type LinkCheck,
  type LinkIssue,
  type LinkKind,
  linkKinds,
  type LinkLimitValues,
  sceneWithTag,
  withDefaultTag,
} from '@shared/domain/links'
import { emptyForm, type MakerForm } from './form-shape'
import { fieldsOf, optionsOf } from './kind-fields'
import { instantOfWall } from './moment'

export { emptyForm, type MakerForm }

const formKeys = Object.keys(emptyForm) as (keyof MakerForm)[]
const numbers: readonly (keyof MakerForm)[] = ['expiryDays', 'width']

/** Whether a remembered form still has the shape of {@link MakerForm}. */
export function isMakerForm(value: unknown): value is MakerForm {
  if (typeof value !== 'object' || value === null) return false
  const form = value as Record<keyof MakerForm, unknown>
  return (
    formKeys.every((key) =>
      numbers.includes(key) ? form[key] === null || typeof form[key] === 'number' : typeof form[key] === typeof emptyForm[key],
    ) &&
    linkKinds.some((one) => one === form.kind) &&
    (form.queryMode === 'rows' || form.queryMode === 'text') &&
    envVersions.some((one) => one === form.envVersion) &&
    (form.expiryType === 'days' || form.expiryType === 'moment')
  )
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
export function expiryOf(form: Pick<MakerForm, 'kind' | 'expiryType' | 'expiryDays' | 'expiryAt'>, zone: string): Expiry | undefined {
  if (!fieldsOf(form.kind).expiry) return undefined
  if (form.expiryType === 'days') return form.expiryDays === null ? undefined : { type: 'days', days: form.expiryDays }
  if (form.expiryAt === '') return undefined
  return { type: 'moment', at: instantOfWall(form.expiryAt, zone) ?? form.expiryAt }
}

/** What is sent as the query: for a code of the unlimited kind its scene. */
export const queryOf = (form: MakerForm): string => (fieldsOf(form.kind).scene ? form.scene : form.query)

/** The tag that will be added to the query; empty where it is taken away or the mini program has none. */
export function tagOf(form: MakerForm, app: App): string {
  return form.withDefaultTag ? app.defaultTag : ''
}

/** The query or scene with the tag that will be added. */
function taggedQuery(form: MakerForm, tag: string): string {
  const query = queryOf(form)
  if (tag === '') return query
  return fieldsOf(form.kind).scene ? sceneWithTag(query, tag).scene : withDefaultTag(query, tag)
}

/** Whether the typed query has everything that the default tag would add. */
export function tagIsInQuery(form: MakerForm, app: App): boolean {
  if (app.defaultTag === '') return false
  if (!fieldsOf(form.kind).scene) return withDefaultTag(form.query, app.defaultTag) === form.query
  const { scene, leftOut } = sceneWithTag(form.scene, app.defaultTag)
  return !leftOut && scene === form.scene
}

/** Whether the default tag does not go into the scene: there is no room, or the scene is somebody's own number. */
export function tagIsLeftOut(form: MakerForm, app: App): boolean {
  return fieldsOf(form.kind).scene && app.defaultTag !== '' && sceneWithTag(form.scene, app.defaultTag).leftOut
}

/** The same check that the program makes, so that the preview needs no call while a person types. */
export function checkForm(form: MakerForm, app: App, now: string, limits: LinkLimitValues, zone: string): LinkCheck {
  const input = {
    kind: form.kind,
    app: {
      appId: app.appId,
      subjectType: app.subjectType,
      pages: app.pages,
      declaredPages: app.declaredPages,
      overrides: app.overrides.map(({ kind }) => kind),
    },
    path: form.path,
    query: taggedQuery(form, tagOf(form, app)),
    envVersion: fieldsOf(form.kind).envVersion ? form.envVersion : 'release',
    expiry: expiryOf(form, zone),
    options: optionsOf(form),
  }
  return checkLink(input, now, limits)
}

/** What is asked of the program. */
export function requestOf(form: MakerForm, zone: string): CommandInput<'links.create'> {
  const expiry = expiryOf(form, zone)
  return {
    kind: form.kind,
    appId: form.appId,
    ...(form.placeId === '' ? {} : { placeId: form.placeId }),
    path: form.path,
    query: queryOf(form),
    envVersion: fieldsOf(form.kind).envVersion ? form.envVersion : 'release',
    ...(expiry ? { expiry } : {}),
    campaign: form.campaign.trim(),
    note: form.note.trim(),
    withDefaultTag: form.withDefaultTag,
    options: optionsOf(form),
    channel: form.channel,
    audience: form.audience.trim(),
  }
}

/** Fields that are empty at the start: "missing" is said only once the person was there or asked for the link. */
const isMissing = (code: string): boolean => /(?:Required|Missing)$/u.test(code)

/** The form's name of the field that an issue is about; the rules and the contract name options with their object. */
export const fieldName = (path: string): string =>
  path === 'appId' ? 'app' : path === 'placeId' ? 'place' : path.replace(/^options\./u, '')

/**
 * The issues that are to be shown now, by severity.
 * @param inRows the query is filled in as rows: what they write for `&` or `%` is not the person's encoding
 */
export function shownIssues(check: LinkCheck, touched: ReadonlySet<string>, inRows = false) {
  const visible = check.issues.filter(
    ({ code, field }) =>
      (!isMissing(code) || touched.has(fieldName(field))) && !(inRows && code === 'queryAlreadyEncoded'),
  )
  const of = (severity: LinkIssue['severity']) => visible.filter((one) => one.severity === severity)
  return { errors: of('error'), notices: of('notice'), warnings: of('warning') }
}
