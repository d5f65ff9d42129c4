import type { Permission } from '@shared/contract/permissions'

/** One of the screens of payments, as the row above them offers it. */
export interface PaymentPlace {
  path: string
  /** Text key. */
  title: string
  permission: Permission
}

/** In the order of a working day: find, collect, take over, bring in; then what is set up once. */
export const paymentPlaces: readonly PaymentPlace[] = [
  { path: '/payments', title: 'paymentScreens.places.orders', permission: 'payments.view' },
  { path: '/payments/new', title: 'paymentScreens.places.make', permission: 'payments.collect' },
  { path: '/payments/adopt', title: 'paymentScreens.places.adopt', permission: 'payments.import' },
  { path: '/payments/import', title: 'paymentScreens.places.import', permission: 'payments.import' },
  { path: '/payments/notifications', title: 'paymentInbox.title', permission: 'payments.view' },
  { path: '/payments/disputes', title: 'paymentDisputes.title', permission: 'payments.view' },
  { path: '/payments/accounts', title: 'paymentScreens.places.accounts', permission: 'payments.view' },
  { path: '/payments/providers', title: 'paymentScreens.places.providers', permission: 'payments.view' },
  { path: '/payments/access', title: 'overseasAccess.title', permission: 'payments.view' },
]

/** What is there for those who connect providers, behind 开发者工具. */
export const developerPlaces: readonly PaymentPlace[] = [
  { path: '/payments/develop/descriptions', title: 'paymentScreens.places.descriptions', permission: 'payments.develop' },
  { path: '/payments/develop/lab', title: 'lab.title', permission: 'payments.develop' },
]
