import { ask } from '@renderer/app/client'
import { useSession } from '@renderer/app/session'
import type { CommandInput, CommandOutput } from '@shared/contract'
import type { App } from '@shared/contract/apps'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { Link, LinkFilter, UnknownRequest } from '@shared/contract/links'
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
  const create = (request: CommandInput<'links.create'>): Promise<Answer<Link>> => ask('links.create', request)
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
    limits,
    facets,
    unknowns,
    ready,
    error,
    loadReference,
    loadFacets,
    loadUnknowns,
    page,
    create,
    get,
    archive,
    query,
    image,
    phone,
    exportLinks,
    settle,
  }
})
