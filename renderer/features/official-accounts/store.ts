import { ask } from '@renderer/app/client'
import { useSession } from '@renderer/app/session'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { OfficialAccount, OfficialAccountFields } from '@shared/contract/official-accounts'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

/** The official accounts of the workspace. There are at most a few hundred: all are read, archived ones too. */
export const useOfficialAccounts = defineStore('officialAccounts', () => {
  const session = useSession()
  const rows = shallowRef<readonly OfficialAccount[]>([])
  const loading = ref(false)
  const loaded = ref(false)
  const error = shallowRef<ErrorEnvelope>()
  let asked = 0
  let workspace: string | undefined

  async function load(): Promise<void> {
    const now = (asked += 1)
    const here = session.session?.workspace.id
    if (here !== workspace) rows.value = []
    workspace = here
    loading.value = true
    const answer = await ask('officialAccounts.list', { archived: true })
    // A later question has the newer answer, whichever comes first.
    if (now !== asked) return
    loading.value = false
    error.value = answer.ok ? undefined : answer.error
    if (!answer.ok) return
    rows.value = answer.value
    loaded.value = true
  }

  /** Puts what an effect answered in its row at once; the event that follows reads all of them again. */
  function keep(answer: Answer<OfficialAccount>): Answer<OfficialAccount> {
    if (answer.ok) rows.value = rows.value.map((row) => (row.id === answer.value.id ? answer.value : row))
    return answer
  }

  return {
    rows,
    loading,
    loaded,
    error,
    load,
    get: (id: string) => ask('officialAccounts.get', { id }),
    create: (fields: OfficialAccountFields) => ask('officialAccounts.create', fields),
    update: async (id: string, rev: number, fields: OfficialAccountFields) =>
      keep(await ask('officialAccounts.update', { id, rev, fields })),
    archive: async (id: string, archived: boolean) => keep(await ask('officialAccounts.archive', { id, archived })),
    setSecret: async (id: string, secret: string) => keep(await ask('officialAccounts.setSecret', { id, secret })),
    removeSecret: async (id: string) => keep(await ask('officialAccounts.removeSecret', { id })),
    testConnection: (id: string) => ask('officialAccounts.testConnection', { id }),
  }
})
