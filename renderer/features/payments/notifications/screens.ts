import type { Screen } from '@renderer/app/screen'

export const notificationScreens: Screen[] = [
  {
    path: '/payments/notifications',
    name: 'payments.notifications',
    title: 'paymentInbox.title',
    component: () => import('./InboxScreen.vue'),
    permission: 'payments.view',
    keywords: 'paymentInbox.keywords',
  },
]
