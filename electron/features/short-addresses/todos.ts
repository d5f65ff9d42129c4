import type { TodoSource } from '../today'

/** Short addresses whose making nobody answered: only a look into the service tells whether they exist. */
export function shortAddressTodos(parts: { unknown: () => Promise<{ count: number; first: string | null }> }): TodoSource[] {
  return [
    {
      id: 'shortAddresses.unknown',
      kinds: ['shortAddresses.unknown'],
      permission: 'links.view',
      topics: ['shortAddresses.changed'],
      load: async () => {
        const { count, first } = await parts.unknown()
        if (first === null) return []
        return [
          {
            id: 'shortAddresses.unknown',
            kind: 'shortAddresses.unknown',
            tone: 'attention',
            title: { key: 'today.todos.shortUnknown', params: { count } },
            detail: { key: 'today.todos.shortUnknownDetail', params: {} },
            since: first,
            count,
            action: { key: 'today.todos.toLinks', to: '/links' },
          },
        ]
      },
    },
  ]
}
