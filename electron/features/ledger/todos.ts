import type { Reminders } from '@shared/contract/ledger-values'
import type { Todo, TodoSource } from '../today'

/** A certification that ends this soon cannot wait for the next look. */
const urgentDays = 7
const named = 3

function names(all: readonly { name: string }[]): Pick<Todo, 'detail'> {
  const shown = all.slice(0, named).map(({ name }) => name)
  const key = all.length > shown.length ? 'today.todos.namesAndMore' : 'today.todos.names'
  return { detail: { key, params: { names: shown.join(' · '), count: all.length } } }
}

/** Certifications that end, and companies that can hardly register another account. */
export function ledgerTodos(parts: { reminders: () => Promise<Reminders> }): TodoSource[] {
  return [
    {
      id: 'ledger.reminders',
      kinds: ['ledger.certification', 'ledger.nearLimit'],
      permission: 'ledger.view',
      topics: ['ledger.changed', 'apps.changed', 'officialAccounts.changed', 'settings.changed'],
      // Days pass without any event.
      everyMs: 3_600_000,
      load: async () => {
        const { expiring, nearLimit } = await parts.reminders()
        const todos: Todo[] = []
        const [first] = expiring
        if (first)
          todos.push({
            id: 'ledger.certification',
            kind: 'ledger.certification',
            tone: first.daysLeft < 0 ? 'failed' : first.daysLeft <= urgentDays ? 'attention' : 'info',
            title: { key: 'today.todos.certification', params: { count: expiring.length } },
            ...names(expiring),
            // The day is Beijing's; it ends with it.
            due: `${first.until}T15:59:59.999Z`,
            count: expiring.length,
            action: { key: 'today.todos.toLedger', to: '/ledger' },
          })
        if (nearLimit.length > 0)
          todos.push({
            id: 'ledger.nearLimit',
            kind: 'ledger.nearLimit',
            tone: nearLimit.some(({ used, limit }) => used >= limit) ? 'attention' : 'info',
            title: { key: 'today.todos.nearLimit', params: { count: nearLimit.length } },
            ...names(nearLimit),
            count: nearLimit.length,
            action: { key: 'today.todos.toLedger', to: '/ledger' },
          })
        return todos
      },
    },
  ]
}
