import type { Screen } from '@renderer/app/screen'

export const closingScreens: Screen[] = [
  {
    path: '/settlement/closing',
    name: 'settlement.closing',
    title: 'closingScreens.title',
    component: () => import('./ClosingScreen.vue'),
    permission: 'settlement.view',
    keywords: 'closingScreens.keywords',
  },
]
