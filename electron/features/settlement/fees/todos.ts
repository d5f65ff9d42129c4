import type { Deadline, FeeStatement } from '@shared/contract/settlement-fees'
import { addMonths, settlementZone } from '@shared/domain/beijing-time'
import { addDays, startOfDayMs } from '@shared/domain/days'
import { formatMoney } from '@shared/domain/money'
import type { Todo, TodoSource } from '../../today'
import type { ContractDesk } from './contracts'
import type { DepositDesk } from './deposits'
import { type FeeParts, todayOf } from './room-parts'
import type { StatementDesk } from './statements'

/** Said this many working days ahead: once to plan, once to act, once on the day. */
const aheadOf = { plan: 5, act: 2 }

/** What of the service fee needs a hand: each deadline ahead of it and after it, months without a statement, payees, deposits. */
export function feeTodos(parts: FeeParts, desks: { statements: StatementDesk; contracts: ContractDesk; deposits: DepositDesk }): TodoSource[] {
  return [
    {
      id: 'settlement.fees',
      kinds: ['settlement.feeDeadline', 'settlement.feeOverdue', 'settlement.feeMonthOpen', 'settlement.payeeProposed', 'settlement.depositShort'],
      permission: 'settlement.view',
      roles: ['administrator', 'finance'],
      topics: ['fees.changed', 'closing.changed'],
      everyMs: 3_600_000,
      load: async () => {
        const today = todayOf(parts)
        const month = today.slice(0, 7)
        const statements = await desks.statements.list({ fromMonth: '2000-01', toMonth: month })
        return [
          ...statements.filter(({ state, locked }) => state !== 'closed' && !locked).flatMap((one) => deadlineTodos(one)),
          ...(await openMonths(desks.contracts, statements, addMonths(month, -1))),
          ...(await payeeTodos(parts)),
          ...(await depositTodos(desks.deposits)),
        ]
      },
    },
  ]
}

/** The step that is due next; one that is done, or not yet possible, is not asked for. */
function deadlineTodos(statement: FeeStatement): Todo[] {
  const due = statement.deadlines.find(({ doneDay, inForce }) => inForce && doneDay === undefined)
  if (!due || (!due.overdue && due.workdaysLeft > aheadOf.plan)) return []
  return [due.overdue ? overdueTodo(statement, due) : aheadTodo(statement, due)]
}

function common({ id, month, name }: FeeStatement, due: Deadline): Pick<Todo, 'id' | 'action'> & { params: Record<string, string | number> } {
  return {
    id: `settlement.fee:${id}:${due.step}`,
    action: { key: 'today.todos.toFees', to: `/settlement/fees/${id}` },
    params: { month, name, day: due.day, days: Math.abs(due.workdaysLeft) },
  }
}

function aheadTodo(statement: FeeStatement, due: Deadline): Todo {
  const { id, action, params } = common(statement, due)
  const end = endOfDay(due.day)
  const key = due.workdaysLeft === 0 ? `today.todos.feeToday_${due.step}` : `today.todos.feeAhead_${due.step}`
  return {
    ...{ id, kind: 'settlement.feeDeadline', tone: due.workdaysLeft <= aheadOf.act ? ('attention' as const) : ('info' as const), title: { key, params }, action },
    ...(due.provisionalYears.length === 0 ? {} : { detail: { key: 'today.todos.feeProvisional', params: { years: due.provisionalYears.join(', ') } } }),
    ...(end === undefined ? {} : { due: end }),
  }
}

/** A03-T-13: late payment limits selling; a late confirmation moves the day of payment closer or takes the objection away. */
function overdueTodo(statement: FeeStatement, due: Deadline): Todo {
  const { id, action, params } = common(statement, due)
  const minor = statement.platform?.feeMinor ?? statement.computed?.totalMinor
  const amount = minor === undefined ? '' : formatMoney(minor, statement.currency)
  const end = endOfDay(due.day)
  return {
    ...{ id, kind: 'settlement.feeOverdue', tone: 'failed' as const, title: { key: `today.todos.feeOverdue_${due.step}`, params }, action },
    detail: { key: `today.todos.feeCost_${due.step}`, params: { amount } },
    ...(end === undefined ? {} : { due: end }),
  }
}

/** Last month has an agreement and no statement: also one without an order needs one. */
async function openMonths(contracts: ContractDesk, statements: readonly FeeStatement[], month: string): Promise<Todo[]> {
  const missing = (await contracts.inForce(month)).filter(({ id }) => !statements.some((one) => one.contractId === id && one.month === month))
  return missing.map(({ id, fields }) => ({
    id: `settlement.feeMonth:${id}:${month}`,
    kind: 'settlement.feeMonthOpen',
    tone: 'attention' as const,
    title: { key: 'today.todos.feeMonthOpen', params: { month, name: fields.name } },
    action: { key: 'today.todos.toFees', to: '/settlement/fees' },
  }))
}

async function payeeTodos({ rows }: FeeParts): Promise<Todo[]> {
  const proposed = (await rows.contracts.payees(null)).filter(({ state }) => state === 'proposed')
  return proposed.map(({ id, name, proposedBy, proposedAt }) => ({
    id: `settlement.payee:${id}`,
    kind: 'settlement.payeeProposed',
    tone: 'attention' as const,
    title: { key: 'today.todos.payeeProposed', params: { name, by: proposedBy } },
    since: proposedAt,
    action: { key: 'today.todos.toFees', to: '/settlement/fees/contracts' },
  }))
}

async function depositTodos(deposits: DepositDesk): Promise<Todo[]> {
  const { stands } = await deposits.get()
  return stands
    .filter(({ shortMinor, dueDay, overdue }) => overdue || (shortMinor > 0 && dueDay !== undefined))
    .map(({ kind, holder, currency, shortMinor, dueDay, overdue }) => ({
      id: `settlement.deposit:${kind}:${currency}:${holder}`,
      kind: 'settlement.depositShort',
      tone: overdue ? ('failed' as const) : ('attention' as const),
      title: { key: 'today.todos.depositShort', params: { holder, amount: formatMoney(shortMinor, currency), day: dueDay ?? '' } },
      ...(overdue ? { detail: { key: 'today.todos.depositCost', params: {} } } : {}),
      action: { key: 'today.todos.toFees', to: '/settlement/deposits' },
    }))
}

function endOfDay(day: string): string | undefined {
  const next = addDays(day, 1)
  const ends = next === undefined ? undefined : startOfDayMs(next, settlementZone)
  return ends === undefined ? undefined : new Date(ends - 1000).toISOString()
}
