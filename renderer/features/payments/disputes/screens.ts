import type { Screen } from '@renderer/app/screen'

export const disputeScreens: Screen[] = [
  {
    path: '/payments/disputes',
    name: 'payments.disputes',
    title: 'paymentDisputes.title',
    component: () => import('./DisputesScreen.vue'),
    permission: 'payments.view',
    keywords: 'paymentDisputes.keywords',
  },
  {
    path: '/payments/disputes/import',
    name: 'payments.disputes.import',
    title: 'paymentDisputes.import.title',
    component: () => import('./DisputeImportScreen.vue'),
    permission: 'disputes.edit',
    keywords: 'paymentDisputes.keywords',
  },
]
