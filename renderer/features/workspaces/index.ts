import type { Screen } from '@renderer/app/screen'

export const workspacesScreens: Screen[] = [
  {
    path: '/settings/workspace',
    name: 'settings.workspace',
    title: 'workspaces.title',
    component: () => import('./WorkspaceScreen.vue'),
    settings: { order: 20 },
    permission: 'workspaces.manage',
    keywords: 'workspaces.keywords',
  },
  {
    path: '/settings/workspace/live',
    name: 'settings.workspace.live',
    title: 'workspaces.live.title',
    component: () => import('./GoLiveScreen.vue'),
    permission: 'workspaces.manage',
    keywords: 'workspaces.live.keywords',
  },
]
