import { beijingDay, dayAfter } from '@shared/domain/beijing-time'
import type { Todo, TodoSource } from '../../today'
import type { ArrivalsService } from './arrivals'
import type { ReconciliationsService } from './reconciliations'

/** Days after which an open difference is late, and after which it is old. */
const lateDays = 7
const oldDays = 30

/** What finance has to look at: differences that wait, reconciliations that no longer say what holds, money that is late. */
export function reconciliationTodos(service: ReconciliationsService, arrivals: ArrivalsService): TodoSource[] {
  const { clock, differences } = service.parts
  const finance = { permission: 'settlement.view', roles: ['administrator', 'finance'], everyMs: 3_600_000 } as const
  const today = () => beijingDay(clock.now().getTime())
  return [
    {
      ...finance,
      roles: [...finance.roles],
      id: 'settlement.reconciliation',
      kinds: ['settlement.differences', 'settlement.stale'],
      topics: ['reconciliation.changed', 'settlementFiles.changed', 'orders.changed', 'refunds.changed'],
      load: async () => {
        const { all, late, old, since } = await differences.openAges({ late: dayAfter(today(), -lateDays), old: dayAfter(today(), -oldDays) })
        const stale = (await service.list(undefined, 'zh-CN')).filter(({ state }) => state === 'stale' || state === 'failed')
        const todos: Todo[] = []
        if (all > 0)
          todos.push({
            id: 'settlement.differences',
            kind: 'settlement.differences',
            tone: old > 0 ? 'failed' : late > 0 ? 'attention' : 'info',
            title: { key: 'today.todos.settlementDifferences', params: { count: all } },
            detail: { key: 'today.todos.settlementDifferencesDetail', params: { late, old } },
            ...(since === null ? {} : { since: `${since}T00:00:00.000Z` }),
            count: all,
            action: { key: 'today.todos.toDifferences', to: '/settlement/differences' },
          })
        for (const { id, name, month } of stale)
          todos.push({
            id: `settlement.stale:${id}`,
            kind: 'settlement.stale',
            tone: 'attention',
            title: { key: 'today.todos.settlementStale', params: { name, month } },
            action: { key: 'today.todos.toReconciliation', to: `/settlement/reconciliations/${id}` },
          })
        return todos
      },
    },
    {
      ...finance,
      roles: [...finance.roles],
      id: 'settlement.arrivals',
      kinds: ['settlement.late'],
      topics: ['reconciliation.changed'],
      load: async () => {
        const month = today().slice(0, 7)
        const earlier = dayAfter(`${month}-01`, -1).slice(0, 7)
        const late = [...(await arrivals.ofMonth(earlier)), ...(await arrivals.ofMonth(month))].filter(({ daysLate }) => daysLate > 0)
        return late.map(({ accountId = '', account, currency, daysLate, late: payouts }) => ({
          id: `settlement.late:${accountId}:${currency}`,
          kind: 'settlement.late',
          tone: 'attention' as const,
          title: { key: 'today.todos.settlementLate', params: { account, currency, days: daysLate } },
          count: payouts.length,
          action: { key: 'today.todos.toArrivals', to: '/settlement/arrivals' },
        }))
      },
    },
  ]
}
