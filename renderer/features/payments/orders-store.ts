import { ask, upload } from '@renderer/app/client'
import { useSession } from '@renderer/app/session'
import type { CommandInput, CommandOutput } from '@shared/contract'
import type { Channel } from '@shared/contract/campaigns'
import type { OrderFilter, SavedFilter as FilterValues } from '@shared/contract/payment-orders'
import type { Place } from '@shared/contract/places'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

type SavedFilter = CommandOutput<'payments.filters.list'>[number]
const pageSize = 100

/** What the order screens share: places and channels for forms, the saved filters, and the questions themselves. */
export const useOrders = defineStore('payments.orders', () => {
  const session = useSession()
  const places = shallowRef<readonly Place[]>([])
  const channels = shallowRef<readonly Channel[]>([])
  const savedFilters = shallowRef<readonly SavedFilter[]>([])
  let workspace: string | undefined

  /** Forgets another workspace's data, which must never be seen in this one. */
  function enter(): void {
    const now = session.session?.workspace.id
    if (workspace === now) return
    workspace = now
    places.value = []
    channels.value = []
    savedFilters.value = []
  }

  /** An order can be noted without either, so a refusal leaves the lists empty. */
  async function loadReference(): Promise<void> {
    enter()
    const [placesAnswer, channelsAnswer] = await Promise.all([ask('places.list', {}), ask('campaigns.channels', {})])
    if (placesAnswer.ok) places.value = placesAnswer.value
    if (channelsAnswer.ok) channels.value = channelsAnswer.value
  }
  /** Name of a channel; its code where it is put away or gone. */
  const channelName = (code: string): string => channels.value.find((one) => one.code === code)?.name ?? code

  async function loadSavedFilters(): Promise<void> {
    enter()
    const answer = await ask('payments.filters.list', { list: 'orders' })
    if (answer.ok) savedFilters.value = answer.value
  }
  async function saveFilter(name: string, filter: FilterValues) {
    const answer = await ask('payments.filters.save', { list: 'orders', name, filter })
    await loadSavedFilters()
    return answer
  }
  async function removeFilter(id: string) {
    const answer = await ask('payments.filters.remove', { id })
    await loadSavedFilters()
    return answer
  }

  return {
    places,
    channels,
    savedFilters,
    loadReference,
    channelName,
    loadSavedFilters,
    saveFilter,
    removeFilter,
    page: (filter: OrderFilter, cursor: string | undefined, signal: AbortSignal) =>
      ask('payments.orders.list', { filter, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) }, signal),
    sums: (ids: string[], signal: AbortSignal) => ask('payments.orders.sums', { ids }, signal),
    get: (id: string, signal?: AbortSignal) => ask('payments.orders.get', { id }, signal),
    create: (input: CommandInput<'payments.orders.create'>) => ask('payments.orders.create', input),
    query: (id: string) => ask('payments.orders.query', { id }),
    queryMany: (ids: string[]) => ask('payments.orders.queryMany', { ids }),
    close: (id: string) => ask('payments.orders.close', { id }),
    adopt: (input: CommandInput<'payments.orders.adopt'>) => ask('payments.orders.adopt', input),
    update: (input: CommandInput<'payments.orders.update'>) => ask('payments.orders.update', input),
    updateMany: (input: CommandInput<'payments.orders.updateMany'>) => ask('payments.orders.updateMany', input),
    setRate: (input: CommandInput<'payments.orders.setRate'>) => ask('payments.orders.setRate', input),
    clearFlag: (input: CommandInput<'payments.orders.clearFlag'>) => ask('payments.orders.clearFlag', input),
    exportOrders: (input: CommandInput<'payments.orders.export'>) => ask('payments.orders.export', input),
    practiceAct: (input: CommandInput<'payments.orders.practiceAct'>) => ask('payments.orders.practiceAct', input),
    upload,
    createImport: (input: CommandInput<'payments.imports.create'>) => ask('payments.imports.create', input),
    getImport: (id: string) => ask('payments.imports.get', { id }),
    listImports: () => ask('payments.imports.list', {}),
    importRows: (id: string, refusedOnly: boolean, cursor: string | undefined, signal: AbortSignal) =>
      ask('payments.imports.rows', { id, refusedOnly, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) }, signal),
    checkImport: (input: CommandInput<'payments.imports.check'>) => ask('payments.imports.check', input),
    runImport: (id: string) => ask('payments.imports.run', { id }),
  }
})
