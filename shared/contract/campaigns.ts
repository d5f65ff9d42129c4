import { z } from 'zod'
import { command } from './define'
import { EnvVersion, Expiry, LinkKind, LinkOptions } from './link-values'
import { Day, Id, Instant, line } from './values'

const Code = z.string().trim().min(1).max(40).regex(/^[\p{L}\p{N}_-]+$/u)

/** A parameter whose values are agreed on, so that `from=sms` is not `from=SMS` elsewhere. */
export const TagFields = z.strictObject({
  /** Name in the query, e.g. `from`. */
  key: z.string().trim().min(1).max(40).regex(/^[A-Za-z0-9_-]+$/),
  name: line(40),
  values: z.array(z.strictObject({ value: z.string().trim().min(1).max(100), name: line(40) })).max(200),
})
export type TagFields = z.infer<typeof TagFields>
export const Tag = TagFields.extend({ id: Id, archived: z.boolean(), rev: z.int() })
export type Tag = z.infer<typeof Tag>

/** A way to the guest (SMS, poster, room card) and the agreed tags that its links carry. */
export const ChannelFields = z.strictObject({
  code: Code,
  name: line(40),
  /** Tag key → one of its agreed values. */
  tags: z.record(z.string().max(40), z.string().max(100)),
})
export type ChannelFields = z.infer<typeof ChannelFields>
export const Channel = ChannelFields.extend({
  id: Id,
  /** The tags as a query, `from=sms`, encoded once. */
  query: z.string(),
  archived: z.boolean(),
  rev: z.int(),
})
export type Channel = z.infer<typeof Channel>

/** What a link of this campaign starts from; empty parts are filled in when it is made. */
export const LinkTemplate = z.strictObject({
  kind: LinkKind.optional(),
  appId: Id.optional(),
  placeId: Id.optional(),
  path: z.string().max(2000).default(''),
  query: z.string().max(4000).default(''),
  envVersion: EnvVersion.default('release'),
  expiry: Expiry.optional(),
  options: LinkOptions.default({}),
})
export type LinkTemplate = z.infer<typeof LinkTemplate>

export const CampaignFields = z.strictObject({
  name: line(100),
  note: z.string().trim().max(500).default(''),
  /** The days on which it runs, in the workspace's zone. */
  fromDay: Day.optional(),
  toDay: Day.optional(),
  template: LinkTemplate.default({ path: '', query: '', envVersion: 'release', options: {} }),
  /** Codes of the channels it usually goes through. */
  channels: z.array(Code).max(100).default([]),
  /** The short-address service of its links; absent: the workspace's default. */
  shortServiceId: Id.optional(),
})
export type CampaignFields = z.infer<typeof CampaignFields>
export const Campaign = CampaignFields.extend({
  id: Id,
  archived: z.boolean(),
  rev: z.int(),
  updatedAt: Instant,
  updatedBy: z.string(),
  /** Links that carry its name. */
  links: z.int(),
})
export type Campaign = z.infer<typeof Campaign>

const withArchived = z.strictObject({ archived: z.boolean().default(false) })
const archive = z.strictObject({ id: Id, archived: z.boolean() })

export const campaigns = {
  list: command({ kind: 'query', access: 'links.view', summary: 'All campaigns.', input: withArchived, output: z.array(Campaign) }),
  get: command({ kind: 'query', access: 'links.view', summary: 'One campaign.', input: z.strictObject({ id: Id }), output: Campaign }),
  create: command({ kind: 'effect', access: 'campaigns.edit', summary: 'Add a campaign.', input: CampaignFields, output: Campaign }),
  update: command({
    kind: 'effect',
    access: 'campaigns.edit',
    summary: 'Change a campaign; links made under its old name keep it.',
    input: z.strictObject({ id: Id, rev: z.int(), fields: CampaignFields }),
    output: Campaign,
  }),
  archive: command({ kind: 'effect', access: 'campaigns.edit', summary: 'Put a campaign away or bring it back.', input: archive, output: Campaign }),
  channels: command({ kind: 'query', access: 'links.view', summary: 'All channels.', input: withArchived, output: z.array(Channel) }),
  'channels.create': command({ kind: 'effect', access: 'campaigns.edit', summary: 'Add a channel.', input: ChannelFields, output: Channel }),
  'channels.update': command({
    kind: 'effect',
    access: 'campaigns.edit',
    summary: 'Change a channel; links made before keep the tags they have.',
    input: z.strictObject({ id: Id, rev: z.int(), fields: ChannelFields }),
    output: Channel,
  }),
  'channels.archive': command({ kind: 'effect', access: 'campaigns.edit', summary: 'Put a channel away or bring it back.', input: archive, output: Channel }),
  tags: command({ kind: 'query', access: 'links.view', summary: 'The agreed tags.', input: withArchived, output: z.array(Tag) }),
  'tags.create': command({ kind: 'effect', access: 'campaigns.edit', summary: 'Add a tag.', input: TagFields, output: Tag }),
  'tags.update': command({
    kind: 'effect',
    access: 'campaigns.edit',
    summary: 'Change a tag and its agreed values.',
    input: z.strictObject({ id: Id, rev: z.int(), fields: TagFields }),
    output: Tag,
  }),
  'tags.archive': command({ kind: 'effect', access: 'campaigns.edit', summary: 'Put a tag away or bring it back.', input: archive, output: Tag }),
}
