import { Operation } from '@element-plus/icons-vue'
import type { Screen } from '@renderer/app/screen'

/** All long work of the workspace. */
export const jobsScreens: Screen[] = [
  {
    path: '/jobs',
    name: 'jobs',
    title: 'jobs.title',
    component: () => import('./JobsScreen.vue'),
    nav: { order: 80, icon: Operation },
    permission: 'jobs.view',
    keywords: 'jobs.keywords',
  },
]
