import type { Permission } from '@shared/contract/permissions'

/** The screens of refunds, as the row above them offers them. */
export const refundPlaces: readonly { path: string; title: string; permission: Permission }[] = [
  { path: '/payments/refunds', title: 'refundScreens.places.list', permission: 'payments.view' },
  { path: '/payments/refunds/new', title: 'refundScreens.places.new', permission: 'refunds.request' },
  { path: '/payments/refunds/batches', title: 'refundScreens.places.batches', permission: 'payments.view' },
  { path: '/payments/refunds/portal', title: 'refundScreens.places.portal', permission: 'refunds.record' },
  { path: '/settings/refund-approval', title: 'refundScreens.places.policy', permission: 'payments.view' },
]
