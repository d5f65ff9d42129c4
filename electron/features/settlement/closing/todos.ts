import { addMonths, beijingMonth } from '@shared/domain/beijing-time'
import type { TodoSource } from '../../today'
import type { ClosingParts } from './parts'
import type { ClosingService } from './service'

/** Months that can be closed, and closed ones that somebody wants opened again. */
export function closingTodos({ clock, repository, ports }: ClosingParts, closing: ClosingService): TodoSource[] {
  return [
    {
      id: 'settlement.closing',
      kinds: ['settlement.readyToClose', 'settlement.reopenAsked'],
      permission: 'settlement.close',
      roles: ['administrator', 'finance'],
      topics: ['closing.changed', 'fees.changed', 'reconciliation.changed'],
      everyMs: 3_600_000,
      load: async () => {
        const last = addMonths(beijingMonth(clock.now().getTime()), -1)
        const asked = await repository.asked()
        const locked = await ports.closing.lockedMonths()
        const { ready, checks } = locked.includes(last) ? { ready: false, checks: [] } : await closing.get(last)
        // A month in which nothing was is not worth a line.
        const worth = ready && checks.some(({ state }) => state === 'done')
        return [
          ...asked.map(({ month, askedBy }) => ({
            id: `settlement.reopenAsked:${month}`,
            kind: 'settlement.reopenAsked',
            tone: 'attention' as const,
            title: { key: 'today.todos.reopenAsked', params: { month, name: askedBy ?? '' } },
            action: { key: 'today.todos.toClosing', to: `/settlement/closing?month=${month}` },
          })),
          ...(worth
            ? [
                {
                  id: `settlement.readyToClose:${last}`,
                  kind: 'settlement.readyToClose',
                  tone: 'info' as const,
                  title: { key: 'today.todos.readyToClose', params: { month: last } },
                  action: { key: 'today.todos.toClosing', to: `/settlement/closing?month=${last}` },
                },
              ]
            : []),
        ]
      },
    },
  ]
}
