import type { Clock } from '../../../platform/clock/clock'
import type { TodoSource } from '../../today'
import type { NotificationState } from './rows'

const dayMs = 86_400_000

/** Notifications that somebody must look at: what does not fit its order, what waits, and refusals in a bunch. */
export function notificationTodos(parts: {
  clock: Clock
  counts: () => Promise<{ state: NotificationState; count: number; first: string }[]>
  refusedSince: (since: string) => Promise<{ count: number; last: string | null }>
}): TodoSource[] {
  return [
    {
      id: 'payments.notifications',
      kinds: ['payments.notificationFlagged', 'payments.notificationRefused'],
      permission: 'payments.view',
      roles: ['administrator', 'finance'],
      topics: ['notifications.changed'],
      load: async () => {
        const flagged = (await parts.counts()).find(({ state }) => state === 'flagged')
        const since = new Date(parts.clock.now().getTime() - dayMs).toISOString()
        const refused = await parts.refusedSince(since)
        const to = '/payments/notifications'
        return [
          ...(flagged
            ? [
                {
                  id: 'payments.notificationFlagged',
                  kind: 'payments.notificationFlagged',
                  tone: 'attention' as const,
                  title: { key: 'today.todos.notificationFlagged', params: { count: flagged.count } },
                  detail: { key: 'today.todos.notificationFlaggedDetail', params: {} },
                  since: flagged.first,
                  count: flagged.count,
                  action: { key: 'today.todos.toNotifications', to: `${to}?state=flagged` },
                },
              ]
            : []),
          ...(refused.last !== null && refused.count > 0
            ? [
                {
                  id: 'payments.notificationRefused',
                  kind: 'payments.notificationRefused',
                  tone: 'attention' as const,
                  title: { key: 'today.todos.notificationRefused', params: { count: refused.count } },
                  detail: { key: 'today.todos.notificationRefusedDetail', params: {} },
                  since: refused.last,
                  count: refused.count,
                  action: { key: 'today.todos.toNotifications', to: `${to}?state=refused` },
                },
              ]
            : []),
        ]
      },
    },
  ]
}
