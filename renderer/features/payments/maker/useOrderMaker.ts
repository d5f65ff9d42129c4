import { useSession } from '@renderer/app/session'
import { usePreference } from '@renderer/ui/base/usePreference'
import { useErrorText } from '@renderer/ui/state/useErrorText'
import { formatMoney } from '@renderer/ui/text/money'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { PaymentOrder } from '@shared/contract/payment-orders'
import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { usePaymentAccounts } from '../accounts-store'
import { useOrders } from '../orders-store'
import { checkOrder, currenciesOf, emptyOrder, isOrderDraft, makingMethods, type Mistake, movedTo, type OrderDraft, requestOf } from './draft'

/** Typing has stopped when nothing was typed for this long. */
const settleMs = 400

/** The form of a new order, its mistakes at their fields, and what became of asking for it. */
export function useOrderMaker(startAccount: string | undefined) {
  const session = useSession()
  const orders = useOrders()
  const accounts = usePaymentAccounts()
  const texts = useErrorText()
  const { t, locale } = useI18n()

  const remembered = usePreference<OrderDraft>(`payments.maker.${session.session?.workspace.id ?? ''}`, emptyOrder, isOrderDraft)
  // A number is used once, and an amount that was typed for another guest must not be asked for again by mistake.
  const draft = reactive<OrderDraft>({ ...emptyOrder, ...remembered.value, merchantNo: '', amount: '' })
  if (startAccount !== undefined) draft.accountId = startAccount
  const touched = ref<ReadonlySet<string>>(new Set())
  const making = ref(false)
  const madeId = ref<string>()
  const made = shallowRef<PaymentOrder>()
  const refusal = shallowRef<ErrorEnvelope>()

  const account = computed(() => accounts.active.find(({ id }) => id === draft.accountId))
  const traits = computed(() => (account.value ? accounts.traitsOf(account.value.kind) : undefined))
  const methods = computed(() => (traits.value ? makingMethods(traits.value) : []))
  const method = computed(() => methods.value.find(({ id }) => id === draft.method))
  const currencies = computed(() => (account.value && traits.value ? currenciesOf(account.value, traits.value) : []))
  const mistakes = computed(() => checkOrder(draft, account.value, traits.value))

  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const touch = (...names: string[]) => (touched.value = new Set([...touched.value, ...names]))
  for (const name of ['amount', 'description', 'merchantNo', 'validMinutes'] as const)
    watch(
      () => draft[name],
      (now) => {
        clearTimeout(timers.get(name))
        if (now !== '') timers.set(name, setTimeout(() => touch(name), settleMs))
      },
    )
  watch(
    () => JSON.stringify(draft),
    () => {
      refusal.value = undefined
      remembered.value = { ...draft, asked: { ...draft.asked }, details: { ...draft.details } }
    },
  )
  onScopeDispose(() => timers.forEach((timer) => clearTimeout(timer)))

  // Accounts come after the first paint, and one may be put away while the form is open.
  watch(
    () => [accounts.active, accounts.providers, draft.accountId] as const,
    () => {
      const chosen = account.value ?? (accounts.active.length === 1 ? accounts.active[0] : undefined)
      const of = chosen && accounts.traitsOf(chosen.kind)
      if (chosen && of) Object.assign(draft, movedTo(draft, chosen, of))
    },
    { immediate: true },
  )

  const sentence = ({ key, params }: Mistake) =>
    t(key, params?.['minor'] === undefined ? (params ?? {}) : { amount: formatMoney(Number(params['minor']), String(params['currency']), locale.value) })
  const fieldOf = (path: string) => path.replace(/^amountMinor$/u, 'amount').replace(/^details\./u, '')
  const errors = computed(() => {
    const found: Record<string, string> = {}
    for (const one of mistakes.value) if (touched.value.has(one.field)) found[one.field] = sentence(one)
    for (const one of refusal.value?.fields ?? []) found[fieldOf(one.path)] = texts.field(one)
    return found
  })

  /** Asks for the order. Answers false where something stands against it. */
  async function make(): Promise<boolean> {
    if (making.value || madeId.value !== undefined || refusal.value?.retry === 'afterCheck') return true
    touch(...mistakes.value.map(({ field }) => field))
    const request = method.value && requestOf(draft, method.value)
    if (mistakes.value.length > 0 || !request) return false
    making.value = true
    refusal.value = undefined
    const answer = await orders.create(request)
    making.value = false
    if (!answer.ok) {
      refusal.value = answer.error
      return (answer.error.fields ?? []).length === 0
    }
    made.value = answer.value
    madeId.value = answer.value.id
    return true
  }
  /** The same inputs once more, on purpose: under a new number. */
  function again(): void {
    madeId.value = undefined
    made.value = undefined
    refusal.value = undefined
    touched.value = new Set()
    draft.merchantNo = ''
  }
  function clear(): void {
    again()
    Object.assign(draft, emptyOrder, { accountId: draft.accountId, asked: {}, details: { ...emptyOrder.details } })
  }

  return {
    draft,
    account,
    traits,
    methods,
    method,
    currencies,
    mistakes,
    errors,
    making,
    /** As it was answered; the screen follows it from there. */
    made,
    madeId,
    refusal,
    /** The call went out and no answer came back: nobody knows whether there is an order. */
    isLost: computed(() => refusal.value?.retry === 'afterCheck'),
    touch,
    make,
    again,
    clear,
  }
}
