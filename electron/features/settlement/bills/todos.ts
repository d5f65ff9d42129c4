import { addMonths } from '@shared/domain/beijing-time'
import { billReadyAt } from '@shared/domain/bills'
import type { Todo, TodoSource } from '../../today'
import type { BillBoard } from './board'

const screen = '/settlement/bills'

/** Bills that are missing, whose checks do not hold, or that can soon no longer be fetched; and orders on days without trade. */
export function billTodos(parts: { board: Pick<BillBoard, 'rows' | 'expiring' | 'today'>; closing: () => Promise<string[]> }): TodoSource[] {
  const { board, closing } = parts
  return [
    {
      id: 'settlement.bills',
      kinds: ['settlement.billsMissing', 'settlement.billsFailed', 'settlement.billsExpiring', 'settlement.billsEmptyDay'],
      permission: 'settlement.view',
      roles: ['administrator', 'finance'],
      topics: ['bills.changed', 'settlementFiles.changed', 'paymentAccounts.changed'],
      everyMs: 30 * 60_000,
      load: async () => {
        const month = board.today.slice(0, 7)
        const locked = new Set(await closing())
        const todos: Todo[] = []
        for (const one of [month, addMonths(month, -1)]) if (!locked.has(one)) todos.push(...(await ofMonth(board, one, one === month)))
        return [...todos, ...(await expiring(board, locked))]
      },
    },
  ]
}

async function ofMonth(board: Pick<BillBoard, 'rows'>, month: string, running: boolean): Promise<Todo[]> {
  // Where no interface gives a bill, nobody knows when its file comes; what is fetched by hand is fetched when the month is over.
  const rows = (await board.rows(month)).filter(({ fetchable }) => fetchable)
  const days = rows.flatMap((row) => row.days)
  const awaited = rows.filter(({ automatic }) => automatic || !running).flatMap((row) => row.days)
  const action = { key: 'today.todos.toBills', to: `${screen}?month=${month}` }
  const item = (kind: string, tone: Todo['tone'], found: { day: string }[]): Todo[] => {
    const [first] = found.map(({ day }) => day).sort()
    if (first === undefined) return []
    return [{ id: `settlement.${kind}:${month}`, kind: `settlement.${kind}`, tone, title: { key: `today.todos.${kind}`, params: { month, count: found.length } }, since: new Date(billReadyAt(first, 10)).toISOString(), count: found.length, action }]
  }
  return [
    ...item('billsFailed', 'failed', days.filter(({ state }) => state === 'failed')),
    ...item('billsMissing', 'attention', awaited.filter(({ state }) => state === 'missing')),
    ...item('billsEmptyDay', 'attention', days.filter(({ paidHere }) => paidHere > 0)),
  ]
}

async function expiring(board: Pick<BillBoard, 'expiring'>, locked: ReadonlySet<string>): Promise<Todo[]> {
  const found = (await board.expiring()).filter(({ day }) => !locked.has(day.slice(0, 7)))
  const [first] = found
  if (!first) return []
  // Until the end of that day in Beijing.
  const due = new Date(Date.parse(`${first.lastFetchDay}T23:59:59.000+08:00`)).toISOString()
  const action = { key: 'today.todos.toBills', to: `${screen}?month=${first.day.slice(0, 7)}` }
  return [{ id: 'settlement.billsExpiring', kind: 'settlement.billsExpiring', tone: 'failed', title: { key: 'today.todos.billsExpiring', params: { count: found.length, day: first.lastFetchDay } }, due, count: found.length, action }]
}
