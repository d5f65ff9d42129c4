import { useEvent } from '@renderer/app/events'
import type { CommandOutput } from '@shared/contract'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { PaymentOrder } from '@shared/contract/payment-orders'
import type { Refund, RefundFacts } from '@shared/contract/payment-refunds'
import { onScopeDispose, ref, type Ref, shallowRef, type ShallowRef } from 'vue'
import { useRefunds } from '../store'

type UpstreamRead = CommandOutput<'payments.refunds.readUpstream'>

export interface RefundGround {
  order: ShallowRef<PaymentOrder | undefined>
  facts: ShallowRef<RefundFacts | undefined>
  /** What reading the provider's refunds came to, this time. */
  upstream: ShallowRef<UpstreamRead | undefined>
  error: ShallowRef<ErrorEnvelope | undefined>
  upstreamError: ShallowRef<ErrorEnvelope | undefined>
  reading: Ref<boolean>
  /** The refund that is being changed. */
  changing: ShallowRef<Refund | undefined>
  open(orderId: string, changeId: string | undefined): Promise<void>
  /** Reads the provider's refunds of the order: one made elsewhere counts from then on. */
  readUpstream(): Promise<void>
  /** Asks again with the typed amount, on which some warnings hang. */
  refresh(amountMinor: number | undefined): Promise<void>
}

/** Everything that must be seen before a refund of an order is asked for; the provider's own refunds are read first. */
export function useRefundGround(): RefundGround {
  const store = useRefunds()
  const order = shallowRef<PaymentOrder>()
  const facts = shallowRef<RefundFacts>()
  const upstream = shallowRef<UpstreamRead>()
  const changing = shallowRef<Refund>()
  const error = shallowRef<ErrorEnvelope>()
  const upstreamError = shallowRef<ErrorEnvelope>()
  const reading = ref(false)
  let orderId = ''
  let amount: number | undefined
  let running: AbortController | undefined

  const canRead = () => facts.value?.canReadUpstream === true
  async function open(id: string, changeId: string | undefined): Promise<void> {
    orderId = id
    amount = undefined
    order.value = undefined
    facts.value = undefined
    upstream.value = undefined
    changing.value = undefined
    error.value = undefined
    upstreamError.value = undefined
    const [found, changed] = await Promise.all([store.order(id), changeId === undefined ? undefined : store.get(changeId)])
    if (orderId !== id) return
    if (found.ok) order.value = found.value.order
    else error.value = found.error
    if (changed?.ok) changing.value = changed.value
    else if (changed) error.value = changed.error
    await refresh(changing.value?.amount.minor)
    // The form can be filled in meanwhile; it is asked for only when this is through.
    if (orderId === id && canRead()) void readUpstream()
  }
  async function readUpstream(): Promise<void> {
    const id = orderId
    reading.value = true
    const answer = await store.readUpstream(id)
    reading.value = false
    if (orderId !== id) return
    upstreamError.value = answer.ok ? undefined : answer.error
    if (!answer.ok) return
    upstream.value = answer.value
    // The warnings hang on the typed amount, which the reading does not know.
    await refresh(amount)
  }
  async function refresh(amountMinor: number | undefined): Promise<void> {
    const id = orderId
    amount = amountMinor
    running?.abort()
    const mine = new AbortController()
    running = mine
    const answer = await store.facts(id, amountMinor, changing.value?.id, mine.signal).catch((cause: unknown) => {
      if (mine.signal.aborted) return undefined
      throw cause
    })
    if (running !== mine || answer === undefined || orderId !== id) return
    if (answer.ok) facts.value = answer.value
    error.value = answer.ok ? undefined : answer.error
  }
  useEvent('refunds.changed', () => {
    if (orderId !== '' && !reading.value) void refresh(amount)
  })
  onScopeDispose(() => {
    orderId = ''
    running?.abort()
  })
  return { order, facts, upstream, error, upstreamError, reading, changing, open, readUpstream, refresh }
}
