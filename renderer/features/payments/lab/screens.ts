import type { Screen } from '@renderer/app/screen'

/** For developers: under 开发者工具. */
export const labScreens: Screen[] = [
  {
    path: '/payments/develop/lab',
    name: 'payments.lab',
    title: 'lab.title',
    component: () => import('./LabScreen.vue'),
    permission: 'payments.develop',
    keywords: 'lab.keywords',
  },
]
