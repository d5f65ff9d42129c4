import type { RepositoryClient } from '../../../platform/store/repository'
import type { Todo, TodoSource } from '../../today'
import type { ordersRepository } from './repository'

/** Orders that a person must look at. */
export function orderTodos({ repository }: { repository: Pick<RepositoryClient<typeof ordersRepository>, 'todoCounts'> }): TodoSource[] {
  return [
    {
      id: 'payments.orders',
      kinds: ['payments.ordersFlagged', 'payments.ordersPaidLate', 'payments.ordersUnknown'],
      permission: 'payments.view',
      topics: ['orders.changed'],
      load: async () => {
        const counts = await repository.todoCounts()
        const todos: Todo[] = []
        const add = (kind: string, tone: Todo['tone'], text: string, count: number, since: string | null, to: string) => {
          if (count === 0) return
          todos.push({
            id: kind,
            kind,
            tone,
            title: { key: `payments.orderTodos.${text}`, params: { count } },
            detail: { key: `payments.orderTodos.${text}Detail`, params: {} },
            ...(since === null ? {} : { since }),
            count,
            action: { key: 'payments.orderTodos.look', to },
          })
        }
        add('payments.ordersPaidLate', 'failed', 'late', counts.late, counts.lateSince, '/payments?flagged=1')
        add('payments.ordersFlagged', 'failed', 'flagged', counts.flagged, counts.flaggedSince, '/payments?flagged=1')
        add('payments.ordersUnknown', 'attention', 'unknown', counts.unknown, counts.unknownSince, '/payments?state=unknown')
        return todos
      },
    },
  ]
}
