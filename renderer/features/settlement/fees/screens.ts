import type { Screen } from '@renderer/app/screen'

export const feeScreens: Screen[] = [
  {
    path: '/settlement/fees',
    name: 'settlement.fees',
    title: 'feeScreens.title',
    component: () => import('./FeesScreen.vue'),
    permission: 'settlement.view',
    keywords: 'feeScreens.keywords',
  },
  {
    path: '/settlement/fees/contracts',
    name: 'settlement.fees.contracts',
    title: 'feeScreens.contracts.title',
    component: () => import('./contracts/ContractsScreen.vue'),
    permission: 'settlement.view',
    keywords: 'feeScreens.contracts.keywords',
  },
  {
    path: '/settlement/fees/holidays',
    name: 'settlement.fees.holidays',
    title: 'feeScreens.holidays.title',
    component: () => import('./HolidaysScreen.vue'),
    permission: 'settlement.view',
    keywords: 'feeScreens.holidays.keywords',
  },
  {
    path: '/settlement/fees/:id',
    name: 'settlement.fees.one',
    title: 'feeScreens.one.title',
    component: () => import('./StatementScreen.vue'),
    permission: 'settlement.view',
  },
]
