import type { Clock } from '../../../platform/clock/clock'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { Todo, TodoSource } from '../../today'
import type { refundsRepository } from './repository'
import type { RefundPile, RefundPiles } from './todos.repository'

const dayMs = 86_400_000
/** A failure that nobody looked at in a month is no news any more. */
const failedDays = 30
/** An answer that is missing for so long is more than a hiccup. */
const unknownMs = 3_600_000

export interface RefundTodoParts {
  clock: Clock
  repository: RepositoryClient<typeof refundsRepository>
}

/** Which list a to-do opens, and how loud it is. */
const piles: Record<keyof RefundPiles, { tone: Todo['tone']; to: string }> = {
  review: { tone: 'failed', to: '/payments/refunds?state=review' },
  confirm: { tone: 'attention', to: '/payments/refunds?forMe=1' },
  needsManual: { tone: 'failed', to: '/payments/refunds?state=needsManual' },
  unknown: { tone: 'failed', to: '/payments/refunds?state=unknown' },
  failed: { tone: 'failed', to: '/payments/refunds?state=failed' },
  returned: { tone: 'attention', to: '/payments/refunds?state=returned' },
  stuck: { tone: 'attention', to: '/payments/refunds?state=processing' },
  toApprove: { tone: 'attention', to: '/payments/refunds?state=requested' },
}

/** What of refunds waits for a person. */
export function refundTodos({ clock, repository }: RefundTodoParts): TodoSource[] {
  const names = Object.keys(piles) as (keyof RefundPiles)[]
  return [
    {
      id: 'payments.refunds',
      kinds: names.map((name) => `payments.refunds.${name}`),
      permission: 'payments.view',
      roles: ['administrator', 'finance', 'operations'],
      topics: ['refunds.changed'],
      everyMs: 60_000,
      load: async () => {
        const now = clock.now().getTime()
        const found = await repository.piles({
          failedSince: new Date(now - failedDays * dayMs).toISOString(),
          unknownBefore: new Date(now - unknownMs).toISOString(),
        })
        return names.flatMap((name) => todoOf(name, found[name]))
      },
    },
  ]
}

function todoOf(name: keyof RefundPiles, { count, first }: RefundPile): Todo[] {
  if (count === 0) return []
  const { tone, to } = piles[name]
  return [
    {
      id: `payments.refunds.${name}`,
      kind: `payments.refunds.${name}`,
      tone,
      title: { key: `today.todos.refunds.${name}`, params: { count } },
      detail: { key: `today.todos.refundsDetail.${name}`, params: {} },
      ...(first === null ? {} : { since: first }),
      count,
      action: { key: 'today.todos.toRefunds', to },
    },
  ]
}
