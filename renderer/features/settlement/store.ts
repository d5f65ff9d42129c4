import { ask, saveFile, upload } from '@renderer/app/client'
import { useSession } from '@renderer/app/session'
import type { CommandInput } from '@shared/contract'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { Reconciliation, SourceSpec } from '@shared/contract/settlement-reconciliation'
import type { Month } from '@shared/contract/settlement-values'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export interface AccountName {
  id: string
  name: string
}
const pageSize = 100
const after = (cursor: string | undefined) => ({ limit: pageSize, ...(cursor === undefined ? {} : { cursor }) })

/** What the screens of reconciliation and the month board ask. Figures are never kept: every screen reads them anew. */
export const useSettlement = defineStore('settlement.workbench', () => {
  const session = useSession()
  const accounts = shallowRef<readonly AccountName[]>([])
  let workspace: string | undefined

  /** Names of accounts; who may not see them reads the ids' sources only. */
  async function loadAccounts(): Promise<void> {
    const now = session.session?.workspace.id
    if (workspace !== now) accounts.value = []
    workspace = now
    const answer = await ask('payments.accounts.list', { archived: true })
    if (answer.ok) accounts.value = answer.value.map(({ id, name }) => ({ id, name }))
  }
  const accountName = ({ accountId }: SourceSpec): string => accounts.value.find(({ id }) => id === accountId)?.name ?? ''

  /** Offers a piece of evidence; answers why it could not be had. */
  async function openEvidence(id: string): Promise<ErrorEnvelope | undefined> {
    const answer = await ask('settlement.attachments.open', { id })
    if (!answer.ok) return answer.error
    await saveFile(answer.value)
    return undefined
  }

  return {
    accounts,
    openEvidence,
    loadAccounts,
    accountName,
    upload,
    board: (input: CommandInput<'settlement.board.get'>, signal?: AbortSignal) => ask('settlement.board.get', input, signal),
    series: (input: CommandInput<'settlement.board.series'>, signal?: AbortSignal) => ask('settlement.board.series', input, signal),
    rates: () => ask('settlement.rates.list', {}),
    saveRate: (input: CommandInput<'settlement.rates.save'>) => ask('settlement.rates.save', input),
    reconciliations: (month?: Month) => ask('settlement.reconciliations.list', month === undefined ? {} : { month }),
    reconciliation: (id: string, signal?: AbortSignal) => ask('settlement.reconciliations.get', { id }, signal),
    create: (input: CommandInput<'settlement.reconciliations.create'>) => ask('settlement.reconciliations.create', input),
    run: (id: string) => ask('settlement.reconciliations.run', { id }),
    runs: (id: string) => ask('settlement.reconciliations.runs', { id }),
    undoRun: (id: string, runId: string, reason: string) => ask('settlement.reconciliations.undoRun', { id, runId, reason }),
    undoRule: (id: string, ruleId: string, reason: string) => ask('settlement.reconciliations.undoRule', { id, ruleId, reason }),
    useRule: (id: string, ruleId: string, reason: string) => ask('settlement.reconciliations.useRule', { id, ruleId, reason }),
    setUp: (month: Month) => ask('settlement.reconciliations.setUp', { month }),
    arrivals: (month: Month) => ask('settlement.arrivals', { month }),
    differences: (input: Omit<CommandInput<'settlement.differences.list'>, 'cursor' | 'limit'>, cursor: string | undefined, signal: AbortSignal) =>
      ask('settlement.differences.list', { ...input, ...after(cursor) }, signal),
    difference: (id: string, signal?: AbortSignal) => ask('settlement.differences.get', { id }, signal),
    decide: (input: CommandInput<'settlement.differences.decide'>) => ask('settlement.differences.decide', input),
    pairs: (input: Omit<CommandInput<'settlement.pairs.list'>, 'cursor' | 'limit'>, cursor: string | undefined, signal: AbortSignal) =>
      ask('settlement.pairs.list', { ...input, ...after(cursor) }, signal),
    makePair: (input: CommandInput<'settlement.pairs.make'>) => ask('settlement.pairs.make', input),
    undoPair: (input: CommandInput<'settlement.pairs.undo'>) => ask('settlement.pairs.undo', input),
    rowDecisions: (id: string) => ask('settlement.decisions.list', { id }),
    takeBack: (input: CommandInput<'settlement.decisions.takeBack'>) => ask('settlement.decisions.takeBack', input),
    entries: (input: Omit<CommandInput<'settlement.entries.list'>, 'cursor' | 'limit'>, cursor: string | undefined, signal: AbortSignal) =>
      ask('settlement.entries.list', { ...input, ...after(cursor) }, signal),
    rules: (left: Reconciliation['left']['source'], right: Reconciliation['left']['source']) => ask('settlement.rules.get', { left, right }),
    saveRules: (input: CommandInput<'settlement.rules.save'>) => ask('settlement.rules.save', input),
    previewRules: (input: CommandInput<'settlement.rules.preview'>, signal?: AbortSignal) => ask('settlement.rules.preview', input, signal),
  }
})
