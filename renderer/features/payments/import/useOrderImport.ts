import { CallError } from '@renderer/app/client'
import { useEvent, useGap } from '@renderer/app/events'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { ColumnMapping } from '@shared/contract/apps'
import type { OrderImport, OrderImportDefaults } from '@shared/contract/payment-orders'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { useOrders } from '../orders-store'
import { useFollowedJob } from '../parts/useFollowedJob'

/** How often a file that is being read is asked about, beside the events: they may be missed. */
const lookAgainMs = 700

/** One import: the file handed in, checked, checked again with other columns, stored. */
export function useOrderImport() {
  const orders = useOrders()
  const one = shallowRef<OrderImport>()
  const history = shallowRef<readonly OrderImport[]>([])
  const error = shallowRef<ErrorEnvelope>()
  const busy = ref(false)
  /** Counts checks, so that rows are read again after each. */
  const checks = ref(0)
  const stop = new AbortController()
  const running = useFollowedJob(() => refresh())
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0
  onScopeDispose(() => {
    stop.abort()
    clearTimeout(timer)
  })

  async function loadHistory(): Promise<void> {
    const answer = await orders.listImports()
    if (answer.ok) history.value = answer.value
  }
  function take(next: OrderImport): void {
    const wasReading = one.value?.state === 'reading'
    one.value = next
    error.value = next.error
    clearTimeout(timer)
    if (next.state === 'reading' || next.state === 'importing') timer = setTimeout(() => void refresh(), lookAgainMs)
    if (next.state === 'checked' || (wasReading && next.state !== 'reading')) checks.value += 1
    if (next.state === 'importing' && next.jobId !== undefined && running.job.value?.id !== next.jobId) void running.follow(next.jobId)
  }
  async function refresh(): Promise<void> {
    const id = one.value?.id
    if (id === undefined || stop.signal.aborted) return
    await open(id)
  }
  async function open(id: string): Promise<boolean> {
    const answer = await orders.getImport(id)
    if (stop.signal.aborted) return false
    if (answer.ok) take(answer.value)
    else error.value = answer.error
    return answer.ok
  }
  async function settle(answer: Answer<OrderImport>): Promise<boolean> {
    if (answer.ok) take(answer.value)
    else error.value = answer.error
    await loadHistory()
    return answer.ok
  }

  /** Hands the file in and has it read. */
  async function begin(file: File, accountId: string, defaults: OrderImportDefaults): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    error.value = undefined
    try {
      const fileId = await orders.upload(file, stop.signal)
      return await settle(await orders.createImport({ fileId, accountId, defaults }))
    } catch (cause) {
      // Left while the file was on its way.
      if (stop.signal.aborted) return false
      if (!(cause instanceof CallError)) throw cause
      error.value = cause.envelope
      return false
    } finally {
      busy.value = false
    }
  }
  /** Checks every row again with other columns or defaults; an answer that a newer check has overtaken is dropped. */
  async function check(mapping: ColumnMapping, defaults: OrderImportDefaults): Promise<void> {
    const id = one.value?.id
    if (id === undefined) return
    const mine = (asked += 1)
    busy.value = true
    error.value = undefined
    const answer = await orders.checkImport({ id, mapping, defaults })
    if (mine !== asked) return
    busy.value = false
    if (answer.ok) take(answer.value)
    else error.value = answer.error
  }
  async function run(): Promise<boolean> {
    const id = one.value?.id
    if (id === undefined || busy.value) return false
    busy.value = true
    error.value = undefined
    const answer = await orders.runImport(id)
    busy.value = false
    if (!answer.ok) {
      error.value = answer.error
      return false
    }
    await running.follow(answer.value.jobId)
    await refresh()
    return true
  }
  function leave(): void {
    clearTimeout(timer)
    one.value = undefined
    error.value = undefined
    running.dismiss()
  }

  useEvent('orders.changed', () => void loadHistory())
  useGap(() => void Promise.all([refresh(), loadHistory()]))
  return {
    one,
    history,
    error,
    busy,
    checks,
    running,
    reading: computed(() => one.value?.state === 'reading'),
    loadHistory,
    open,
    begin,
    check,
    run,
    leave,
  }
}
