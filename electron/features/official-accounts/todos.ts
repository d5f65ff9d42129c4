import type { OfficialAccount } from '@shared/contract/official-accounts'
import type { TodoSource } from '../today'

/** Official accounts without AppSecret: nothing can be signed for their pages. */
export function officialAccountTodos(parts: { accounts: () => Promise<readonly OfficialAccount[]> }): TodoSource[] {
  return [
    {
      id: 'officialAccounts.withoutSecret',
      kinds: ['officialAccounts.withoutSecret'],
      permission: 'officialAccounts.view',
      topics: ['officialAccounts.changed'],
      load: async () => {
        const without = (await parts.accounts()).filter(({ secret, archived }) => !secret && !archived)
        const since = without.map(({ updatedAt }) => updatedAt).sort()[0]
        if (since === undefined) return []
        return [
          {
            id: 'officialAccounts.withoutSecret',
            kind: 'officialAccounts.withoutSecret',
            tone: 'info',
            title: { key: 'today.todos.accountNoSecret', params: { count: without.length } },
            since,
            count: without.length,
            action: { key: 'today.todos.setSecret', to: '/official-accounts' },
          },
        ]
      },
    },
  ]
}
