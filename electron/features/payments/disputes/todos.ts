import { addDays, startOfDayMs } from '@shared/domain/days'
import type { Clock } from '../../../platform/clock/clock'
import type { TodoSource } from '../../today'
import type { DisputesService } from './service'

const soonMs = 3 * 86_400_000
const most = 50

/** Disputes that want an answer, the ones that end soonest first. */
export function disputeTodos(parts: { clock: Clock; zone: () => string; disputes: Pick<DisputesService, 'waiting'> }): TodoSource[] {
  return [
    {
      id: 'payments.disputes',
      kinds: ['payments.dispute'],
      permission: 'payments.view',
      roles: ['administrator', 'finance', 'operations'],
      topics: ['disputes.changed'],
      everyMs: 3_600_000,
      load: async () =>
        (await parts.disputes.waiting(most)).map(({ id, merchantNo, kind, answerByDay }) => {
          const due = answerByDay === null ? undefined : endOfDay(answerByDay, parts.zone())
          const late = due !== undefined && Date.parse(due) - parts.clock.now().getTime() < soonMs
          return {
            id: `payments.dispute:${id}`,
            kind: 'payments.dispute',
            tone: late ? ('failed' as const) : ('attention' as const),
            title: { key: `today.todos.dispute_${kind}`, params: { number: merchantNo } },
            ...(due === undefined ? {} : { due }),
            action: { key: 'today.todos.toDisputes', to: '/payments/disputes' },
          }
        }),
    },
  ]
}

/** Last second of the day an answer can be given. */
function endOfDay(day: string, zone: string): string | undefined {
  const next = addDays(day, 1)
  const ends = next === undefined ? undefined : startOfDayMs(next, zone)
  return ends === undefined ? undefined : new Date(ends - 1000).toISOString()
}
