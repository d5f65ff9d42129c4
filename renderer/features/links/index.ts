import { Link } from '@element-plus/icons-vue'
import type { Screen } from '@renderer/app/screen'
import { defineAsyncComponent } from 'vue'
import { batchScreens } from './batch'
import { identifyScreens } from './identify'

/** The screens of links: the history, the maker, what ends, what is used, and the batches. */
export const linksScreens: Screen[] = [
  {
    path: '/links',
    name: 'links',
    title: 'links.nav',
    component: () => import('./history/HistoryScreen.vue'),
    nav: { order: 20, icon: Link },
    permission: 'links.view',
    keywords: 'links.history.keywords',
  },
  {
    path: '/links/new',
    name: 'links.new',
    title: 'links.maker.title',
    component: () => import('./maker/MakerScreen.vue'),
    permission: 'links.make',
    keywords: 'links.maker.keywords',
  },
  {
    path: '/links/expiring',
    name: 'links.expiring',
    title: 'links.expiring.title',
    component: () => import('./expiring/ExpiringScreen.vue'),
    permission: 'links.view',
    keywords: 'links.expiring.keywords',
  },
  {
    path: '/links/usage',
    name: 'links.usage',
    title: 'links.usage.title',
    component: () => import('./usage/UsageScreen.vue'),
    permission: 'links.view',
    keywords: 'links.usage.keywords',
  },
  {
    path: '/links/sms',
    name: 'links.sms',
    title: 'shortScreens.sms.title',
    component: () => import('./sms/SmsPlace.vue'),
    permission: 'links.view',
    keywords: 'shortScreens.sms.keywords',
  },
  ...batchScreens,
  ...identifyScreens,
]

/** A QR code on the screen; rules for ordinary links show their addresses with it. */
export const QrPicture = defineAsyncComponent(() => import('./parts/QrPicture.vue'))
