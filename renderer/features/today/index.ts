import { Sunny } from '@element-plus/icons-vue'
import type { Screen } from '@renderer/app/screen'
import { appsWithoutSecret } from './sources/apps'
import { backupState } from './sources/backups'
import { registerTodos } from './todo'

export { registerTodos, type Todo, type TodoSource } from './todo'

/** The first screen: what can be started, what needs a hand, what was done last. */
export const todayScreens: Screen[] = [
  {
    path: '/today',
    name: 'today',
    title: 'today.title',
    component: () => import('./TodayScreen.vue'),
    nav: { order: 10, icon: Sunny },
    keywords: 'today.keywords',
  },
]

registerTodos([appsWithoutSecret, backupState])
