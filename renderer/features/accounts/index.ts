import type { Screen } from '@renderer/app/screen'

export const accountsScreens: Screen[] = [
  {
    path: '/settings/account',
    name: 'settings.account',
    title: 'accounts.account.title',
    component: () => import('./AccountScreen.vue'),
    settings: { order: 15 },
    keywords: 'accounts.account.keywords',
  },
  {
    path: '/settings/operators',
    name: 'settings.operators',
    title: 'accounts.operators.title',
    component: () => import('./OperatorsScreen.vue'),
    settings: { order: 30 },
    permission: 'accounts.manage',
    keywords: 'accounts.operators.keywords',
  },
]

/** Where the sign-in screen remembers which workspace was chosen last; a new workspace is put there by its maker. */
export const signInWorkspaceKey = 'signIn.workspace'
