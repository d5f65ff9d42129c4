import type { TodoSource } from '../today'

/** A restored workspace does not know what happened between the backup and now. Stands until somebody has seen it. */
export function workspaceTodos(parts: { restoredAt: string | undefined }): TodoSource[] {
  const { restoredAt } = parts
  return [
    {
      id: 'workspaces.restored',
      kinds: ['workspaces.restored'],
      permission: 'workspaces.manage',
      topics: [],
      load: () =>
        Promise.resolve(
          restoredAt === undefined
            ? []
            : [
                {
                  id: `workspaces.restored.${restoredAt}`,
                  kind: 'workspaces.restored',
                  tone: 'attention',
                  title: { key: 'today.todos.restored', params: {} },
                  detail: { key: 'today.todos.restoredDetail', params: {} },
                  since: restoredAt,
                  action: { key: 'today.todos.toLinks', to: '/links' },
                },
              ],
        ),
    },
  ]
}
