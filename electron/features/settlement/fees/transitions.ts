import type { FeeStatement, StatementAct, StatementState } from '@shared/contract/settlement-fees'
import type { StatementFacts, StoredStatement } from './stored'

export type ActName = StatementAct['act']

/** From which states each step is possible; nothing else moves a statement (§3.2). `undo` goes by the last step. */
export const fromStates: Record<Exclude<ActName, 'undo'>, readonly StatementState[]> = {
  receive: ['awaited', 'received'],
  receiveFile: ['awaited', 'received'],
  check: ['received'],
  confirm: ['checking'],
  dispute: ['checking'],
  reply: ['disputed'],
  resolveDispute: ['disputed'],
  requestPayment: ['confirmed'],
  pay: ['paymentRequested'],
  invoice: ['paid'],
  // A month in which nothing is to be paid closes once it is confirmed; below zero it is carried to the next.
  close: ['invoiced', 'confirmed'],
}

export const toState: Record<Exclude<ActName, 'undo' | 'reply'>, StatementState> = {
  receive: 'received',
  receiveFile: 'received',
  check: 'checking',
  confirm: 'confirmed',
  dispute: 'disputed',
  resolveDispute: 'checking',
  requestPayment: 'paymentRequested',
  pay: 'paid',
  invoice: 'invoiced',
  close: 'closed',
}

/** Decisions about money: audited in their transaction. */
export const moneyActs: ReadonlySet<ActName> = new Set(['receive', 'receiveFile', 'confirm', 'dispute', 'resolveDispute', 'requestPayment', 'pay', 'invoice', 'close'])

/** What is to be paid: the platform's figure once it is there, else ours. */
export function payable({ facts, computed }: { facts: StatementFacts; computed: { totalMinor: number } | null }): number | undefined {
  return facts.platform?.feeMinor ?? computed?.totalMinor
}

/** What can be done next. `lastStep`: the step that `undo` would take back. */
export function possibleActs(statement: StoredStatement, isLocked: boolean, lastStep: string | undefined): FeeStatement['acts'] {
  if (isLocked) return []
  const due = payable(statement) ?? 0
  const acts = (Object.keys(fromStates) as (keyof typeof fromStates)[]).filter((act) => {
    if (!fromStates[act].includes(statement.state)) return false
    if (act === 'confirm') return statement.computed !== null
    if (act === 'requestPayment') return due > 0
    if (act === 'close') return statement.state === 'invoiced' || due <= 0
    return true
  })
  // Money that has left cannot be called back from here.
  return lastStep !== undefined && lastStep !== 'pay' ? [...acts, 'undo'] : acts
}
