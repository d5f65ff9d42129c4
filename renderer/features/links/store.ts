import { ask } from '@renderer/app/client'
import { useSession } from '@renderer/app/session'
import type { CommandInput, CommandOutput } from '@shared/contract'
import type { App } from '@shared/contract/apps'
import type { Campaign, Channel } from '@shared/contract/campaigns'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { LinkFilter, LinkResult, UnknownRequest } from '@shared/contract/links'
import type { Place } from '@shared/contract/places'
import { defaultLinkLimitValues, type LinkLimitValues, linkLimitValues } from '@shared/domain/links'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

type Facets = CommandOutput<'links.facets'>
const noFacets: Facets = { campaigns: [], tags: [], creators: [], channels: [] }
const pageSize = 100

/** What the link screens share: mini programs, places, limits, facets of the filters, and open decisions. */
export const useLinks = defineStore('links', () => {
  const session = useSession()
  const apps = shallowRef<readonly App[]>([])
  const places = shallowRef<readonly Place[]>([])
  const campaigns = shallowRef<readonly Campaign[]>([])
  const channels = shallowRef<readonly Channel[]>([])
  const limits = shallowRef<LinkLimitValues>(defaultLinkLimitValues)
  const facets = shallowRef<Facets>(noFacets)
  const unknowns = shallowRef<readonly UnknownRequest[]>([])
  const ready = ref(false)
  const error = shallowRef<ErrorEnvelope>()
  let workspace: string | undefined

  /** Forgets another workspace's data, which must never be seen in this one. */
  function enter(): void {
    const now = session.session?.workspace.id
    if (workspace === now) return
    workspace = now
    apps.value = []
    places.value = []
    campaigns.value = []
    channels.value = []
    limits.value = defaultLinkLimitValues
    facets.value = noFacets
    unknowns.value = []
    ready.value = false
    error.value = undefined
  }

  /** Mini programs, places and limits, for the maker and the filters. */
  async function loadReference(): Promise<void> {
    enter()
    const [appsAnswer, placesAnswer, limitsAnswer] = await Promise.all([
      ask('apps.list', {}),
      ask('places.list', {}),
      ask('settings.limits', {}),
    ])
    if (appsAnswer.ok) apps.value = appsAnswer.value
    if (placesAnswer.ok) places.value = placesAnswer.value
    if (limitsAnswer.ok)
      limits.value = linkLimitValues(Object.fromEntries(limitsAnswer.value.map(({ key, value }) => [key, value])))
    const refused = [appsAnswer, placesAnswer, limitsAnswer].find(({ ok }) => !ok)
    error.value = refused && !refused.ok ? refused.error : undefined
    ready.value = appsAnswer.ok
  }

  /** Campaigns and channels. A link can be made without either, so a refusal leaves the lists empty. */
  async function loadCampaigns(): Promise<void> {
    enter()
    const [campaignsAnswer, channelsAnswer] = await Promise.all([
      ask('campaigns.list', {}),
      ask('campaigns.channels', {}),
    ])
    if (campaignsAnswer.ok) campaigns.value = campaignsAnswer.value
    if (channelsAnswer.ok) channels.value = channelsAnswer.value
  }
  /** Name of a channel; its code where it is put away or gone. */
  const channelName = (code: string): string => channels.value.find((one) => one.code === code)?.name ?? code

  async function loadFacets(): Promise<void> {
    enter()
    const answer = await ask('links.facets', {})
    if (answer.ok) facets.value = answer.value
  }

  async function loadUnknowns(): Promise<void> {
    enter()
    const answer = await ask('links.unknowns', {})
    if (answer.ok) unknowns.value = answer.value
  }

  const page = (filter: LinkFilter, cursor: string | undefined, signal: AbortSignal) =>
    ask('links.list', { filter, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) }, signal)
  const create = (request: CommandInput<'links.create'>): Promise<Answer<LinkResult>> => ask('links.create', request)
  const check = (request: CommandInput<'links.check'>, signal?: AbortSignal) => ask('links.check', request, signal)
  const checkVariants = (input: CommandInput<'links.checkVariants'>, signal?: AbortSignal) =>
    ask('links.checkVariants', input, signal)
  const createVariants = (input: CommandInput<'links.createVariants'>) => ask('links.createVariants', input)
  const renewPlan = (id: string, signal?: AbortSignal) => ask('links.renewPlan', { id }, signal)
  const renew = (input: CommandInput<'links.renew'>) => ask('links.renew', input)
  const renewMany = (input: CommandInput<'links.renewMany'>) => ask('links.renewMany', input)
  const addUse = (input: CommandInput<'links.uses.add'>) => ask('links.uses.add', input)
  const removeUse = (id: string) => ask('links.uses.remove', { id })
  const get = (id: string, signal?: AbortSignal) => ask('links.get', { id }, signal)
  const archive = (ids: string[], archived: boolean) => ask('links.archive', { ids, archived })
  const query = (id: string) => ask('links.query', { id })
  const image = (id: string, format: 'png' | 'svg') => ask('links.image', { id, format })
  const phone = (id: string) => ask('links.phone', { id })
  const exportLinks = (input: CommandInput<'links.export'>) => ask('links.export', input)

  async function settle(ids: string[], decision: 'redo' | 'giveUp', note: string) {
    const answer = await ask('links.settleUnknown', { ids, decision, note })
    await loadUnknowns()
    return answer
  }

  return {
    apps,
    places,
    campaigns,
    channels,
    limits,
    facets,
    unknowns,
    ready,
    error,
    loadReference,
    loadCampaigns,
    channelName,
    loadFacets,
    loadUnknowns,
    page,
    create,
    check,
    checkVariants,
    createVariants,
    renewPlan,
    renew,
    renewMany,
    addUse,
    removeUse,
    get,
    archive,
    query,
    image,
    phone,
    exportLinks,
    settle,
  }
})
