import { ask } from '@renderer/app/client'
import { useSession } from '@renderer/app/session'
import type { App } from '@shared/contract/apps'
import type { Campaign, CampaignFields, Channel, ChannelFields, Tag, TagFields } from '@shared/contract/campaigns'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { Place } from '@shared/contract/places'
import type { ShortService } from '@shared/contract/short-addresses'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

/** Campaigns, channels and tags of the workspace, archived ones too, and what they name. */
export const useCampaigns = defineStore('campaigns', () => {
  const session = useSession()
  const campaigns = shallowRef<readonly Campaign[]>([])
  const channels = shallowRef<readonly Channel[]>([])
  const tags = shallowRef<readonly Tag[]>([])
  const apps = shallowRef<readonly App[]>([])
  const places = shallowRef<readonly Place[]>([])
  const services = shallowRef<readonly ShortService[]>([])
  const loading = ref(false)
  const error = shallowRef<ErrorEnvelope>()
  const appById = computed(() => new Map(apps.value.map((app) => [app.id, app])))
  const placeById = computed(() => new Map(places.value.map((place) => [place.id, place])))
  const channelByCode = computed(() => new Map(channels.value.map((channel) => [channel.code, channel])))
  let asked = 0
  let workspace: string | undefined

  async function load(): Promise<void> {
    const now = (asked += 1)
    const here = session.session?.workspace.id
    if (here !== workspace) for (const list of [campaigns, channels, tags, apps, places, services]) list.value = []
    workspace = here
    loading.value = true
    const archived = { archived: true }
    const [one, two, three, own, near, short] = await Promise.all([
      ask('campaigns.list', archived),
      ask('campaigns.channels', archived),
      ask('campaigns.tags', archived),
      session.can('apps.view') ? ask('apps.list', archived) : undefined,
      session.can('places.view') ? ask('places.list', archived) : undefined,
      ask('shortAddresses.services', archived),
    ])
    // A later question has the newer answer, whichever comes first.
    if (now !== asked) return
    loading.value = false
    error.value = !one.ok ? one.error : !two.ok ? two.error : !three.ok ? three.error : undefined
    if (one.ok) campaigns.value = one.value
    if (two.ok) channels.value = two.value
    if (three.ok) tags.value = three.value
    if (own?.ok) apps.value = own.value
    if (near?.ok) places.value = near.value
    if (short.ok) services.value = short.value
  }

  /** One row of a list as it stands now; `undefined` where there is none. */
  async function fresh<T extends { id: string }>(list: () => readonly T[], id: string): Promise<Answer<T | undefined>> {
    await load()
    if (error.value) return { ok: false, error: error.value }
    return { ok: true, value: list().find((row) => row.id === id) }
  }

  async function then<T>(asking: Promise<Answer<T>>): Promise<Answer<T>> {
    const answer = await asking
    if (answer.ok) await load()
    return answer
  }

  return {
    campaigns,
    channels,
    tags,
    apps,
    places,
    services,
    loading,
    error,
    appById,
    placeById,
    channelByCode,
    load,
    campaign: (id: string) => fresh(() => campaigns.value, id),
    channel: (id: string) => fresh(() => channels.value, id),
    tag: (id: string) => fresh(() => tags.value, id),
    saveCampaign: (known: { id: string; rev: number } | undefined, fields: CampaignFields) =>
      then(known ? ask('campaigns.update', { ...known, fields }) : ask('campaigns.create', fields)),
    saveChannel: (known: { id: string; rev: number } | undefined, fields: ChannelFields) =>
      then(known ? ask('campaigns.channels.update', { ...known, fields }) : ask('campaigns.channels.create', fields)),
    saveTag: (known: { id: string; rev: number } | undefined, fields: TagFields) =>
      then(known ? ask('campaigns.tags.update', { ...known, fields }) : ask('campaigns.tags.create', fields)),
    archiveCampaign: (id: string, archived: boolean) => then(ask('campaigns.archive', { id, archived })),
    archiveChannel: (id: string, archived: boolean) => then(ask('campaigns.channels.archive', { id, archived })),
    archiveTag: (id: string, archived: boolean) => then(ask('campaigns.tags.archive', { id, archived })),
  }
})
