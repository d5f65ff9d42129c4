import { ask, upload } from '@renderer/app/client'
import { useSession } from '@renderer/app/session'
import type { CommandInput } from '@shared/contract'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { AccountFields, PaymentAccount } from '@shared/contract/payment-accounts'
import type { ProviderTraits } from '@shared/contract/payment-providers'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

/** Payment accounts and what their providers can do. There are a few dozen at most: all are read, archived ones too. */
export const usePaymentAccounts = defineStore('payments.accounts', () => {
  const session = useSession()
  const rows = shallowRef<readonly PaymentAccount[]>([])
  const providers = shallowRef<readonly ProviderTraits[]>([])
  const loading = ref(false)
  const ready = ref(false)
  const error = shallowRef<ErrorEnvelope>()
  let asked = 0
  let workspace: string | undefined

  async function load(): Promise<void> {
    const now = (asked += 1)
    const here = session.session?.workspace.id
    if (here !== workspace) {
      rows.value = []
      ready.value = false
    }
    workspace = here
    loading.value = true
    const [accounts, kinds] = await Promise.all([ask('payments.accounts.list', { archived: true }), ask('payments.providers', {})])
    // A later question has the newer answer, whichever comes first.
    if (now !== asked) return
    loading.value = false
    const refused = [accounts, kinds].find(({ ok }) => !ok)
    error.value = refused && !refused.ok ? refused.error : undefined
    if (accounts.ok) rows.value = accounts.value
    if (kinds.ok) providers.value = kinds.value
    ready.value = accounts.ok && kinds.ok
  }

  /** Puts what an effect answered in its row at once; the event that follows reads all of them again. */
  function keep(answer: Answer<PaymentAccount>): Answer<PaymentAccount> {
    if (answer.ok) rows.value = rows.value.map((row) => (row.id === answer.value.id ? answer.value : row))
    return answer
  }
  const traitsOf = (kind: string): ProviderTraits | undefined => providers.value.find((one) => one.kind === kind)

  return {
    rows,
    /** Those that are in use: what staff choose among. */
    active: computed(() => rows.value.filter(({ archived }) => !archived)),
    providers,
    loading,
    ready,
    error,
    load,
    traitsOf,
    find: (id: string): PaymentAccount | undefined => rows.value.find((row) => row.id === id),
    create: (fields: AccountFields) => ask('payments.accounts.create', fields),
    update: async (id: string, rev: number, fields: AccountFields) =>
      keep(await ask('payments.accounts.update', { id, rev, fields })),
    archive: async (id: string, archived: boolean) => keep(await ask('payments.accounts.archive', { id, archived })),
    setSecret: async (id: string, name: string, secret: string) =>
      keep(await ask('payments.accounts.setSecret', { id, name, secret })),
    removeSecret: async (id: string, name: string) => keep(await ask('payments.accounts.removeSecret', { id, name })),
    addKey: async (input: CommandInput<'payments.accounts.addKey'>) => keep(await ask('payments.accounts.addKey', input)),
    addCertificate: async (id: string, fileId: string, password: string) =>
      keep(await ask('payments.accounts.addClientCertificate', { id, fileId, password })),
    removeKey: async (id: string, keyId: string) => keep(await ask('payments.accounts.removeKey', { id, keyId })),
    fetchKeys: async (id: string) => keep(await ask('payments.accounts.fetchKeys', { id })),
    test: (id: string) => ask('payments.accounts.test', { id }),
    upload,
    description: (id: string) => ask('payments.descriptions.get', { id }),
    saveDescription: async (input: CommandInput<'payments.descriptions.save'>) =>
      keep(await ask('payments.descriptions.save', input)),
    tryDescription: (input: CommandInput<'payments.descriptions.try'>) => ask('payments.descriptions.try', input),
  }
})
