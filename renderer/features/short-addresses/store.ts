import { ask } from '@renderer/app/client'
import { useSession } from '@renderer/app/session'
import type { CommandInput, CommandOutput } from '@shared/contract'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { ServiceFields, ShortService } from '@shared/contract/short-addresses'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

/** The short-address services of the workspace, archived ones too; and the calls about addresses and SMS texts. */
export const useShortAddresses = defineStore('shortAddresses', () => {
  const session = useSession()
  const services = shallowRef<readonly ShortService[]>([])
  const loading = ref(false)
  const error = shallowRef<ErrorEnvelope>()
  let asked = 0
  let workspace: string | undefined

  async function load(): Promise<void> {
    const now = (asked += 1)
    const here = session.session?.workspace.id
    if (here !== workspace) services.value = []
    workspace = here
    loading.value = true
    const answer = await ask('shortAddresses.services', { archived: true })
    // A later question has the newer answer, whichever comes first.
    if (now !== asked) return
    loading.value = false
    error.value = answer.ok ? undefined : answer.error
    if (answer.ok) services.value = answer.value
  }

  /** One service as it stands now; `undefined` where there is none. */
  async function get(id: string): Promise<Answer<ShortService | undefined>> {
    await load()
    if (error.value) return { ok: false, error: error.value }
    return { ok: true, value: services.value.find((service) => service.id === id) }
  }

  async function then<T>(asking: Promise<Answer<T>>): Promise<Answer<T>> {
    const answer = await asking
    if (answer.ok) await load()
    return answer
  }

  return {
    services,
    loading,
    error,
    load,
    get,
    save: (id: string | undefined, rev: number | undefined, fields: ServiceFields) =>
      then(ask('shortAddresses.services.save', { ...(id === undefined ? {} : { id }), ...(rev === undefined ? {} : { rev }), fields })),
    archive: (id: string, archived: boolean) => then(ask('shortAddresses.services.archive', { id, archived })),
    setDefault: (id: string) => then(ask('shortAddresses.services.setDefault', { id })),
    setSecret: (id: string, name: string, secret: string) => then(ask('shortAddresses.services.setSecret', { id, name, secret })),
    test: (id: string, link: string) => ask('shortAddresses.services.test', { id, ...(link.trim() === '' ? {} : { link }) }),
    ofLink: (linkId: string, signal?: AbortSignal): Promise<Answer<CommandOutput<'shortAddresses.list'>>> => ask('shortAddresses.list', { linkId }, signal),
    create: (linkId: string, serviceId: string) => ask('shortAddresses.create', { linkId, serviceId }),
    add: (linkId: string, address: string) => ask('shortAddresses.add', { linkId, address }),
    settle: (id: string, address?: string) => ask('shortAddresses.settle', { id, ...(address === undefined ? {} : { address }) }),
    repoint: (id: string) => ask('shortAddresses.repoint', { id }),
    noteRepoint: (id: string) => ask('shortAddresses.noteRepoint', { id }),
    retire: (id: string, retired: boolean) => ask('shortAddresses.retire', { id, retired }),
    sms: () => ask('shortAddresses.sms.templates', {}),
    saveSms: (input: CommandInput<'shortAddresses.sms.save'>) => ask('shortAddresses.sms.save', input),
    removeSms: (id: string) => ask('shortAddresses.sms.remove', { id }),
    setSmsRules: (rules: CommandInput<'shortAddresses.sms.setRules'>) => ask('shortAddresses.sms.setRules', rules),
  }
})
