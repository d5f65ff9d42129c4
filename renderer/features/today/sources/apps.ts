import { ask } from '@renderer/app/client'
import type { TodoSource } from '../todo'

/** Mini programs without AppSecret: everything that calls WeChat fails for them. */
export const appsWithoutSecret: TodoSource = {
  id: 'apps.withoutSecret',
  order: 40,
  permission: 'apps.view',
  topics: ['apps.changed'],
  async load() {
    const answer = await ask('apps.list', {})
    if (!answer.ok) return answer
    const without = answer.value.filter(({ secret, archived }) => !secret && !archived)
    const since = without.map(({ updatedAt }) => updatedAt).sort()[0]
    if (since === undefined) return { ok: true, value: [] }
    const names = without.slice(0, 3).map(({ name }) => name)
    return {
      ok: true,
      value: [
        {
          id: 'apps.withoutSecret',
          tone: 'attention',
          title: { key: 'today.todos.noSecret', params: { count: without.length } },
          detail: {
            key: without.length > names.length ? 'today.todos.namesAndMore' : 'today.todos.names',
            params: { names: names.join(' · '), count: without.length },
          },
          since,
          action: { key: 'today.todos.setSecret', to: '/apps' },
        },
      ],
    }
  },
}
