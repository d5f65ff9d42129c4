import type { Screen } from '@renderer/app/screen'
import { Connection } from '@element-plus/icons-vue'

export const ledgerScreens: Screen[] = [
  {
    path: '/ledger',
    name: 'ledger',
    title: 'ledger.title',
    component: () => import('./companies/CompaniesScreen.vue'),
    nav: { order: 65, icon: Connection },
    permission: 'ledger.view',
    keywords: 'ledger.keywords',
  },
  {
    path: '/ledger/import',
    name: 'ledger.import',
    title: 'ledger.import.title',
    component: () => import('./companies/ListImportScreen.vue'),
    permission: 'ledger.edit',
    keywords: 'ledger.keywords',
  },
  {
    path: '/ledger/bindings',
    name: 'ledger.bindings',
    title: 'ledger.bindings.title',
    component: () => import('./bindings/BindingsScreen.vue'),
    permission: 'ledger.view',
    keywords: 'ledger.bindings.keywords',
  },
  {
    path: '/ledger/plan',
    name: 'ledger.plan',
    title: 'ledger.plan.title',
    component: () => import('./plan/PlanScreen.vue'),
    permission: 'ledger.view',
    keywords: 'ledger.plan.keywords',
  },
]
