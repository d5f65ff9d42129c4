import {
  type Campaign,
  CampaignFields,
  type Channel,
  ChannelFields,
  type Tag,
  TagFields,
} from '@shared/contract/campaigns'
import type { FieldError } from '@shared/contract/error'
import { Fault } from '../../platform/errors/fault'
import type { RepositoryClient } from '../../platform/store/repository'
import { channelQuery } from './channel-query'
import { type CampaignGround, checkCampaign, checkChannel, checkTag, checkTagUse } from './checks'
import type { Entry } from './entry.repository'
import { codeKeyOf, nameKeyOf } from './keys'
import type { campaignsRepository, EntryKind } from './repository'

export interface CampaignsOptions extends Omit<CampaignGround, 'channels'> {
  repository: RepositoryClient<typeof campaignsRepository>
  newId: () => string
  changed: () => void
}

/** What 转为正式 takes over. Ids in it are those of the workspace it comes from. */
export interface TransferableCampaigns {
  tags: TagFields[]
  channels: ChannelFields[]
  campaigns: CampaignFields[]
}

/** A campaign without the count of its links, which is asked of the store each time. */
type Known = Omit<Campaign, 'links'>

interface Snapshot {
  tags: readonly Tag[]
  channels: readonly Channel[]
  campaigns: readonly Known[]
}

/** What changes things without a person: the example data and the take-over from practice. */
const program = 'MiniDesk'

/** Tags, channels and campaigns of one workspace. A few hundred at most; all of them are kept in memory. */
export class CampaignsService {
  readonly #parts: CampaignsOptions
  #snapshot: Promise<Snapshot> | undefined

  constructor(parts: CampaignsOptions) {
    this.#parts = parts
  }

