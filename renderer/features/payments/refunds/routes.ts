import { RefreshLeft } from '@element-plus/icons-vue'
import type { Screen } from '@renderer/app/screen'

/** The screens of refunds: what waits and was done, the form, batches, what was done in a portal, and the limits. */
export const refundScreens: Screen[] = [
  {
    path: '/payments/refunds',
    name: 'refunds',
    title: 'refundScreens.nav',
    component: () => import('./list/RefundsScreen.vue'),
    nav: { order: 45, icon: RefreshLeft },
    permission: 'payments.view',
    keywords: 'refundScreens.list.keywords',
  },
  {
    path: '/payments/refunds/new',
    name: 'refunds.new',
    title: 'refundScreens.form.title',
    component: () => import('./form/RefundFormScreen.vue'),
    permission: 'refunds.request',
    keywords: 'refundScreens.form.keywords',
  },
  {
    path: '/payments/refunds/portal',
    name: 'refunds.portal',
    title: 'refundScreens.portal.title',
    component: () => import('./form/PortalScreen.vue'),
    permission: 'refunds.record',
    keywords: 'refundScreens.portal.keywords',
  },
  {
    path: '/payments/refunds/batches',
    name: 'refunds.batches',
    title: 'refundScreens.batches.title',
    component: () => import('./batch/BatchListScreen.vue'),
    permission: 'payments.view',
    keywords: 'refundScreens.batches.keywords',
  },
  {
    path: '/payments/refunds/batches/new',
    name: 'refunds.batches.new',
    title: 'refundScreens.batches.newTitle',
    component: () => import('./batch/BatchScreen.vue'),
    permission: 'refunds.request',
    keywords: 'refundScreens.batches.keywords',
  },
  {
    path: '/payments/refunds/batches/:id',
    name: 'refunds.batches.one',
    title: 'refundScreens.batches.one',
    component: () => import('./batch/BatchScreen.vue'),
    permission: 'payments.view',
  },
  {
    path: '/payments/refunds/:id',
    name: 'refunds.one',
    title: 'refundScreens.detail.title',
    component: () => import('./detail/RefundScreen.vue'),
    permission: 'payments.view',
  },
  {
    path: '/settings/refund-approval',
    name: 'settings.refundApproval',
    title: 'refundScreens.policy.title',
    component: () => import('./policy/PolicyScreen.vue'),
    settings: { order: 62 },
    permission: 'payments.view',
    keywords: 'refundScreens.policy.keywords',
  },
]
