import type { Screen } from '@renderer/app/screen'
import { ChatDotRound } from '@element-plus/icons-vue'
import { defineAsyncComponent } from 'vue'

export const officialAccountsScreens: Screen[] = [
  {
    path: '/official-accounts',
    name: 'officialAccounts',
    title: 'officialScreens.title',
    component: () => import('./AccountsScreen.vue'),
    nav: { order: 60, icon: ChatDotRound },
    permission: 'officialAccounts.view',
    keywords: 'officialScreens.keywords',
  },
  {
    path: '/official-accounts/new',
    name: 'officialAccounts.new',
    title: 'officialScreens.form.newTitle',
    component: () => import('./AccountFormScreen.vue'),
    permission: 'officialAccounts.edit',
    keywords: 'officialScreens.keywords',
  },
  {
    path: '/official-accounts/:id/edit',
    name: 'officialAccounts.edit',
    title: 'officialScreens.form.editTitle',
    component: () => import('./AccountFormScreen.vue'),
    permission: 'officialAccounts.edit',
  },
]

export { useOfficialAccounts } from './store'
export { todayInBeijing } from './parts/today-in-beijing'
/** What open tags need and whether it is so, each line with its source. */
export const FindingList = defineAsyncComponent(() => import('./parts/FindingList.vue'))
