import { dayOfNumber } from '@shared/domain/identity'
import type { TodoSource } from '../today'
import type { IdentityDesk } from './parts'

const dayMs = 86_400_000
/** So long before its end the old interface is spoken of, to those who started it in the last half year. */
const warnDays = 60
const usedWithinDays = 180

export interface PurgeState {
  /** Since when erasing what is due has not worked. */
  failingSince: string | undefined
}

/** The old interface ends where it is still used; details that should be gone are still there. */
export function identityTodos(desk: IdentityDesk, state: PurgeState): TodoSource[] {
  return [
    {
      id: 'identity.v1Ends',
      kinds: ['identity.v1Ends'],
      permission: 'identity.view',
      topics: ['identity.changed', 'settings.changed'],
      everyMs: 3_600_000,
      load: async () => {
        const now = desk.clock.now().getTime()
        const day = dayOfNumber(desk.settings.identityLimits().faceV1EndsOn)
        if (now < Date.parse(`${day}T00:00:00+08:00`) - warnDays * dayMs) return []
        const count = await desk.repository.startedV1Since(new Date(now - usedWithinDays * dayMs).toISOString())
        if (count === 0) return []
        return [
          {
            id: 'identity.v1Ends',
            kind: 'identity.v1Ends',
            tone: 'attention',
            title: { key: 'today.todos.faceV1Ends', params: { day } },
            detail: { key: 'today.todos.faceV1EndsDetail', params: { count } },
            since: new Date(Date.parse(`${day}T00:00:00+08:00`) - warnDays * dayMs).toISOString(),
            count,
            action: { key: 'today.todos.faceV1EndsAction', to: '/identity' },
          },
        ]
      },
    },
    {
      id: 'identity.purgeFailed',
      kinds: ['identity.purgeFailed'],
      permission: 'identity.view',
      topics: ['identity.changed'],
      load: () => {
        if (state.failingSince === undefined) return Promise.resolve([])
        return Promise.resolve([
          {
            id: 'identity.purgeFailed',
            kind: 'identity.purgeFailed',
            tone: 'failed',
            title: { key: 'today.todos.facePurgeFailed', params: {} },
            since: state.failingSince,
            count: 1,
            action: { key: 'today.todos.facePurgeAction', to: '/identity/records' },
          },
        ])
      },
    },
  ]
}
