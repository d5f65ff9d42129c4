import type { CommandInput } from '@shared/contract'
import type { Difference } from '@shared/contract/settlement-reconciliation'

export type Decision = CommandInput<'settlement.differences.decide'>['decision']
export type Action = Decision['action']

/** What can be decided of differences in their present states; one locked or gone refuses all. */
export function mayDecide(action: Action, rows: readonly Pick<Difference, 'state'>[]): boolean {
  if (rows.length === 0) return false
  const all = (...states: Difference['state'][]) => rows.every(({ state }) => states.includes(state))
  switch (action) {
    case 'comment':
    case 'assign':
      return !rows.some(({ state }) => state === 'gone')
    case 'resolve':
    case 'carry':
      return all('open', 'inWork')
    case 'reopen':
      return all('resolved', 'carried')
  }
}

/** A row as it stands after a decision, until it is read anew. */
export function decided(row: Difference, decision: Decision): Difference {
  switch (decision.action) {
    case 'assign':
      return { ...row, assignee: decision.to, state: row.state === 'open' && decision.to !== '' ? 'inWork' : row.state }
    case 'comment':
      return { ...row, comments: row.comments + 1 }
    case 'resolve':
      return { ...row, state: 'resolved', resolution: decision.resolution, reason: decision.reason }
    case 'carry':
      return { ...row, state: 'carried', reason: decision.reason }
    case 'reopen':
      return { ...row, state: 'open' }
  }
}

export interface Reversal {
  ids: string[]
  decision: Decision
}

/**
 * What puts differences back to where they were before a decision. A comment stays: nothing said is unsaid.
 * @param before the rows as they were
 * @param reason what the history says of it
 */
export function reversalsOf(before: readonly Difference[], { action }: Decision, reason: string): Reversal[] {
  if (action === 'comment') return []
  if (action === 'resolve' || action === 'carry') return [{ ids: before.map(({ id }) => id), decision: { action: 'reopen', reason } }]
  if (action === 'assign') {
    const byName = new Map<string, string[]>()
    for (const { id, assignee } of before) byName.set(assignee, [...(byName.get(assignee) ?? []), id])
    return [...byName].map(([to, ids]) => ({ ids, decision: { action: 'assign', to } }))
  }
  return before.flatMap<Reversal>(({ id, state, resolution, reason: earlier }) => {
    if (state === 'carried') return [{ ids: [id], decision: { action: 'carry', reason: earlier || reason } }]
    return resolution === undefined ? [] : [{ ids: [id], decision: { action: 'resolve', resolution, reason: earlier || reason } }]
  })
}
