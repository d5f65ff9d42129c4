import type { Screen } from '@renderer/app/screen'

export const billScreens: Screen[] = [
  {
    path: '/settlement/bills',
    name: 'settlement.bills',
    title: 'settlementBills.title',
    component: () => import('./BillsScreen.vue'),
    permission: 'settlement.view',
    keywords: 'settlementBills.keywords',
  },
]
