import type { App } from '@shared/contract/apps'
import type { TodoSource } from '../today'

/** Mini programs without AppSecret: everything that calls WeChat fails for them. */
export function appTodos(parts: { apps: () => Promise<readonly App[]> }): TodoSource[] {
  return [
    {
      id: 'apps.withoutSecret',
      kinds: ['apps.withoutSecret'],
      permission: 'apps.view',
      topics: ['apps.changed'],
      load: async () => {
        const without = (await parts.apps()).filter(({ secret, archived }) => !secret && !archived)
        const since = without.map(({ updatedAt }) => updatedAt).sort()[0]
        if (since === undefined) return []
        const names = without.slice(0, 3).map(({ name }) => name)
        return [
          {
            id: 'apps.withoutSecret',
            kind: 'apps.withoutSecret',
            tone: 'attention',
            title: { key: 'today.todos.noSecret', params: { count: without.length } },
            detail: {
              key: without.length > names.length ? 'today.todos.namesAndMore' : 'today.todos.names',
              params: { names: names.join(' · '), count: without.length },
            },
            since,
            count: without.length,
            action: { key: 'today.todos.setSecret', to: '/apps' },
          },
        ]
      },
    },
  ]
}
