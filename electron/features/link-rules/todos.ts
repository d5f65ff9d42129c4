import type { TodoSource } from '../today'

interface Parts {
  unknown: () => Promise<readonly { appId: string; appName: string; count: number; first: string }[]>
}

/** Changes of link rules whose answer never came: reading the list again settles them. */
export function linkRuleTodos({ unknown }: Parts): TodoSource[] {
  return [
    {
      id: 'linkRules.unknown',
      kinds: ['linkRules.unknown'],
      permission: 'links.view',
      topics: ['linkRules.changed'],
      load: async () =>
        (await unknown()).map(({ appId, appName, count, first }) => ({
          id: `linkRules.unknown.${appId}`,
          kind: 'linkRules.unknown',
          tone: 'attention',
          title: { key: 'today.todos.ruleUnknown', params: { app: appName, count } },
          detail: { key: 'today.todos.ruleUnknownDetail', params: {} },
          since: first,
          count,
          action: { key: 'today.todos.toRules', to: `/link-rules?app=${appId}` },
        })),
    },
  ]
}
