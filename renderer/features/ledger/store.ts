import { ask, upload } from '@renderer/app/client'
import { useEvent, useGap } from '@renderer/app/events'
import { useSession } from '@renderer/app/session'
import type { CommandInput, CommandName, CommandOutput } from '@shared/contract'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { Binding, Company, LedgerAccount, SavedPlan, Usage } from '@shared/contract/ledger-values'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

/** Companies, accounts, bindings and plans. There are at most a few thousand: all are read, and again when told. */
export const useLedger = defineStore('ledger', () => {
  const session = useSession()
  const companies = shallowRef<readonly Company[]>([])
  const accounts = shallowRef<readonly LedgerAccount[]>([])
  const bindings = shallowRef<readonly Binding[]>([])
  const usage = shallowRef<readonly Usage[]>([])
  const plans = shallowRef<readonly SavedPlan[]>([])
  const today = ref('')
  const loaded = ref(false)
  const loading = ref(false)
  const error = shallowRef<ErrorEnvelope>()
  let asked = 0
  let workspace: string | undefined

  const companyById = computed(() => new Map(companies.value.map((one) => [one.id, one])))
  const accountById = computed(() => new Map(accounts.value.map((one) => [one.id, one])))

  async function load(): Promise<void> {
    const now = (asked += 1)
    const here = session.session?.workspace.id
    if (here !== workspace) loaded.value = false
    workspace = here
    loading.value = true
    const answers = await Promise.all([
      ask('ledger.companies.list', {}),
      ask('ledger.accounts.list', {}),
      ask('ledger.bindings.list', {}),
      ask('ledger.plans.list', {}),
    ])
    // A later question has the newer answer, whichever comes first.
    if (now !== asked) return
    loading.value = false
    const [ofCompanies, ofAccounts, ofBindings, ofPlans] = answers
    error.value = answers.flatMap((answer) => (answer.ok ? [] : [answer.error]))[0]
    if (!ofCompanies.ok || !ofAccounts.ok || !ofBindings.ok || !ofPlans.ok) return
    companies.value = ofCompanies.value
    accounts.value = ofAccounts.value
    bindings.value = ofBindings.value.bindings
    usage.value = ofBindings.value.usage
    today.value = ofBindings.value.today
    plans.value = ofPlans.value
    loaded.value = true
  }
  const reload = () => {
    if (loaded.value) void load()
  }
  for (const topic of ['ledger.changed', 'apps.changed', 'officialAccounts.changed', 'settings.changed'] as const)
    useEvent(topic, reload)
  useGap(reload)

  /** Does something and reads all again, so that what is shown is true when the answer is there. */
  async function act<N extends CommandName>(name: N, input: CommandInput<N>): Promise<Answer<CommandOutput<N>>> {
    const answer = await ask(name, input)
    if (answer.ok) await load()
    return answer
  }

  return {
    companies,
    accounts,
    bindings,
    usage,
    plans,
    today,
    loaded,
    loading,
    error,
    companyById,
    accountById,
    load,
    act,
    upload,
    ask,
  }
})
