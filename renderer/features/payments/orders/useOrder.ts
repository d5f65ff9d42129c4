import { useEvent, useGap } from '@renderer/app/events'
import type { CommandOutput } from '@shared/contract'
import type { ErrorEnvelope } from '@shared/contract/error'
import { onScopeDispose, type ShallowRef, shallowRef, watch } from 'vue'
import { useOrders } from '../orders-store'

export interface OpenOrder {
  detail: ShallowRef<CommandOutput<'payments.orders.get'> | undefined>
  error: ShallowRef<ErrorEnvelope | undefined>
  load(): Promise<void>
}

/** One order, read again whenever something happened to orders or refunds. */
export function useOrder(id: () => string | undefined): OpenOrder {
  const orders = useOrders()
  const detail = shallowRef<CommandOutput<'payments.orders.get'>>()
  const error = shallowRef<ErrorEnvelope>()
  let running: AbortController | undefined

  async function load(): Promise<void> {
    running?.abort()
    const asked = id()
    if (asked === undefined) return
    const mine = new AbortController()
    running = mine
    const found = await orders.get(asked, mine.signal).catch((cause: unknown) => {
      // Another order was chosen meanwhile.
      if (mine.signal.aborted) return undefined
      throw cause
    })
    if (running !== mine || found === undefined) return
    if (found.ok) detail.value = found.value
    error.value = found.ok ? undefined : found.error
  }
  watch(
    id,
    () => {
      detail.value = undefined
      error.value = undefined
      void load()
    },
    { immediate: true },
  )
  useEvent('orders.changed', () => void load())
  useEvent('refunds.changed', () => void load())
  useGap(() => void load())
  onScopeDispose(() => running?.abort())
  return { detail, error, load }
}
