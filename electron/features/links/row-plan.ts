import type { App } from '@shared/contract/apps'
import type { LinkIssue } from '@shared/contract/links'
import type { BatchDefaults } from '@shared/contract/link-batches'
import type { EnvVersion, Expiry, LinkOptions } from '@shared/contract/link-values'
import type { Place } from '@shared/contract/places'
import { checkLink, isLinkKind, linkKindTraits, type LinkLimitValues } from '@shared/domain/links'
import type { z } from 'zod'
import { tagged } from './default-tag'
import { reuseKeyOf } from './reuse-key'

/** What a checked row will become, without its cells: everything the run needs. */
export interface RowPlan {
  kind: string
  appId: string
  placeId: string | null
  path: string
  query: string
  envVersion: EnvVersion
  expiry: z.output<typeof Expiry> | null
  /** Those that count for the kind, in their final form. */
  options: LinkOptions
  channel: string
  audience: string
  /** What makes two requests the same. */
  reuseKey: string
  campaign: string
  tag: string
  note: string
  name: string
  /** The finished scheme, for kinds that need no call. */
  scheme: string | null
  alsoFindBy: string
}

/** What rows are checked against: a snapshot taken when the check begins. */
export interface PlanContext {
  headers: string[]
  /** Field → header. */
  mapping: Record<string, string>
  defaults: BatchDefaults
  apps: App[]
  places: Place[]
  limits: LinkLimitValues
  now: string
}

export interface LinkFields {
  kind: string
  app: App
  place: Place | undefined
  path: string
  query: string
  envVersion: EnvVersion
  expiry: z.output<typeof Expiry> | undefined
  options: LinkOptions
  channel: string
  audience: string
  campaign: string
  note: string
  withDefaultTag: boolean
}

/** A plan as an earlier version of the program stored it, with what it did not know. */
export function readPlan(stored: Partial<RowPlan>): RowPlan {
  return { options: {}, channel: '', audience: '', reuseKey: '', ...stored } as RowPlan
}

/** Checks one link as the form, the batch and the service do it. A plan is there only when nothing stands against it. */
export function planLink(
  fields: LinkFields,
  now: string,
  limits: LinkLimitValues,
): { issues: LinkIssue[]; plan: Omit<RowPlan, 'name'> | null; checked: ReturnType<typeof checkLink> } {
  const { app, place } = fields
  const { query, tag, issues: tagIssues } = tagged(fields.kind, fields.query, fields.withDefaultTag ? app.defaultTag : '', limits)
  const checked = checkLink(
    {
      kind: fields.kind,
      app: {
        appId: app.appId,
        subjectType: app.subjectType,
        pages: app.pages,
        declaredPages: app.declaredPages,
        overrides: app.overrides.map(({ kind }) => kind),
      },
      path: fields.path,
      query,
      envVersion: fields.envVersion,
      ...(fields.expiry ? { expiry: fields.expiry } : {}),
      options: fields.options,
    },
    now,
    limits,
  )
  const { ready } = checked
  const same = ready && {
    kind: fields.kind,
    appId: app.id,
    path: ready.path,
    query: ready.query,
    envVersion: fields.envVersion,
    options: ready.options,
    channel: fields.channel,
    audience: fields.audience,
    campaign: fields.campaign,
  }
  const plan = same && {
    ...same,
    placeId: place?.id ?? null,
    expiry: isLinkKind(fields.kind) && linkKindTraits[fields.kind].expiry === 'asked' ? (fields.expiry ?? null) : null,
    reuseKey: reuseKeyOf(same),
    tag,
    note: fields.note,
    scheme: ready?.scheme ?? null,
    alsoFindBy: place ? `${place.code} ${place.name}` : '',
  }
  return { issues: [...checked.issues, ...tagIssues], plan: plan ?? null, checked }
}

/** Reads a row's cells through the mapping, fills in the defaults and checks the result. */
export function planRow(cells: readonly string[], context: PlanContext): { issues: LinkIssue[]; plan: RowPlan | null } {
  const { defaults } = context
  const issues: LinkIssue[] = []
  const cell = (field: string): string => {
    const header = context.mapping[field]
    const at = header === undefined ? -1 : context.headers.indexOf(header)
    return at < 0 ? '' : (cells[at] ?? '').trim()
  }
  const refuse = (field: string, code: string, params: LinkIssue['params']) =>
    issues.push({ field, code, params, severity: 'error' })

  const app = appOf(cell('app'), context)
  if (!app) refuse('app', 'appUnknown', { text: cell('app') })
  const place = placeOf(cell('place'), context)
  if (place === null) refuse('place', 'placeUnknown', { text: cell('place') })
  const envVersion = envVersionOf(cell('envVersion'), defaults.envVersion)
  if (!envVersion) refuse('envVersion', 'envVersionUnknown', { text: cell('envVersion') })
  const expiry = expiryOf(cell('expiryDays'), defaults)
  if (expiry === null) refuse('expiry', 'expiryDaysUnreadable', { text: cell('expiryDays') })
  if (!app || place === null || !envVersion || expiry === null) return { issues, plan: null }

  const planned = planLink(
    {
      kind: defaults.kind,
      app,
      place,
      path: cell('path') || defaults.path,
      query: cell('query') || defaults.query,
      envVersion,
      expiry,
      campaign: (cell('campaign') || defaults.campaign).slice(0, 100),
      note: cell('note').slice(0, 500),
      options: optionsOf(cell, defaults),
      channel: (cell('channel') || defaults.channel).slice(0, 40),
      audience: cell('audience').slice(0, 64),
      withDefaultTag: defaults.withDefaultTag,
    },
    context.now,
    context.limits,
  )
  return { issues: planned.issues, plan: planned.plan && { ...planned.plan, name: cell('name') } }
}

/** The batch's options, with what a column says instead. */
function optionsOf(cell: (field: string) => string, { options }: BatchDefaults): LinkOptions {
  const [title, modelId, sn] = [cell('title'), cell('modelId'), cell('sn')]
  return {
    ...options,
    ...(title === '' ? {} : { title }),
    ...(modelId === '' ? {} : { modelId }),
    ...(sn === '' ? {} : { sn }),
  }
}

function appOf(text: string, { apps, defaults }: PlanContext): App | undefined {
  if (text === '') return apps.find(({ id }) => id === defaults.appId)
  return apps.find((app) => app.appId === text || app.name === text)
}

/** Undefined where no place is meant, null where one is meant that does not exist. */
function placeOf(text: string, { places, defaults }: PlanContext): Place | undefined | null {
  if (text === '') return places.find(({ id }) => id === defaults.placeId)
  // People type ＨＺ０１ with a Chinese keyboard and mean HZ01.
  const wanted = comparable(text)
  return places.find((place) => comparable(place.code) === wanted || place.name === text) ?? null
}

const comparable = (text: string): string => text.normalize('NFKC').toLowerCase()

const envVersionWords: Record<string, EnvVersion> = {
  release: 'release',
  正式版: 'release',
  正式: 'release',
  trial: 'trial',
  体验版: 'trial',
  体验: 'trial',
  develop: 'develop',
  开发版: 'develop',
  开发: 'develop',
}

function envVersionOf(text: string, otherwise: EnvVersion): EnvVersion | undefined {
  return text === '' ? otherwise : envVersionWords[text.toLowerCase()]
}

function expiryOf(text: string, defaults: BatchDefaults): z.output<typeof Expiry> | undefined | null {
  if (text === '') return defaults.expiry
  const days = /^(\d{1,3})\s*(?:天|days?)?$/iu.exec(text)?.[1]
  return days === undefined ? null : { type: 'days', days: Number(days) }
}
