import type { App } from '@shared/contract/apps'
import type { BatchDefaults } from '@shared/contract/link-batches'
import { type BatchField, batchFields } from '@shared/contract/batch-fields'
import {
  isLinkKind,
  type LinkIssue,
  type LinkKind,
  linkKindTraits,
  type LinkLimitValues,
  type LinkOptionName,
} from '@shared/domain/links'
import { formatInstant } from '@renderer/ui/text/instant'
import { checkForm, emptyForm, expiryOf, isMakerForm, type MakerForm, queryOf } from '../maker/form'
import { draftOfOptions, fieldsOf, optionsOf } from '../maker/kind-fields'

/** The form of what applies to all rows, as typed: the maker's fields without those that a row alone has. */
export type DefaultsDraft = Omit<MakerForm, 'note' | 'queryMode' | 'audience'> & {
  /** Rows equal to an existing link take that one. */
  reuse: boolean
}

const { note: _note, queryMode: _queryMode, audience: _audience, ...shared } = emptyForm
export const emptyDefaults: DefaultsDraft = { ...shared, reuse: true }

const whole = (draft: DefaultsDraft): MakerForm => {
  const { reuse: _reuse, ...rest } = draft
  return { ...emptyForm, ...rest }
}

/** Whether a remembered draft still has the shape of today's. */
export const isDefaultsDraft = (value: unknown): value is DefaultsDraft =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(emptyDefaults).every((key) => key in value) &&
  isMakerForm({ ...emptyForm, ...value }) &&
  typeof (value as DefaultsDraft).reuse === 'boolean'

/** Kinds that WeChat is called for: with a secret, and mostly within an allowance. */
export const kindCalls = (kind: string): boolean => isLinkKind(kind) && linkKindTraits[kind].call

/** Fields that only some kinds have; a column for another kind's field is not offered. */
const ofKinds: Partial<Record<BatchField, readonly LinkOptionName[]>> = { title: ['title'], modelId: ['modelId'], sn: ['sn'] }

/** The fields that a column can fill for this kind of link. */
export function fieldsForKind(kind: LinkKind): BatchField[] {
  const { options, expiry, envVersion } = linkKindTraits[kind]
  return batchFields.filter((field) => {
    if (field === 'expiryDays') return expiry === 'asked'
    if (field === 'envVersion') return envVersion
    return (ofKinds[field] ?? []).every((name) => options.includes(name))
  })
}

/** @param zone IANA zone in which a typed moment is read */
export function toDefaults(draft: DefaultsDraft, zone: string): BatchDefaults {
  const expiry = expiryOf(whole(draft), zone)
  return {
    kind: draft.kind,
    appId: draft.appId,
    ...(draft.placeId === '' ? {} : { placeId: draft.placeId }),
    path: draft.path,
    query: queryOf(whole(draft)),
    envVersion: fieldsOf(draft.kind).envVersion ? draft.envVersion : 'release',
    ...(expiry ? { expiry } : {}),
    campaign: draft.campaign.trim(),
    withDefaultTag: draft.withDefaultTag,
    options: optionsOf(draft),
    channel: draft.channel,
    reuse: draft.reuse,
  }
}

export function fromDefaults(defaults: BatchDefaults, zone: string): DefaultsDraft {
  const { expiry } = defaults
  const kind: LinkKind = isLinkKind(defaults.kind) ? defaults.kind : emptyDefaults.kind
  return {
    ...emptyDefaults,
    kind,
    appId: defaults.appId,
    placeId: defaults.placeId ?? '',
    path: defaults.path,
    ...(fieldsOf(kind).scene ? { scene: defaults.query } : { query: defaults.query }),
    envVersion: defaults.envVersion,
    ...draftOfOptions(defaults.options),
    channel: defaults.channel,
    reuse: defaults.reuse,
    ...(expiry?.type === 'days' ? { expiryType: 'days' as const, expiryDays: expiry.days } : {}),
    ...(expiry?.type === 'moment' ? { expiryType: 'moment' as const, expiryAt: formatInstant(expiry.at, zone) } : {}),
    campaign: defaults.campaign,
    withDefaultTag: defaults.withDefaultTag,
  }
}

/**
 * What is wrong or worth knowing about the values for all rows before any row is looked at. A value that each row
 * brings itself is not judged here.
 * @param mapped fields that a column fills
 * @param now instant against which an expiry is judged
 */
export function issuesOfDefaults(
  draft: DefaultsDraft,
  app: App,
  mapped: ReadonlySet<string>,
  now: string,
  limits: LinkLimitValues,
  zone: string,
): LinkIssue[] {
  const given: Partial<Record<string, string>> = { path: draft.path, query: queryOf(whole(draft)) }
  return checkForm(whole(draft), app, now, limits, zone).issues.filter(({ field, code }) => {
    if (field === 'app' || field === 'cq') return false
    if (field === 'path' || field === 'query') return given[field] !== '' || !mapped.has(field)
    if (field === 'expiry') return !(code === 'expiryMissing' && mapped.has('expiryDays'))
    return !(code.endsWith('Missing') && mapped.has(field))
  })
}
