import type { CampaignFields, Channel, ChannelFields, Tag, TagFields } from '@shared/contract/campaigns'
import type { FieldError } from '@shared/contract/error'
import { isLinkKind } from '@shared/domain/links'
import { codeKeyOf } from './keys'

/** What a campaign may name. */
export interface CampaignGround {
  channels: readonly Channel[]
  appExists: (id: string) => Promise<boolean>
  placeExists: (id: string) => Promise<boolean>
  shortServiceExists: (id: string) => Promise<boolean>
}

/** A tag needs values, each once whatever its case: `sms` beside `SMS` is what agreeing is to prevent. */
export function checkTag(fields: TagFields): FieldError[] {
  if (fields.values.length === 0) return [{ path: 'values', code: 'campaigns.valuesMissing' }]
  const seen = new Map<string, string>()
  return fields.values.flatMap(({ value }, index) => {
    const first = seen.get(codeKeyOf(value))
    seen.set(codeKeyOf(value), first ?? value)
    return first === undefined ? [] : [{ path: `values.${index}.value`, code: 'campaigns.valueRepeated', params: { value: first } }]
  })
}

/** What a change of a tag would take from under the channels that use it. */
export function checkTagUse(before: Tag, after: TagFields, channels: readonly Channel[]): FieldError[] {
  const values = new Set(after.values.map(({ value }) => value))
  return channels.flatMap(({ archived, name, tags }): FieldError[] => {
    const used = tags[before.key]
    if (archived || used === undefined) return []
    if (after.key !== before.key) return [{ path: 'key', code: 'campaigns.keyUsed', params: { name } }]
    return values.has(used) ? [] : [{ path: 'values', code: 'campaigns.valueUsed', params: { value: used, name } }]
  })
}

/** Every tag of a channel must be agreed, with one of its values. Archived tags take no new channels. */
export function checkChannel(fields: ChannelFields, tags: readonly Tag[]): FieldError[] {
  const entries = Object.entries(fields.tags)
  if (entries.length === 0) return [{ path: 'tags', code: 'campaigns.tagsMissing' }]
  return entries.flatMap(([key, value]): FieldError[] => {
    const tag = tags.find((one) => one.key === key && !one.archived)
    if (!tag) return [{ path: `tags.${key}`, code: 'campaigns.tagNotAgreed', params: { key } }]
    const agreed = tag.values.some((one) => one.value === value)
    return agreed ? [] : [{ path: `tags.${key}`, code: 'campaigns.valueNotAgreed', params: { key, value } }]
  })
}

/**
 * What a campaign names must be there. Its path and query are only looked at for what no link could have: whether they
 * suit depends on kind and mini program, which the maker knows.
 */
export async function checkCampaign(fields: CampaignFields, ground: CampaignGround): Promise<FieldError[]> {
  const { template, fromDay, toDay, shortServiceId } = fields
  const issues: FieldError[] = []
  if (fromDay !== undefined && toDay !== undefined && toDay < fromDay) issues.push({ path: 'toDay', code: 'campaigns.endsBeforeStart' })
  if (template.kind !== undefined && !isLinkKind(template.kind)) issues.push({ path: 'template.kind', code: 'campaigns.kindUnknown' })
  for (const part of ['path', 'query'] as const)
    if (!template[part].isWellFormed() || /\p{Cc}/u.test(template[part]))
      issues.push({ path: `template.${part}`, code: 'campaigns.notOneLine' })
  if (template.appId !== undefined && !(await ground.appExists(template.appId)))
    issues.push({ path: 'template.appId', code: 'campaigns.appMissing' })
  if (template.placeId !== undefined && !(await ground.placeExists(template.placeId)))
    issues.push({ path: 'template.placeId', code: 'campaigns.placeMissing' })
  const codes = new Set(ground.channels.map(({ code }) => code))
  fields.channels.forEach((code, index) => {
    if (!codes.has(code)) issues.push({ path: `channels.${index}`, code: 'campaigns.channelMissing', params: { text: code } })
  })
  if (shortServiceId !== undefined && !(await ground.shortServiceExists(shortServiceId)))
    issues.push({ path: 'shortServiceId', code: 'campaigns.serviceMissing' })
  return issues
}
