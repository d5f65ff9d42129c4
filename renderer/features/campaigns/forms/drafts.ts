import type { Campaign, CampaignFields, Channel, ChannelFields, Tag, TagFields } from '@shared/contract/campaigns'
import type { Answer, FieldError } from '@shared/contract/error'
import { checkPath, isLinkKind, type LinkIssue, normaliseQuery } from '@shared/domain/links'

/** A tag as it is typed: one value a line, `sms 短信`, or as rows. */
export interface TagDraft {
  key: string
  name: string
  values: { value: string; name: string }[]
}
export const emptyTag: TagDraft = { key: '', name: '', values: [{ value: '', name: '' }] }
export const tagDraftOf = ({ key, name, values }: Tag): TagDraft => ({ key, name, values: values.map((one) => ({ ...one })) })
export function tagFieldsOf(draft: TagDraft): TagFields {
  return {
    key: draft.key.trim(),
    name: draft.name.trim(),
    values: draft.values
      .filter(({ value, name }) => value.trim() !== '' || name.trim() !== '')
      .map(({ value, name }) => ({ value: value.trim(), name: name.trim() || value.trim() })),
  }
}

export function checkTagDraft(draft: TagDraft): FieldError[] {
  const issues: FieldError[] = []
  const { key, name, values } = tagFieldsOf(draft)
  if (key === '') issues.push({ path: 'key', code: 'required' })
  else if (!/^[A-Za-z0-9_-]+$/.test(key)) issues.push({ path: 'key', code: 'campaigns.keyForm' })
  if (name === '') issues.push({ path: 'name', code: 'required' })
  if (values.length === 0) issues.push({ path: 'values', code: 'campaigns.valuesMissing' })
  const seen = new Map<string, string>()
  values.forEach(({ value }, index) => {
    const form = value.normalize('NFKC').toLowerCase()
    const first = seen.get(form)
    if (value === '') issues.push({ path: `values.${index}.value`, code: 'required' })
    else if (first !== undefined) issues.push({ path: `values.${index}.value`, code: 'campaigns.valueRepeated', params: { value: first } })
    else seen.set(form, value)
  })
  return issues
}

/** A channel as it is typed: an empty value is a tag that it does not carry. */
export interface ChannelDraft {
  code: string
  name: string
  tags: Record<string, string>
}
export const emptyChannel: ChannelDraft = { code: '', name: '', tags: {} }
export const channelDraftOf = ({ code, name, tags }: Channel): ChannelDraft => ({ code, name, tags: { ...tags } })
export function channelFieldsOf(draft: ChannelDraft): ChannelFields {
  const tags = Object.fromEntries(Object.entries(draft.tags).filter(([, value]) => value !== ''))
  return { code: draft.code.trim(), name: draft.name.trim(), tags }
}

export function checkChannelDraft(draft: ChannelDraft): FieldError[] {
  const issues: FieldError[] = []
  const { code, name, tags } = channelFieldsOf(draft)
  if (code === '') issues.push({ path: 'code', code: 'required' })
  else if (!/^[\p{L}\p{N}_-]+$/u.test(code)) issues.push({ path: 'code', code: 'campaigns.codeForm' })
  if (name === '') issues.push({ path: 'name', code: 'required' })
  if (Object.keys(tags).length === 0) issues.push({ path: 'tags', code: 'campaigns.tagsMissing' })
  return issues
}

/** A campaign as it is typed; the template's parts stand flat, so that each mistake finds its place. */
export interface CampaignDraft {
  name: string
  note: string
  fromDay: string
  toDay: string
  channels: string[]
  shortServiceId: string
  kind: string
  appId: string
  placeId: string
  path: string
  query: string
  envVersion: 'release' | 'trial' | 'develop'
  expiryDays: string
}
export const emptyCampaign: CampaignDraft = {
  name: '',
  note: '',
  fromDay: '',
  toDay: '',
  channels: [],
  shortServiceId: '',
  kind: '',
  appId: '',
  placeId: '',
  path: '',
  query: '',
  envVersion: 'release',
  expiryDays: '',
}

export function campaignDraftOf({ name, note, fromDay, toDay, channels, shortServiceId, template }: Campaign): CampaignDraft {
  return {
    name,
    note,
    fromDay: fromDay ?? '',
    toDay: toDay ?? '',
    channels: [...channels],
    shortServiceId: shortServiceId ?? '',
    kind: template.kind ?? '',
    appId: template.appId ?? '',
    placeId: template.placeId ?? '',
    path: template.path,
    query: template.query,
    envVersion: template.envVersion,
    expiryDays: template.expiry?.type === 'days' ? String(template.expiry.days) : '',
  }
}

/** `before`: what the form does not show of the template (a moment of expiry, options) stays as it was. */
export function campaignFieldsOf(draft: CampaignDraft, before: Campaign | undefined): CampaignFields {
  const days = draft.expiryDays.trim()
  const expiry = days === '' ? (before?.template.expiry?.type === 'moment' ? before.template.expiry : undefined) : { type: 'days' as const, days: Number(days) }
  return {
    name: draft.name.trim(),
    note: draft.note.trim(),
    ...(draft.fromDay ? { fromDay: draft.fromDay } : {}),
    ...(draft.toDay ? { toDay: draft.toDay } : {}),
    channels: [...draft.channels],
    ...(draft.shortServiceId ? { shortServiceId: draft.shortServiceId } : {}),
    template: {
      ...(draft.kind ? { kind: draft.kind } : {}),
      ...(draft.appId ? { appId: draft.appId } : {}),
      ...(draft.placeId ? { placeId: draft.placeId } : {}),
      path: draft.path.trim(),
      query: draft.query.trim(),
      envVersion: draft.envVersion,
      ...(expiry ? { expiry } : {}),
      options: before?.template.options ?? {},
    },
  }
}

export function checkCampaignDraft(draft: CampaignDraft): FieldError[] {
  const issues: FieldError[] = []
  if (draft.name.trim() === '') issues.push({ path: 'name', code: 'required' })
  if (draft.fromDay && draft.toDay && draft.toDay < draft.fromDay) issues.push({ path: 'toDay', code: 'campaigns.endsBeforeStart' })
  if (draft.expiryDays.trim() !== '' && !/^[1-9]\d{0,3}$/.test(draft.expiryDays.trim())) issues.push({ path: 'expiryDays', code: 'positiveWhole' })
  return issues
}

/** What the rules of the chosen kind say to path and query: advice, because a template need not be complete. */
export function templateAdvice({ kind, path, query }: CampaignDraft): LinkIssue[] {
  const chosen = isLinkKind(kind) ? kind : 'encrypted_scheme'
  const ofPath = path.trim() === '' ? [] : checkPath(path, chosen).issues
  const ofQuery = query.trim() === '' ? [] : normaliseQuery(query, { kind: chosen }).issues
  return [...ofPath, ...ofQuery].filter(({ severity }) => severity !== 'notice')
}

/** Turns the contract's paths (`template.path`) into those of the draft (`path`). */
export function atCampaignDraft<T>(answer: Answer<T>): Answer<T> {
  if (answer.ok || !answer.error.fields) return answer
  const fields = answer.error.fields.map((field) => ({ ...field, path: field.path.replace(/^fields\./, '').replace(/^template\./, '') }))
  return { ok: false, error: { ...answer.error, fields } }
}