  /** Channels by code; without `archived` those in use. */
  async channels(archived = false): Promise<Channel[]> {
    return sorted((await this.#read()).channels, archived, ({ code }) => code)
  }

  /** The agreed tags by key. */
  async tags(archived = false): Promise<Tag[]> {
    return sorted((await this.#read()).tags, archived, ({ key }) => key)
  }

  /** Campaigns by name, each with how many links carry it (counted to a thousand). */
  async list(archived = false): Promise<Campaign[]> {
    const campaigns = sorted((await this.#read()).campaigns, archived, ({ name }) => name)
    const counts = await this.#parts.repository.linkCounts(campaigns.map(({ name }) => name))
    return campaigns.map((campaign, index) => ({ ...campaign, links: counts[index] ?? 0 }))
  }

  /** @throws Fault `campaigns.notFound` */
  async get(id: string): Promise<Campaign> {
    const known = (await this.#read()).campaigns.find((campaign) => campaign.id === id)
    if (!known) throw new Fault('campaigns.notFound')
    return this.#withLinks(known)
  }

  /** The campaign of this name, whatever its width; archived ones too. From memory. */
  async byName(name: string): Promise<Known | undefined> {
    const key = nameKeyOf(name)
    return key === '' ? undefined : (await this.#read()).campaigns.find((campaign) => nameKeyOf(campaign.name) === key)
  }

  /** @throws Fault `bridge.invalidInput` with the fields, `campaigns.nameTaken` (params `name`) */
  async create(fields: CampaignFields, by = program): Promise<Campaign> {
    refuse(await checkCampaign(fields, await this.#ground()), '')
    return this.#withLinks(campaignOf(await this.#insert('campaigns', campaignEntry(fields), by)))
  }

  /** @throws as {@link create}; `campaigns.changedMeanwhile` (params `name`, `by`, `at`) for an old `rev` */
  async update(id: string, rev: number, fields: CampaignFields, by = program): Promise<Campaign> {
    refuse(await checkCampaign(fields, await this.#ground()), 'fields.')
    return this.#withLinks(campaignOf(await this.#change('campaigns', id, rev, campaignEntry(fields), by)))
  }

  async archive(id: string, archived: boolean, by = program): Promise<Campaign> {
    return this.#withLinks(campaignOf(await this.#setArchived('campaigns', id, archived, by)))
  }

  /** @throws Fault `bridge.invalidInput` with the fields, `campaigns.codeTaken` (params `name`) */
  async createChannel(fields: ChannelFields, by = program): Promise<Channel> {
    refuse(await this.#channelIssues(fields), '')
    return channelOf(await this.#insert('channels', channelEntry(fields), by))
  }

  /** @throws as {@link createChannel}; `campaigns.changedMeanwhile`; `campaigns.codeTied` where campaigns name its code */
  async updateChannel(id: string, rev: number, fields: ChannelFields, by = program): Promise<Channel> {
    const { channels, campaigns } = await this.#read()
    const before = channels.find((channel) => channel.id === id)
    if (!before) throw new Fault('campaigns.channelNotFound')
    const issues = await this.#channelIssues(fields, id)
    const user = campaigns.find((campaign) => campaign.channels.includes(before.code))
    if (before.code !== fields.code && user)
      issues.push({ path: 'code', code: 'campaigns.codeTied', params: { name: user.name } })
    refuse(issues, 'fields.')
    return channelOf(await this.#change('channels', id, rev, channelEntry(fields), by))
  }

  async archiveChannel(id: string, archived: boolean, by = program): Promise<Channel> {
    const { channels, tags } = await this.#read()
    const channel = channels.find((one) => one.id === id)
    // What it was tagged with may have gone meanwhile.
    if (channel && !archived) refuse(checkChannel(channel, tags), '')
    return channelOf(await this.#setArchived('channels', id, archived, by))
  }

  /** @throws Fault `bridge.invalidInput` with the fields, `campaigns.keyTaken` (params `name`) */
  async createTag(fields: TagFields, by = program): Promise<Tag> {
    refuse(checkTag(fields), '')
    return tagOf(await this.#insert('tags', tagEntry(fields), by))
  }

  /** @throws as {@link createTag}; with fields where channels use what would go; `campaigns.changedMeanwhile` */
  async updateTag(id: string, rev: number, fields: TagFields, by = program): Promise<Tag> {
    const { tags, channels } = await this.#read()
    const before = tags.find((tag) => tag.id === id)
    if (!before) throw new Fault('campaigns.tagNotFound')
    refuse([...checkTag(fields), ...checkTagUse(before, fields, channels)], 'fields.')
    return tagOf(await this.#change('tags', id, rev, tagEntry(fields), by))
  }

  /** @throws Fault `campaigns.tagInUse` (params `name`) while a channel in use carries it */
  async archiveTag(id: string, archived: boolean, by = program): Promise<Tag> {
    const { tags, channels } = await this.#read()
    const tag = tags.find((one) => one.id === id)
    const user = channels.find((channel) => !channel.archived && tag && Object.hasOwn(channel.tags, tag.key))
    if (archived && user) throw new Fault('campaigns.tagInUse', { params: { name: user.name } })
    return tagOf(await this.#setArchived('tags', id, archived, by))
  }

  /** Those in use, with the ids of this workspace inside. */
  async transferable(): Promise<TransferableCampaigns> {
    const { tags, channels, campaigns } = await this.#read()
    const inUse = <T extends { archived: boolean }>(rows: readonly T[]) => rows.filter(({ archived }) => !archived)
    return {
      tags: inUse(tags).map(({ key, name, values }) => ({ key, name, values })),
      channels: inUse(channels).map(({ code, name, tags: own }) => ({ code, name, tags: own })),
      campaigns: inUse(campaigns).map(({ id, archived, rev, updatedAt, updatedBy, ...fields }) => fields),
    }
  }

  /**
   * Creates them here and says how many of each; one whose key, code or name stands here is left as it is.
   * @param ids there → here; what is missing was not taken over, and a template is then without it
   */
  async adopt(
    from: TransferableCampaigns,
    ids: { apps: ReadonlyMap<string, string>; places: ReadonlyMap<string, string>; services: ReadonlyMap<string, string> },
  ): Promise<{ tags: number; channels: number; campaigns: number }> {
    const put = (kind: EntryKind, entries: ReturnType<typeof tagEntry>[]) =>
      this.#parts.repository.adopt({ kind, rows: entries.map((entry) => ({ id: this.#parts.newId(), entry })), by: program })
    const codes = new Set(from.channels.map(({ code }) => code))
    const campaigns = from.campaigns.map(({ template, shortServiceId, ...fields }): CampaignFields => {
      const { appId, placeId, ...rest } = template
      const [app, place] = [ids.apps.get(appId ?? ''), ids.places.get(placeId ?? '')]
      const service = ids.services.get(shortServiceId ?? '')
      return {
        ...fields,
        channels: fields.channels.filter((code) => codes.has(code)),
        template: { ...rest, ...(app === undefined ? {} : { appId: app }), ...(place === undefined ? {} : { placeId: place }) },
        ...(service === undefined ? {} : { shortServiceId: service }),
      }
    })
    const made = {
      tags: await put('tags', from.tags.map(tagEntry)),
      channels: await put('channels', from.channels.map(channelEntry)),
      campaigns: await put('campaigns', campaigns.map(campaignEntry)),
    }
    this.#forget()
    return made
  }

  async #channelIssues(fields: ChannelFields, id = ''): Promise<FieldError[]> {
    const { tags, channels } = await this.#read()
    const issues = checkChannel(fields, tags)
    const namesake = channels.find((one) => one.id !== id && nameKeyOf(one.name) === nameKeyOf(fields.name))
    if (namesake) issues.push({ path: 'name', code: 'campaigns.channelNameTaken', params: { text: namesake.code } })
    return issues
  }

  async #ground(): Promise<CampaignGround> {
    return { ...this.#parts, channels: (await this.#read()).channels }
  }

  async #withLinks(known: Known): Promise<Campaign> {
    const [links] = await this.#parts.repository.linkCounts([known.name])
    return { ...known, links: links ?? 0 }
  }

  async #insert(kind: EntryKind, entry: ReturnType<typeof tagEntry>, by: string): Promise<Entry> {
    return this.#done(await this.#parts.repository.insert({ kind, id: this.#parts.newId(), entry, by }))
  }

  async #change(kind: EntryKind, id: string, rev: number, entry: ReturnType<typeof tagEntry>, by: string): Promise<Entry> {
    return this.#done(await this.#parts.repository.update({ kind, id, rev, entry, by }))
  }

  async #setArchived(kind: EntryKind, id: string, archived: boolean, by: string): Promise<Entry> {
    return this.#done(await this.#parts.repository.archive({ kind, id, archived, by }))
  }

  #read(): Promise<Snapshot> {
    if (this.#snapshot) return this.#snapshot
    const reading = this.#parts.repository.all().then(({ tags, channels, campaigns }) => ({
      tags: tags.map(tagOf),
      channels: channels.map(channelOf),
      campaigns: campaigns.map(campaignOf),
    }))
    this.#snapshot = reading
    reading.catch(() => {
      if (this.#snapshot === reading) this.#snapshot = undefined
    })
    return reading
  }

  #done(entry: Entry): Entry {
    this.#forget()
    return entry
  }

  /** After a write: what is in memory, or being read this moment, may be older than it. */
  #forget(): void {
    this.#snapshot = undefined
    this.#parts.changed()
  }
}

const byText = new Intl.Collator('zh-CN', { numeric: true })

/** In the order of a text, those put away behind the others. */
function sorted<T extends { archived: boolean }>(rows: readonly T[], archived: boolean, textOf: (row: T) => string): T[] {
  return rows
    .filter((row) => archived || !row.archived)
    .sort((a, b) => Number(a.archived) - Number(b.archived) || byText.compare(textOf(a), textOf(b)))
}

/** @throws Fault `bridge.invalidInput`; paths begin with `prefix` */
function refuse(issues: FieldError[], prefix: string): void {
  if (issues.length === 0) return
  throw new Fault('bridge.invalidInput', { fields: issues.map((issue) => ({ ...issue, path: prefix + issue.path })) })
}

const tagEntry = (fields: TagFields) => ({ uniqueKey: codeKeyOf(fields.key), name: fields.name, fields: fields as unknown })
const channelEntry = (fields: ChannelFields) => ({ uniqueKey: codeKeyOf(fields.code), name: fields.name, fields: fields as unknown })
const campaignEntry = (fields: CampaignFields) => ({
  uniqueKey: nameKeyOf(fields.name),
  name: fields.name,
  fields: { ...fields, channels: [...new Set(fields.channels)] } as unknown,
})

const tagOf = ({ id, fields, archived, rev }: Entry): Tag => ({ id, ...TagFields.parse(fields), archived, rev })

function channelOf({ id, fields, archived, rev }: Entry): Channel {
  const channel = ChannelFields.parse(fields)
  return { id, ...channel, query: channelQuery(channel.tags), archived, rev }
}

const campaignOf = ({ fields, ...row }: Entry): Known => ({ ...row, ...CampaignFields.parse(fields) })
