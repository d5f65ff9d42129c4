import { ask, saveFile, upload } from '@renderer/app/client'
import { useSession } from '@renderer/app/session'
import type { SavedFilter } from '@shared/contract/payment-orders'
import type { CommandInput, CommandOutput } from '@shared/contract'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { PaymentAccount } from '@shared/contract/payment-accounts'
import type { RefundFilter } from '@shared/contract/payment-refunds'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export type SavedRefundFilters = CommandOutput<'payments.filters.list'>
const pageSize = 100

/** What the refund screens ask of the program. Nothing about money is kept here: every screen reads it anew. */
export const useRefunds = defineStore('payments.refunds', () => {
  const session = useSession()
  const accounts = shallowRef<readonly PaymentAccount[]>([])
  const saved = shallowRef<SavedRefundFilters>([])
  const error = shallowRef<ErrorEnvelope>()
  let workspace: string | undefined

  /** Forgets another workspace's data, which must never be seen in this one. */
  function enter(): void {
    const now = session.session?.workspace.id
    if (workspace === now) return
    workspace = now
    accounts.value = []
    saved.value = []
  }

  /** Accounts for the filters, put-away ones too: their orders can still be refunded. */
  async function loadAccounts(): Promise<void> {
    enter()
    const answer = await ask('payments.accounts.list', { archived: true })
    if (answer.ok) accounts.value = answer.value
    error.value = answer.ok ? undefined : answer.error
  }

  async function loadSaved(): Promise<void> {
    enter()
    const answer = await ask('payments.filters.list', { list: 'refunds' })
    if (answer.ok) saved.value = answer.value
  }
  async function saveFilter(name: string, filter: SavedFilter) {
    const answer = await ask('payments.filters.save', { list: 'refunds', name, filter })
    await loadSaved()
    return answer
  }
  async function removeFilter(id: string) {
    const answer = await ask('payments.filters.remove', { id })
    await loadSaved()
    return answer
  }

  const page = (filter: RefundFilter, cursor: string | undefined, signal: AbortSignal) =>
    ask('payments.refunds.list', { filter, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) }, signal)
  /** How many refunds fit a filter; nothing where it cannot be known. */
  async function count(filter: RefundFilter): Promise<number | undefined> {
    const answer = await ask('payments.refunds.list', { filter, limit: 1 })
    return answer.ok ? answer.value.hits : undefined
  }

  async function slip(id: string): Promise<ErrorEnvelope | undefined> {
    const answer = await ask('payments.refunds.slip', { id, locale: 'both' })
    if (!answer.ok) return answer.error
    await saveFile(answer.value)
    return undefined
  }

  const order = (id: string) => ask('payments.orders.get', { id })
  return {
    accounts,
    saved,
    error,
    loadAccounts,
    loadSaved,
    saveFilter,
    removeFilter,
    page,
    count,
    slip,
    order,
    upload,
    get: (id: string, signal?: AbortSignal) => ask('payments.refunds.get', { id }, signal),
    facts: (orderId: string, amountMinor: number | undefined, changing: string | undefined, signal?: AbortSignal) =>
      ask(
        'payments.refunds.facts',
        { orderId, ...(amountMinor === undefined ? {} : { amountMinor }), ...(changing === undefined ? {} : { changing }) },
        signal,
      ),
    readUpstream: (orderId: string) => ask('payments.refunds.readUpstream', { orderId }),
    lookUp: (number: string) => ask('payments.refunds.lookUp', { number }),
    setRate: (input: CommandInput<'payments.orders.setRate'>) => ask('payments.orders.setRate', input),
    request: (input: CommandInput<'payments.refunds.request'>) => ask('payments.refunds.request', input),
    change: (input: CommandInput<'payments.refunds.change'>) => ask('payments.refunds.change', input),
    withdraw: (id: string, rev: number) => ask('payments.refunds.withdraw', { id, rev }),
    approve: (id: string, digest: string, password: string) =>
      ask('payments.refunds.approve', { id, digest, ...(password === '' ? {} : { password }) }),
    approveHere: (input: CommandInput<'payments.refunds.approveHere'>) => ask('payments.refunds.approveHere', input),
    reject: (id: string, note: string) => ask('payments.refunds.reject', { id, note }),
    send: (ids: string[], password: string) => ask('payments.refunds.send', { ids, ...(password === '' ? {} : { password }) }),
    query: (id: string) => ask('payments.refunds.query', { id }),
    review: (input: CommandInput<'payments.refunds.review'>) => ask('payments.refunds.review', input),
    confirmReview: (input: CommandInput<'payments.refunds.confirmReview'>) => ask('payments.refunds.confirmReview', input),
    recordPortal: (input: CommandInput<'payments.refunds.recordPortal'>) => ask('payments.refunds.recordPortal', input),
    guestMessage: (id: string) => ask('payments.refunds.guestMessage', { id }),
    exportRefunds: (format: 'csv' | 'xlsx', filter: RefundFilter): Promise<Answer<{ jobId: string }>> =>
      ask('payments.refunds.export', { format, filter }),
    policy: () => ask('payments.refunds.policy', {}),
    setPolicy: (input: CommandInput<'payments.refunds.setPolicy'>) => ask('payments.refunds.setPolicy', input),
    batches: () => ask('payments.batches.list', { limit: 200 }),
    batch: (id: string) => ask('payments.batches.get', { id }),
    batchRows: (input: CommandInput<'payments.batches.rows'>, signal?: AbortSignal) => ask('payments.batches.rows', input, signal),
    createBatch: (input: CommandInput<'payments.batches.create'>) => ask('payments.batches.create', input),
    leaveOut: (id: string, lines: number[], leaveOut: boolean) => ask('payments.batches.leaveOut', { id, lines, leaveOut }),
    confirmBatch: (input: CommandInput<'payments.batches.confirm'>) => ask('payments.batches.confirm', input),
    approveBatch: (input: CommandInput<'payments.batches.approve'>) => ask('payments.batches.approve', input),
    sendBatch: (id: string, password: string) =>
      ask('payments.batches.send', { id, ...(password === '' ? {} : { password }) }),
    cancelBatch: (id: string) => ask('payments.batches.cancel', { id }),
  }
})
