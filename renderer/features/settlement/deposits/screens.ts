import type { Screen } from '@renderer/app/screen'

export const depositScreens: Screen[] = [
  {
    path: '/settlement/deposits',
    name: 'settlement.deposits',
    title: 'depositScreens.title',
    component: () => import('./DepositsScreen.vue'),
    permission: 'settlement.view',
    keywords: 'depositScreens.keywords',
  },
]
