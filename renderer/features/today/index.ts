import { Sunny } from '@element-plus/icons-vue'
import type { Screen } from '@renderer/app/screen'

/** The first screen: what can be started, what needs a hand, what was done last; and how people are told of it. */
export const todayScreens: Screen[] = [
  {
    path: '/today',
    name: 'today',
    title: 'today.title',
    component: () => import('./TodayScreen.vue'),
    nav: { order: 10, icon: Sunny },
    keywords: 'today.keywords',
  },
  {
    path: '/settings/notices',
    name: 'settings.notices',
    title: 'notices.title',
    component: () => import('./push/NoticesScreen.vue'),
    settings: { order: 55 },
    keywords: 'notices.keywords',
  },
]
