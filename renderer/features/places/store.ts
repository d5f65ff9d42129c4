import { ask, upload } from '@renderer/app/client'
import { useSession } from '@renderer/app/session'
import type { CommandInput } from '@shared/contract'
import type { App } from '@shared/contract/apps'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { Place, PlaceFields } from '@shared/contract/places'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

/** The places of the workspace, archived ones too, and the mini programs that they name. */
export const usePlaces = defineStore('places', () => {
  const session = useSession()
  const rows = shallowRef<readonly Place[]>([])
  const apps = shallowRef<readonly App[]>([])
  const loading = ref(false)
  const error = shallowRef<ErrorEnvelope>()
  const appById = computed(() => new Map(apps.value.map((app) => [app.id, app])))
  let asked = 0
  let workspace: string | undefined

  async function load(): Promise<void> {
    const now = (asked += 1)
    const here = session.session?.workspace.id
    if (here !== workspace) {
      rows.value = []
      apps.value = []
    }
    workspace = here
    loading.value = true
    const [answer, named] = await Promise.all([
      ask('places.list', { archived: true }),
      session.can('apps.view') ? ask('apps.list', { archived: true }) : undefined,
    ])
    // A later question has the newer answer, whichever comes first.
    if (now !== asked) return
    loading.value = false
    error.value = answer.ok ? undefined : answer.error
    if (answer.ok) rows.value = answer.value
    if (named?.ok) apps.value = named.value
  }

  /** One place as it stands now; `undefined` where there is none. */
  async function get(id: string): Promise<Answer<Place | undefined>> {
    await load()
    if (error.value) return { ok: false, error: error.value }
    return { ok: true, value: rows.value.find((place) => place.id === id) }
  }

  function keep(answer: Answer<Place>): Answer<Place> {
    if (answer.ok) rows.value = rows.value.map((row) => (row.id === answer.value.id ? answer.value : row))
    return answer
  }

  return {
    rows,
    apps,
    appById,
    loading,
    error,
    load,
    get,
    create: (fields: PlaceFields): Promise<Answer<Place>> => ask('places.create', fields),
    update: async (id: string, rev: number, fields: PlaceFields) =>
      keep(await ask('places.update', { id, rev, fields })),
    archive: async (id: string, archived: boolean) => keep(await ask('places.archive', { id, archived })),
    upload,
    previewImport: (input: CommandInput<'places.previewImport'>) => ask('places.previewImport', input),
    import: (input: CommandInput<'places.import'>) => ask('places.import', input),
  }
})
