import { Wallet } from '@element-plus/icons-vue'
import type { Screen } from '@renderer/app/screen'
import { defineAsyncComponent } from 'vue'
import { disputeScreens } from './disputes/screens'
import { labScreens } from './lab/screens'
import { notificationScreens } from './notifications/screens'
import { refundScreens } from './refunds/routes'

/** The screens of payments: orders, how they get in, accounts, what each provider can do. Refunds stand beside them. */
export const paymentsScreens: Screen[] = [
  {
    path: '/payments',
    name: 'payments',
    title: 'paymentScreens.nav',
    component: () => import('./orders/OrdersScreen.vue'),
    nav: { order: 44, icon: Wallet },
    permission: 'payments.view',
    keywords: 'paymentScreens.orders.keywords',
  },
  {
    path: '/payments/new',
    name: 'payments.new',
    title: 'paymentScreens.maker.title',
    component: () => import('./maker/MakerScreen.vue'),
    permission: 'payments.collect',
    keywords: 'paymentScreens.maker.keywords',
  },
  {
    path: '/payments/adopt',
    name: 'payments.adopt',
    title: 'paymentScreens.adopt.title',
    component: () => import('./adopt/AdoptScreen.vue'),
    permission: 'payments.import',
    keywords: 'paymentScreens.adopt.keywords',
  },
  {
    path: '/payments/import',
    name: 'payments.import',
    title: 'paymentScreens.import.title',
    component: () => import('./import/ImportScreen.vue'),
    permission: 'payments.import',
    keywords: 'paymentScreens.import.keywords',
  },
  {
    path: '/payments/import/:id',
    name: 'payments.import.one',
    title: 'paymentScreens.import.one',
    component: () => import('./import/ImportScreen.vue'),
    permission: 'payments.view',
  },
  {
    path: '/payments/accounts',
    name: 'payments.accounts',
    title: 'paymentScreens.accounts.title',
    component: () => import('./accounts/AccountsScreen.vue'),
    permission: 'payments.view',
    keywords: 'paymentScreens.accounts.keywords',
  },
  {
    path: '/payments/accounts/new',
    name: 'payments.accounts.new',
    title: 'paymentScreens.accountForm.newTitle',
    component: () => import('./accounts/AccountFormScreen.vue'),
    permission: 'payments.configure',
    keywords: 'paymentScreens.accounts.keywords',
  },
  {
    path: '/payments/accounts/:id/edit',
    name: 'payments.accounts.edit',
    title: 'paymentScreens.accountForm.editTitle',
    component: () => import('./accounts/AccountFormScreen.vue'),
    permission: 'payments.configure',
  },
  {
    path: '/payments/providers',
    name: 'payments.providers',
    title: 'paymentScreens.providers.title',
    component: () => import('./providers/ProvidersScreen.vue'),
    permission: 'payments.view',
    keywords: 'paymentScreens.providers.keywords',
  },
  {
    path: '/payments/develop/descriptions',
    name: 'payments.descriptions',
    title: 'paymentScreens.descriptions.title',
    component: () => import('./descriptions/DescriptionsScreen.vue'),
    permission: 'payments.develop',
    keywords: 'paymentScreens.descriptions.keywords',
  },
  ...notificationScreens,
  ...disputeScreens,
  ...labScreens,
  ...refundScreens,
]

/** The row of the screens of payments, for what stands beside them. */
export const PaymentsFrame = defineAsyncComponent(() => import('./parts/PaymentsFrame.vue'))
/** A long job above the list or screen that started it. */
export const JobBand = defineAsyncComponent(() => import('./parts/JobBand.vue'))
export { type FollowedJob, useFollowedJob } from './parts/useFollowedJob'
/** 在此审批: name and password of another person at this computer. */
export const SecondPerson = defineAsyncComponent(() => import('./refunds/parts/SecondPerson.vue'))
