import type { App } from '@shared/contract/apps'
import type { BatchDefaults } from '@shared/contract/link-batches'
import { type EnvVersion, isLinkKind, type LinkIssue, type LinkKind, type LinkLimitValues } from '@shared/domain/links'
import { formatInstant } from '@renderer/ui/text/instant'
import { checkForm, emptyForm, expiryOf, isMakerForm, type MakerForm } from '../maker/form'

/** The form of what applies to all rows, as typed: the maker's fields without those that a row alone has. */
export type DefaultsDraft = Omit<MakerForm, 'note' | 'queryMode'>

export const emptyDefaults: DefaultsDraft = { ...emptyForm }

const whole = (draft: DefaultsDraft): MakerForm => ({ ...emptyForm, ...draft })

/** Whether a remembered draft still has the shape of today's. */
export const isDefaultsDraft = (value: unknown): value is DefaultsDraft =>
  typeof value === 'object' && value !== null && isMakerForm({ ...emptyForm, ...value })

/** Kinds that WeChat is called for: with a secret, within the daily allowance, and with an end. */
export const kindCalls = (kind: string): boolean => kind === 'encrypted_scheme'

/** @param zone IANA zone in which a typed moment is read */
export function toDefaults(draft: DefaultsDraft, zone: string): BatchDefaults {
  const expiry = expiryOf(whole(draft), zone)
  return {
    kind: draft.kind,
    appId: draft.appId,
    ...(draft.placeId === '' ? {} : { placeId: draft.placeId }),
    path: draft.path,
    query: draft.query,
    envVersion: draft.envVersion,
    ...(expiry ? { expiry } : {}),
    campaign: draft.campaign.trim(),
    withDefaultTag: draft.withDefaultTag,
  }
}

export function fromDefaults(defaults: BatchDefaults, zone: string): DefaultsDraft {
  const { expiry } = defaults
  const kind: LinkKind = isLinkKind(defaults.kind) ? defaults.kind : emptyDefaults.kind
  const envVersion: EnvVersion = defaults.envVersion
  return {
    ...emptyDefaults,
    kind,
    appId: defaults.appId,
    placeId: defaults.placeId ?? '',
    path: defaults.path,
    query: defaults.query,
    envVersion,
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
  const typed = (field: 'path' | 'query') => draft[field] !== '' || !mapped.has(field)
  return checkForm(whole(draft), app, now, limits, zone).issues.filter(({ field, code }) => {
    if (field === 'path' || field === 'query') return typed(field)
    if (field === 'expiry') return !(code === 'expiryMissing' && mapped.has('expiryDays'))
    return field === 'envVersion'
  })
}
