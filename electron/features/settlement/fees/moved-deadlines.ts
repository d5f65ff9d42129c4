import type { Deadline } from '@shared/contract/settlement-fees'
import { addMonths } from '@shared/domain/beijing-time'
import type { WorkdayCalendar } from '@shared/domain/workdays'
import type { ContractDesk } from './contracts'
import { deadlinesOfStatement } from './present'
import { type FeeParts, todayOf } from './room-parts'
import type { StoredContract, StoredStatement } from './stored'

export interface MovedDeadline {
  month: string
  step: 'confirm' | 'pay'
  from: string
  to: string
}

const monthsAhead = 12

/**
 * Which days to confirm and to pay move with another calendar: of statements that are not paid, and of the next year's
 * months by the agreements in force.
 */
export async function movedDeadlines(parts: FeeParts, contracts: ContractDesk, before: WorkdayCalendar, after: WorkdayCalendar): Promise<MovedDeadline[]> {
  const today = todayOf(parts)
  const first = addMonths(today.slice(0, 7), -1)
  const open = (await parts.rows.statements.list({ fromMonth: addMonths(first, -24), toMonth: addMonths(first, monthsAhead) })).filter(({ facts }) => !facts.paid)
  const moved = new Map<string, MovedDeadline>()
  const compare = (statement: StoredStatement, contract: StoredContract) => {
    const days = (calendar: WorkdayCalendar) => deadlinesOfStatement(statement, { contract, calendar, today })
    const [old, next] = [days(before), days(after)]
    old.forEach((deadline, at) => {
      const to = next[at]
      if (to && isMoved(deadline, to)) moved.set(`${statement.month} ${deadline.step} ${deadline.day} ${to.day}`, { month: statement.month, step: deadline.step === 'pay' ? 'pay' : 'confirm', from: deadline.day, to: to.day })
    })
  }
  for (const statement of open) compare(statement, await contracts.version(statement.contractId, statement.contractVersion))
  for (let ahead = 0; ahead <= monthsAhead; ahead += 1) {
    const month = addMonths(first, ahead)
    for (const contract of await contracts.inForce(month)) if (!open.some((one) => one.month === month && one.contractId === contract.id)) compare(planned(contract, month), contract)
  }
  return [...moved.values()].sort((a, b) => (a.month + a.step < b.month + b.step ? -1 : 1))
}

const isMoved = (from: Deadline, to: Deadline): boolean => from.step !== 'issue' && from.inForce && from.doneDay === undefined && from.day !== to.day

/** A month that nobody has opened yet. */
function planned(contract: StoredContract, month: string): StoredStatement {
  const { id, version, fields } = contract
  return { seq: 0, id: '', month, contractId: id, contractVersion: version, currency: fields.currency, state: 'awaited', facts: { v: 1, attachments: [], files: [] }, computed: null, runId: null, rev: 0 }
}
