import type { Screen } from '@renderer/app/screen'
import { Key } from '@element-plus/icons-vue'

export const jssdkScreens: Screen[] = [
  {
    path: '/jssdk',
    name: 'jssdk',
    title: 'jssdk.title',
    component: () => import('./BenchScreen.vue'),
    nav: { order: 75, icon: Key },
    permission: 'officialAccounts.view',
    keywords: 'jssdk.keywords',
  },
]
