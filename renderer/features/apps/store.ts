import { ask, openExternal, upload } from '@renderer/app/client'
import { useSession } from '@renderer/app/session'
import type { CommandInput, CommandOutput } from '@shared/contract'
import type { App, AppFields } from '@shared/contract/apps'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

/** The mini programs of the workspace. There are at most a few hundred: all are read, archived ones too. */
export const useApps = defineStore('apps', () => {
  const session = useSession()
  const rows = shallowRef<readonly App[]>([])
  const loading = ref(false)
  const error = shallowRef<ErrorEnvelope>()
  let asked = 0
  let workspace: string | undefined

  async function load(): Promise<void> {
    const now = (asked += 1)
    const here = session.session?.workspace.id
    if (here !== workspace) rows.value = []
    workspace = here
    loading.value = true
    const answer = await ask('apps.list', { archived: true })
    // A later question has the newer answer, whichever comes first.
    if (now !== asked) return
    loading.value = false
    error.value = answer.ok ? undefined : answer.error
    if (answer.ok) rows.value = answer.value
  }

  /** Puts what an effect answered in its row at once; the event that follows reads all of them again. */
  function keep(answer: Answer<App>): Answer<App> {
    if (answer.ok) rows.value = rows.value.map((row) => (row.id === answer.value.id ? answer.value : row))
    return answer
  }

  return {
    rows,
    loading,
    error,
    load,
    get: (id: string): Promise<Answer<App>> => ask('apps.get', { id }),
    create: (fields: AppFields): Promise<Answer<App>> => ask('apps.create', fields),
    update: async (id: string, rev: number, fields: AppFields) => keep(await ask('apps.update', { id, rev, fields })),
    archive: async (id: string, archived: boolean) => keep(await ask('apps.archive', { id, archived })),
    setSecret: async (id: string, secret: string) => keep(await ask('apps.setSecret', { id, secret })),
    removeSecret: async (id: string) => keep(await ask('apps.removeSecret', { id })),
    override: async (id: string, kind: string, evidence: string) =>
      keep(await ask('apps.override', { id, kind, evidence })),
    revokeOverride: async (id: string, kind: string) => keep(await ask('apps.revokeOverride', { id, kind })),
    testConnection: (id: string): Promise<Answer<CommandOutput<'apps.testConnection'>>> =>
      ask('apps.testConnection', { id }),
    upload,
    openSource: (url: string) => openExternal(url),
    previewImport: (input: CommandInput<'apps.previewImport'>) => ask('apps.previewImport', input),
    import: (input: CommandInput<'apps.import'>) => ask('apps.import', input),
  }
})
