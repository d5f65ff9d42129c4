import { ask } from '@renderer/app/client'
import { useSession } from '@renderer/app/session'
import type { CommandInput } from '@shared/contract'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { GeoKey, GeoKeyFields, GeoProvider } from '@shared/contract/geocoding'
import type { Coordinate } from '@shared/contract/geocoding-values'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

/** Providers and their keys, which every screen of geocoding asks about, and what the screens ask besides. */
export const useGeocoding = defineStore('geocoding', () => {
  const session = useSession()
  const providers = shallowRef<readonly GeoProvider[]>([])
  const keys = shallowRef<readonly GeoKey[]>([])
  const loading = ref(false)
  const ready = ref(false)
  const error = shallowRef<ErrorEnvelope>()
  let asked = 0
  let workspace: string | undefined

  async function load(): Promise<void> {
    const now = (asked += 1)
    const here = session.session?.workspace.id
    if (here !== workspace) {
      keys.value = []
      ready.value = false
    }
    workspace = here
    loading.value = true
    const [known, held] = await Promise.all([ask('geocoding.providers', {}), ask('geocoding.keys.list', { archived: true })])
    // A later question has the newer answer, whichever comes first.
    if (now !== asked) return
    loading.value = false
    const refused = [known, held].find(({ ok }) => !ok)
    error.value = refused && !refused.ok ? refused.error : undefined
    if (known.ok) providers.value = known.value
    if (held.ok) keys.value = held.value
    ready.value = known.ok && held.ok
  }

  /** Puts what an effect answered in its row at once; the event that follows reads all of them again. */
  function keep(answer: Answer<GeoKey>): Answer<GeoKey> {
    if (answer.ok) keys.value = keys.value.map((key) => (key.id === answer.value.id ? answer.value : key))
    return answer
  }
  const isUsable = ({ archived, missing }: GeoKey) => !archived && missing.length === 0

  return {
    providers,
    keys,
    loading,
    ready,
    error,
    load,
    /** Providers that can be asked now: at least one of their keys is complete and in use. */
    usable: computed(() => providers.value.filter(({ id }) => keys.value.some((key) => key.fields.provider === id && isUsable(key)))),
    providerOf: (id: string): GeoProvider | undefined => providers.value.find((one) => one.id === id),
    find: (id: string): GeoKey | undefined => keys.value.find((key) => key.id === id),
    createKey: (fields: GeoKeyFields) => ask('geocoding.keys.create', fields),
    updateKey: async (id: string, rev: number, fields: GeoKeyFields) => keep(await ask('geocoding.keys.update', { id, rev, fields })),
    archiveKey: async (id: string, archived: boolean) => keep(await ask('geocoding.keys.archive', { id, archived })),
    setSecret: async (id: string, name: string, secret: string) => keep(await ask('geocoding.keys.setSecret', { id, name, secret })),
    removeSecret: async (id: string, name: string) => keep(await ask('geocoding.keys.removeSecret', { id, name })),
    testKey: (id: string) => ask('geocoding.keys.test', { id }),
    lookup: (input: CommandInput<'geocoding.lookup'>) => ask('geocoding.lookup', input),
    reverse: (input: CommandInput<'geocoding.reverse'>) => ask('geocoding.reverse', input),
    recent: (limit: number) => ask('geocoding.lookups.list', { limit }),
    getLookup: (id: string) => ask('geocoding.lookups.get', { id }),
    removeLookups: (ids?: string[]) => ask('geocoding.lookups.remove', ids === undefined ? {} : { ids }),
    pin: (id: string, position: Coordinate, why: string) => ask('geocoding.pin', { id, position, why }),
    convert: (positions: Coordinate[]) => ask('geocoding.convert', { positions }),
    places: (archived: boolean) => ask('geocoding.places.list', { archived }),
    savePlace: (input: CommandInput<'geocoding.places.save'>) => ask('geocoding.places.save', input),
    removePlace: (placeId: string, rev: number, why: string) => ask('geocoding.places.remove', { placeId, rev, why }),
    cache: () => ask('geocoding.cache.status', {}),
    clearCache: (provider?: string) => ask('geocoding.cache.clear', provider === undefined ? {} : { provider }),
  }
})
