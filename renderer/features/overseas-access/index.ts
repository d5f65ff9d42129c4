import type { Screen } from '@renderer/app/screen'

export const overseasAccessScreens: Screen[] = [
  {
    path: '/payments/access',
    name: 'overseasAccess',
    title: 'overseasAccess.title',
    component: () => import('./AccessScreen.vue'),
    permission: 'payments.view',
    keywords: 'overseasAccess.keywords',
  },
]
