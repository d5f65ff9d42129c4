import type { Screen } from '@renderer/app/screen'

/** The encrypted backups of the workspace. */
export const backupsScreens: Screen[] = [
  {
    path: '/settings/backups',
    name: 'settings.backups',
    title: 'backups.title',
    component: () => import('./BackupsScreen.vue'),
    settings: { order: 45 },
    permission: 'backups.manage',
    keywords: 'backups.keywords',
  },
]
